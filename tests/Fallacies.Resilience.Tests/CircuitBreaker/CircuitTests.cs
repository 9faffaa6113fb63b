using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>What the directory asks a circuit, and what people read off it.</summary>
public sealed class CircuitTests
{
    private readonly TestClock _time = new();
    private readonly CircuitSettings _settings;
    private readonly Circuit _circuit;

    public CircuitTests()
    {
        _settings = new CircuitSettings(_time, failureThreshold: 1, TimeSpan.FromSeconds(30)) { ProbeTimeout = TimeSpan.FromSeconds(20) };
        _circuit = new Circuit(new DependencyKey("stock"), _time);
    }

    [Fact]
    public void A_call_leaves_a_mark_that_is_taken_once()
    {
        Assert.False(_circuit.TakeUse());
        for (var i = 0; i < 2; i++)
        {
            Assert.True(_circuit.TryEnter(_settings, out _));
            Assert.True(_circuit.TryEnter(_settings, out _));
            Assert.True(_circuit.TakeUse());
            Assert.False(_circuit.TakeUse());
        }
    }

    [Fact]
    public void Only_a_closed_circuit_is_at_rest_and_only_one_whose_wait_is_over_is_stale()
    {
        Assert.True(_circuit.IsAtRest);
        Assert.False(_circuit.IsStale(long.MaxValue));

        Open();
        var until = _circuit.Phase.Until;
        Assert.False(_circuit.IsAtRest);
        Assert.Equal((false, true, true), (_circuit.IsStale(until - 1), _circuit.IsStale(until), _circuit.IsStale(until + 1)));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(_circuit.TryEnter(_settings, out var probe));
        Assert.Equal((false, true), (_circuit.IsStale(probe.Until - 1), _circuit.IsStale(probe.Until)));

        _circuit.Isolate();
        Assert.Equal((false, false), (_circuit.IsAtRest, _circuit.IsStale(long.MaxValue)));
    }

    [Fact]
    public void A_second_probe_continues_the_stay_of_the_first()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(30));
        var halfOpen = _time.GetUtcNow();
        Assert.True(_circuit.TryEnter(_settings, out var probe));
        Assert.Equal((true, 2), (probe.IsTransition, probe.Generation));
        Assert.Equal(halfOpen, _circuit.View().Since);

        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(_circuit.TryEnter(_settings, out var second));
        Assert.Equal((false, 3), (second.IsTransition, second.Generation));
        Assert.Equal(halfOpen, _circuit.View().Since);

        var closed = _time.GetUtcNow();
        Assert.NotNull(_circuit.Leave(second, CircuitEvidence.Success, _settings));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(closed, _circuit.View().Since);
    }

    private void Open()
    {
        Assert.True(_circuit.TryEnter(_settings, out var phase));
        Assert.NotNull(_circuit.Leave(phase, CircuitEvidence.Failure, _settings));
    }
}
