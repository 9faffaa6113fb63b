using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>
/// One stay of a circuit in one state. A new phase replaces the old one by compare-and-swap, so a call that entered an older phase can no longer
/// change anything: the phase is the generation (as in sony/gobreaker).
/// </summary>
internal sealed class CircuitPhase(DependencyKey key, CircuitState from, CircuitState state, long generation, long since, string reason)
{
    private int _failures;

    public DependencyKey Key => key;

    /// <summary>Gets the state before; equal to <see cref="State"/> where only the probe or the count changed.</summary>
    public CircuitState From => from;

    public CircuitState State => state;

    public long Generation => generation;

    /// <summary>Gets the timestamp at which the circuit came into this state.</summary>
    public long Since => since;

    /// <summary>Gets why the circuit came into this state.</summary>
    public string Reason => reason;

    /// <summary>Gets the timestamp at which the break ends (open), or until which the probe has time (half open).</summary>
    public long Until { get; init; }

    /// <summary>Gets how many breaks in a row no success has ended.</summary>
    public int Breaks { get; init; }

    /// <summary>Gets the failure that opened the circuit, if it was an exception.</summary>
    public Exception? Cause { get; init; }

    /// <summary>Gets the failures in a row.</summary>
    public int Failures
    {
        get => Volatile.Read(ref _failures);
        init => _failures = value;
    }

    public bool IsTransition => from != state;

    /// <summary>Counts one more failure in a row.</summary>
    public int Fail() => Interlocked.Increment(ref _failures);

    /// <summary>Ends the run of failures. Only a run is written to: while all is well, threads share nothing but reads.</summary>
    public void Succeed()
    {
        if (Volatile.Read(ref _failures) != 0)
            Volatile.Write(ref _failures, 0);
    }
}
