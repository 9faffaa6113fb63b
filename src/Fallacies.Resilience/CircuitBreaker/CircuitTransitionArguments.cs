using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

#pragma warning disable CA1815 // As with Polly's own arguments, nobody compares them.

/// <summary>A circuit changed its state.</summary>
public readonly struct CircuitTransitionArguments
{
    internal CircuitTransitionArguments(ResilienceContext context, DependencyKey dependency, CircuitPhase phase, TimeSpan? retryAfter) =>
        (Context, Dependency, From, To, Reason, Generation, RetryAfter) = (context, dependency, phase.From, phase.State, phase.Reason, phase.Generation, retryAfter);

    /// <summary>Gets the context of the call that changed the state.</summary>
    public ResilienceContext Context { get; }

    /// <summary>Gets what the circuit guards.</summary>
    public DependencyKey Dependency { get; }

    /// <summary>Gets the state before.</summary>
    public CircuitState From { get; }

    /// <summary>Gets the state after.</summary>
    public CircuitState To { get; }

    /// <summary>Gets why.</summary>
    /// <value><c>consecutive_failures</c>, <c>break_over</c>, <c>probe_failed</c> or <c>probe_succeeded</c>.</value>
    public string Reason { get; }

    /// <summary>Gets a number that grows with each change of one circuit.</summary>
    /// <value>Handlers of calls on several threads may run out of order; the greatest number is the newest.</value>
    public long Generation { get; }

    /// <summary>Gets how long until a call may pass.</summary>
    /// <value>The break when <see cref="To"/> is open, the time the probe has when half open, 0 when closed.</value>
    public TimeSpan? RetryAfter { get; }
}
