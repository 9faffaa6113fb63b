using System.Diagnostics;
using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>The instruments of all circuits.</summary>
internal sealed class CircuitBreakerMetrics(Meter meter)
{
    private const string State = "fallacies.circuit_breaker.state";
    private const string From = "fallacies.circuit_breaker.from";
    private const string To = "fallacies.circuit_breaker.to";

    private static readonly CircuitState[] States = [CircuitState.Closed, CircuitState.Open, CircuitState.HalfOpen, CircuitState.Isolated];

    private readonly Counter<long> _transitions = meter.CreateCounter<long>("fallacies.circuit_breaker.transitions", "{transition}", "Changes of state of a circuit.");
    private readonly Counter<long> _rejections = meter.CreateCounter<long>("fallacies.circuit_breaker.rejections", "{call}", "Calls that a circuit refused.");

    public static CircuitBreakerMetrics Default { get; } = new(ResilienceMeter.Default);

    /// <summary>One measurement per circuit and state, 1 for the state it is in (as OpenTelemetry's <c>hw.status</c>).</summary>
    public static void ObserveStates(Meter meter, CircuitBreakerDirectory directory)
    {
        // A meter keeps its instruments for ever; it must not keep a directory that everybody else has left.
        var weak = new WeakReference<CircuitBreakerDirectory>(directory);
        meter.CreateObservableUpDownCounter(State, () => weak.TryGetTarget(out var target) ? Observe(target) : [], "1", "1 for the state a circuit is in, 0 for the others.");
    }

    public void Transition(Circuit circuit, CircuitPhase phase, StrategyTags strategy)
    {
        if (!phase.IsTransition)
            return;

        var (from, to) = (CircuitReasons.Tag(phase.From), CircuitReasons.Tag(phase.State));
        if (Activity.Current is { IsAllDataRequested: true } activity)
            activity.AddEvent(new ActivityEvent("fallacies.circuit_breaker.transition", tags: new() { [StrategyTags.Dependency] = circuit.Key.ToString(), [From] = from, [To] = to, [StrategyTags.Reason] = phase.Reason }));

        if (!_transitions.Enabled)
            return;

        var tags = new TagList { { StrategyTags.Dependency, circuit.Key.ToString() }, { From, from }, { To, to }, { StrategyTags.Reason, phase.Reason } };
        strategy.AddTo(ref tags);
        _transitions.Add(1, tags);
    }

    public void Rejection(CircuitRejectedException rejection, StrategyTags strategy)
    {
        if (!_rejections.Enabled)
            return;

        var tags = new TagList { { StrategyTags.Dependency, rejection.Dependency.ToString() }, { StrategyTags.Reason, rejection.Reason } };
        strategy.AddTo(ref tags);
        _rejections.Add(1, tags);
    }

    private static IEnumerable<Measurement<int>> Observe(CircuitBreakerDirectory directory) =>
        from circuit in directory.Snapshot()
        from state in States
        select new Measurement<int>(
            circuit.State == state ? 1 : 0,
            new(StrategyTags.Dependency, circuit.Dependency.ToString()), new KeyValuePair<string, object?>(State, CircuitReasons.Tag(state)));
}
