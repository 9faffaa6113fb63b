using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>
/// Interleavings without threads. A circuit asks for the time between looking at its phase and swapping it; there these tests run what other threads would do
/// meanwhile, up to three deep.
/// </summary>
public sealed class InterleavingTests
{
    private readonly InterleavedTime _time = new();
    private readonly CircuitSettings _settings;
    private readonly Circuit _circuit;

    public InterleavingTests()
    {
        _settings = new CircuitSettings(_time, failureThreshold: 1, TimeSpan.FromSeconds(30)) { ProbeTimeout = TimeSpan.FromDays(1) };
        _circuit = new Circuit(new DependencyKey("stock"), _time);
    }

    [Fact]
    public void A_hundred_thousand_schedules_have_at_most_one_probe_under_way()
    {
        var (random, probes, most) = (new Random(7), new List<CircuitPhase>(), 0);
        _time.Meanwhile = () => Step(random.Next(4));
        for (var schedule = 0; schedule < 100_000; schedule++)
            Step(random.Next(4));
        Assert.Equal(1, most);

        void Step(int act)
        {
            if (act == 0)
            {
                _time.Advance(seconds: 15);
            }
            else if (act == 1 && probes.Count > 0)
            {
                var probe = probes[^1];
                probes.Remove(probe);
                _circuit.Leave(probe, (CircuitEvidence)random.Next(3), _settings);
            }
            else if (_circuit.TryEnter(_settings, out var phase))
            {
                if (phase.State == CircuitState.HalfOpen)
                    probes.Add(phase);
                else
                    _circuit.Leave(phase, CircuitEvidence.Failure, _settings);
            }

            most = Math.Max(most, probes.Count);
        }
    }

    [Fact]
    public void Who_loses_the_swap_to_a_probe_is_refused_by_it()
    {
        Open();
        CircuitPhase? winner = null;
        _time.Once(() => Assert.True(_circuit.TryEnter(_settings, out winner)));

        Assert.False(_circuit.TryEnter(_settings, out var phase));
        Assert.Same(winner, phase);
    }

    [Fact]
    public void Who_loses_the_swap_to_a_probe_that_has_succeeded_already_is_admitted()
    {
        Open();
        _time.Once(() =>
        {
            Assert.True(_circuit.TryEnter(_settings, out var probe));
            Assert.NotNull(_circuit.Leave(probe, CircuitEvidence.Success, _settings));
        });

        Assert.True(_circuit.TryEnter(_settings, out var phase));
        Assert.Equal(CircuitState.Closed, phase.State);
    }

    [Fact]
    public void Who_loses_the_swap_to_an_operator_is_refused_for_good()
    {
        Open();
        _time.Once(() => Assert.NotNull(_circuit.Isolate()));

        Assert.False(_circuit.TryEnter(_settings, out var phase));
        Assert.Equal(CircuitState.Isolated, phase.State);
    }

    [Fact]
    public void An_operator_who_loses_the_swap_tries_again()
    {
        Open();
        _time.Once(() => Assert.True(_circuit.TryEnter(_settings, out _)));
        Assert.Equal((CircuitState.HalfOpen, CircuitState.Isolated), (_circuit.Isolate()!.From, _circuit.Phase.State));

        _time.Once(() => _circuit.Reset());
        _circuit.Reset();
        Assert.Equal(CircuitState.Closed, _circuit.Phase.State);

        _time.Once(() => Assert.NotNull(_circuit.Isolate()));
        Assert.Null(_circuit.Isolate());
    }

    [Fact]
    public void A_failure_that_loses_the_swap_opens_nothing()
    {
        Assert.True(_circuit.TryEnter(_settings, out var closed));
        _time.Once(() => _circuit.Reset());
        Assert.Null(_circuit.Leave(closed, CircuitEvidence.Failure, _settings));
        Assert.Equal(CircuitState.Closed, _circuit.Phase.State);
    }

    private void Open()
    {
        Assert.True(_circuit.TryEnter(_settings, out var closed));
        Assert.NotNull(_circuit.Leave(closed, CircuitEvidence.Failure, _settings));
        _time.Advance(seconds: 30);
    }

    private sealed class InterleavedTime : TimeProvider
    {
        private int _depth;
        private long _seconds;

        public Action? Meanwhile { get; set; }

        public override long TimestampFrequency => 1;

        public void Advance(int seconds) => _seconds += seconds;

        public void Once(Action meanwhile) => Meanwhile = () =>
        {
            Meanwhile = null;
            meanwhile();
        };

        public override long GetTimestamp()
        {
            // What was read before the others ran is what a thread that was interrupted would have read.
            var now = _seconds;
            if (_depth < 2)
            {
                _depth++;
                Meanwhile?.Invoke();
                _depth--;
            }

            return now;
        }
    }
}
