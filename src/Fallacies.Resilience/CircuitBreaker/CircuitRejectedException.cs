using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>A circuit refused a call, which therefore was not sent. Whoever catches or handles Polly's <see cref="BrokenCircuitException"/> meets this one, too.</summary>
public sealed class CircuitRejectedException : BrokenCircuitException, IDependencyRejection
{
    // Nobody reads the words of the base: Message is made when asked for.
    private const string Words = "The circuit does not allow calls.";

    // One reference tells all: a refusal is made for every call of an outage.
    private readonly CircuitPhase _phase;

    private CircuitRejectedException(CircuitPhase phase)
        : base(Words) => _phase = phase;

    private CircuitRejectedException(CircuitPhase phase, TimeSpan retryAfter)
        : base(Words, retryAfter) => _phase = phase;

    private CircuitRejectedException(CircuitPhase phase, TimeSpan retryAfter, Exception cause)
        : base(Words, retryAfter, cause) => _phase = phase;

    /// <inheritdoc/>
    public DependencyKey Dependency => _phase.Key;

    /// <summary>Gets the state in which the circuit refused.</summary>
    /// <value><see cref="CircuitState.Open"/>, <see cref="CircuitState.HalfOpen"/> or <see cref="CircuitState.Isolated"/>.</value>
    public CircuitState State => _phase.State;

    /// <summary>Gets why the call was refused.</summary>
    /// <value><c>circuit_open</c>, <c>circuit_half_open</c> (the probe is under way) or <c>circuit_isolated</c>.</value>
    public string Reason => CircuitReasons.Refusal(State);

    /// <summary>Gets a sentence with the dependency, the reason and, where known, the wait.</summary>
    /// <value>Made when asked for: most refusals are counted and never read.</value>
    public override string Message => Refusal.Describe(this);

    internal static CircuitRejectedException Of(CircuitPhase phase, TimeSpan? retryAfter) => (retryAfter, phase.Cause) switch
    {
        ({ } wait, { } cause) => new(phase, wait, cause),
        ({ } wait, null) => new(phase, wait),
        _ => new(phase),
    };
}
