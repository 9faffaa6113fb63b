using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>
/// The state machine of one dependency: closed until a number of failures in a row, open for the break, then half open for one probe at a time.
/// There is no lock: each change is one compare-and-swap of the phase, and whoever loses it has nothing to say.
/// </summary>
internal sealed class Circuit(DependencyKey key, TimeProvider time) : IKeyedState
{
    private CircuitPhase _phase = new(key, CircuitState.Closed, CircuitState.Closed, 0, time.GetTimestamp(), CircuitReasons.Reset);
    private bool _used;
    private bool _retired;

    public DependencyKey Key => key;

    public CircuitPhase Phase => Volatile.Read(ref _phase);

    public bool IsRetired => Volatile.Read(ref _retired);

    public bool IsAtRest => Phase.State == CircuitState.Closed;

    /// <summary>Admits a call, or not.</summary>
    /// <param name="settings">What the circuit is held against.</param>
    /// <param name="phase">The phase in which the call was admitted, to be handed back with its evidence; or the phase that refused it.</param>
    public bool TryEnter(CircuitSettings settings, out CircuitPhase phase)
    {
        if (!_used)
            _used = true;

        phase = Phase;
        return phase.State == CircuitState.Closed || TryProbe(settings, ref phase);
    }

    /// <summary>Takes the evidence of a call that was admitted.</summary>
    /// <param name="entered">The phase in which it was admitted.</param>
    /// <param name="evidence">What the outcome says about the dependency.</param>
    /// <param name="settings">What the circuit is held against.</param>
    /// <param name="cause">The exception, if the call failed with one.</param>
    /// <returns>The new phase, if the circuit changed its state.</returns>
    public CircuitPhase? Leave(CircuitPhase entered, CircuitEvidence evidence, CircuitSettings settings, Exception? cause = null)
    {
        if (entered.State == CircuitState.HalfOpen)
            return LeaveProbe(entered, evidence, settings, cause);

        if (evidence == CircuitEvidence.Success)
            entered.Succeed();
        else if (evidence == CircuitEvidence.Failure && entered.Fail() >= settings.FailureThreshold)
            return Replace(entered, Open(entered, entered.Failures, settings, CircuitReasons.ConsecutiveFailures, cause));

        return null;
    }

    /// <summary>Refuses all calls until <see cref="Reset"/>.</summary>
    /// <returns>The new phase, or <see langword="null"/> if the circuit is isolated already.</returns>
    public CircuitPhase? Isolate()
    {
        while (true)
        {
            var phase = Phase;
            if (phase.State == CircuitState.Isolated)
                return null;
            if (Replace(phase, Next(phase, CircuitState.Isolated, CircuitReasons.Isolated)) is { } isolated)
                return isolated;
        }
    }

    /// <summary>Closes the circuit and forgets its failures and breaks.</summary>
    /// <returns>The new phase.</returns>
    public CircuitPhase Reset()
    {
        while (true)
        {
            var phase = Phase;
            if (Replace(phase, Next(phase, CircuitState.Closed, CircuitReasons.Reset)) is { } closed)
                return closed;
        }
    }

    /// <summary>Says how long to wait before a call may pass: what is left of the break, or of the time of the probe.</summary>
    /// <returns><see langword="null"/> while isolated; 0 while closed.</returns>
    public TimeSpan? RetryAfter(CircuitPhase phase) => phase.State switch
    {
        CircuitState.Isolated => null,
        CircuitState.Closed => TimeSpan.Zero,
        _ => time.Left(time.GetTimestamp(), phase.Until),
    };

    public CircuitBreakerView View()
    {
        var phase = Phase;
        return new CircuitBreakerView(key, phase.State, time.GetUtcNow() - time.GetElapsedTime(phase.Since), RetryAfter(phase), phase.Failures);
    }

    public bool IsStale(long timestamp) => Phase is { State: CircuitState.Open or CircuitState.HalfOpen } phase && phase.Until <= timestamp;

    public bool TakeUse()
    {
        var used = _used;
        _used = false;
        return used;
    }

    public void Retire() => Volatile.Write(ref _retired, true);

    // Whoever wins the swap is the probe. A loser looks again: the winner may have finished already.
    private bool TryProbe(CircuitSettings settings, ref CircuitPhase phase)
    {
        while (phase.State is CircuitState.Open or CircuitState.HalfOpen)
        {
            var now = time.GetTimestamp();
            if (now < phase.Until)
                return false;
            if (Replace(phase, HalfOpen(phase, now, settings.ProbeEnd(now))) is { } probe)
            {
                phase = probe;
                return true;
            }

            phase = Phase;
        }

        return phase.State == CircuitState.Closed;
    }

    private CircuitPhase? LeaveProbe(CircuitPhase probe, CircuitEvidence evidence, CircuitSettings settings, Exception? cause)
    {
        // A probe that outlived its time has lost its slot, whether or not another has taken it.
        var now = time.GetTimestamp();
        if (evidence == CircuitEvidence.None || now >= probe.Until)
        {
            Replace(probe, HalfOpen(probe, now, now));
            return null;
        }

        return Replace(probe, evidence == CircuitEvidence.Success
            ? Next(probe, CircuitState.Closed, CircuitReasons.ProbeSucceeded)
            : Open(probe, probe.Failures + 1, settings, CircuitReasons.ProbeFailed, cause));
    }

    private CircuitPhase Next(CircuitPhase phase, CircuitState state, string reason) => new(key, phase.State, state, phase.Generation + 1, time.GetTimestamp(), reason);

    private CircuitPhase Open(CircuitPhase phase, int failures, CircuitSettings settings, string reason, Exception? cause)
    {
        var now = time.GetTimestamp();
        return new CircuitPhase(key, phase.State, CircuitState.Open, phase.Generation + 1, now, reason)
        {
            Until = settings.BreakEnd(now, phase.Breaks),
            Breaks = phase.Breaks + 1,
            Failures = failures,
            Cause = cause,
        };
    }

    // A second probe continues the stay of the first.
    private static CircuitPhase HalfOpen(CircuitPhase phase, long now, long until) =>
        new(phase.Key, phase.State, CircuitState.HalfOpen, phase.Generation + 1, phase.State == CircuitState.HalfOpen ? phase.Since : now, CircuitReasons.BreakOver)
        {
            Until = until,
            Breaks = phase.Breaks,
            Failures = phase.Failures,
            Cause = phase.Cause,
        };

    private CircuitPhase? Replace(CircuitPhase old, CircuitPhase next) => Interlocked.CompareExchange(ref _phase, next, old) == old ? next : null;
}
