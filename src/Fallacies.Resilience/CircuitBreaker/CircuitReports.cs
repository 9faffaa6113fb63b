using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;

namespace Fallacies.Resilience;

/// <summary>Tells Polly's telemetry, our meter and the handler in the options what a circuit decided.</summary>
internal sealed class CircuitReports<TResult>(CircuitBreakerMetrics metrics, ResilienceStrategyTelemetry telemetry, StrategyTags tags, Func<CircuitTransitionArguments, ValueTask>? onTransition)
{
    public CircuitRejectedException Refuse(Circuit circuit, CircuitPhase phase)
    {
        var rejection = CircuitRejectedException.Of(phase, circuit.RetryAfter(phase));
        telemetry.SetTelemetrySource(rejection);
        metrics.Rejection(rejection, tags);
        return rejection;
    }

    public ValueTask ChangedAsync(Circuit circuit, CircuitPhase phase, Outcome<TResult>? outcome, ResilienceContext context)
    {
        metrics.Transition(circuit, phase, tags);
        var args = new CircuitTransitionArguments(context, circuit.Key, phase, circuit.RetryAfter(phase));
        if (outcome is { } known)
            telemetry.Report(EventOf(phase.State), context, known, args);
        else
            telemetry.Report(EventOf(phase.State), context, args);
        return onTransition is null ? default : onTransition(args);
    }

    // The names and severities of Polly's own breaker, so that what listens for its events hears these, too.
    private static ResilienceEvent EventOf(CircuitState state) => state switch
    {
        CircuitState.Closed => new(ResilienceEventSeverity.Information, "OnCircuitClosed"),
        CircuitState.HalfOpen => new(ResilienceEventSeverity.Warning, "OnCircuitHalfOpened"),
        _ => new(ResilienceEventSeverity.Error, "OnCircuitOpened"),
    };
}
