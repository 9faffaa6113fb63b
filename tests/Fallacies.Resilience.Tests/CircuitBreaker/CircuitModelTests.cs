using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>The state machine against a reference model that knows no phases, no swaps and no threads.</summary>
public sealed class CircuitModelTests
{
    private const int Threshold = 3;

    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(20);

    // Few calls stay under way, so that answers often meet a circuit that has moved on; the clock mostly steps near the two limits.
    private static readonly Gen<Step> Steps = Gen.Frequency(
        (6, Gen.Const(new Step(Act.Begin))),
        (9, Gen.Select(Gen.OneOf(Act.Success, Act.Failure, Act.Failure, Act.Cancel), Gen.Int[0, 3], (act, call) => new Step(act, call))),
        (3, Gen.OneOf(1, 10, 19, 20, 29, 30, 31, 61).Select(seconds => new Step(Act.Advance, seconds))),
        (1, Gen.OneOf(new Step(Act.Isolate), new Step(Act.Reset), new Step(Act.Reset))));

    private enum Act
    {
        Begin,
        Success,
        Failure,
        Cancel,
        Advance,
        Isolate,
        Reset,
    }

    [Fact]
    public void Ten_thousand_random_sequences_show_no_divergence() =>
        Steps.Array[1, 200].Sample(Agrees, iter: 10_000, threads: 1);

    [Fact]
    public void The_sequences_reach_every_transition()
    {
        var seen = new HashSet<(CircuitState, CircuitState)>();
        Steps.Array[1, 200].Sample(steps => Run(steps, (from, to) => seen.Add((from, to))), iter: 1_000, threads: 1);

        Assert.Superset(
            new HashSet<(CircuitState, CircuitState)>
            {
                (CircuitState.Closed, CircuitState.Open), (CircuitState.Open, CircuitState.HalfOpen), (CircuitState.HalfOpen, CircuitState.Open), (CircuitState.HalfOpen, CircuitState.Closed),
                (CircuitState.Closed, CircuitState.Isolated), (CircuitState.Open, CircuitState.Isolated), (CircuitState.HalfOpen, CircuitState.Isolated), (CircuitState.Isolated, CircuitState.Closed),
                (CircuitState.Open, CircuitState.Closed),
            },
            seen);
    }

    private static bool Agrees(Step[] steps) => Run(steps, (_, _) => { });

    // Whenever both were told the same they must say the same: who is admitted, the state, the failures, the wait.
    private static bool Run(Step[] steps, Action<CircuitState, CircuitState> changed)
    {
        var time = new FakeTimeProvider();
        var settings = new CircuitSettings(time, Threshold, Break) { ProbeTimeout = ProbeTimeout, Backoff = 2, MaxBreakDuration = TimeSpan.FromSeconds(100) };
        var (circuit, model) = (new Circuit(new DependencyKey("stock"), time), new Model());
        var calls = new List<(CircuitPhase Phase, int Ticket)>();

        foreach (var step in steps)
        {
            var before = model.State;
            if (!Apply(step, time, settings, circuit, model, calls))
                return false;
            if (before != model.State)
                changed(before, model.State);

            var view = circuit.View();
            if (view.State != model.State || view.Failures != model.Failures || view.RetryAfter != model.RetryAfter)
                return false;
        }

        return true;
    }

    private static bool Apply(Step step, FakeTimeProvider time, CircuitSettings settings, Circuit circuit, Model model, List<(CircuitPhase Phase, int Ticket)> calls)
    {
        switch (step.Act)
        {
            case Act.Begin:
                var admitted = circuit.TryEnter(settings, out var phase);
                var ticket = model.Begin();
                if (admitted)
                    calls.Add((phase, ticket ?? -1));
                return admitted == ticket is not null;

            case Act.Advance:
                time.Advance(TimeSpan.FromSeconds(step.Number));
                model.Now += step.Number;
                return true;

            case Act.Isolate:
                circuit.Isolate();
                model.Isolate();
                return true;

            case Act.Reset:
                circuit.Reset();
                model.Reset();
                return true;

            default:
                if (calls.Count == 0)
                    return true;
                var at = step.Number % calls.Count;
                var before = model.State;
                var moved = circuit.Leave(calls[at].Phase, step.Act switch { Act.Success => CircuitEvidence.Success, Act.Failure => CircuitEvidence.Failure, _ => CircuitEvidence.None }, settings);
                model.End(calls[at].Ticket, step.Act == Act.Cancel ? null : step.Act == Act.Success);
                calls.RemoveAt(at);
                return (before != model.State) == moved is { IsTransition: true } && (moved is null || moved.State == model.State);
        }
    }

    private sealed record Step(Act Act, int Number = 0)
    {
        public override string ToString() => $"{Act} {Number}";
    }

    /// <summary>The rules as they stand in the page, in seconds.</summary>
    private sealed class Model
    {
        private int _generation, _breaks, _until;

        public int Now { get; set; }

        public CircuitState State { get; private set; }

        public int Failures { get; private set; }

        public TimeSpan? RetryAfter => State switch
        {
            CircuitState.Isolated => null,
            CircuitState.Closed => TimeSpan.Zero,
            _ => TimeSpan.FromSeconds(Math.Max(0, _until - Now)),
        };

        public int? Begin()
        {
            if (State == CircuitState.Closed)
                return _generation;
            if (State == CircuitState.Isolated || Now < _until)
                return null;

            State = CircuitState.HalfOpen;
            _until = Now + 20;
            return ++_generation;
        }

        public void End(int ticket, bool? success)
        {
            if (ticket != _generation)
                return;

            if (State == CircuitState.HalfOpen && (success is null || Now >= _until))
                (_until, _generation) = (Now, _generation + 1);
            else if (State == CircuitState.HalfOpen && success == true)
                Reset();
            else if (State == CircuitState.Closed && success == true)
                Failures = 0;
            else if (success == false && (++Failures >= Threshold || State == CircuitState.HalfOpen))
                (State, _until, _breaks, _generation) = (CircuitState.Open, Now + Math.Min(100, 30 << Math.Min(_breaks, 10)), _breaks + 1, _generation + 1);
        }

        public void Isolate()
        {
            if (State != CircuitState.Isolated)
                (State, Failures, _breaks, _generation) = (CircuitState.Isolated, 0, 0, _generation + 1);
        }

        public void Reset() => (State, Failures, _breaks, _generation) = (CircuitState.Closed, 0, 0, _generation + 1);
    }
}
