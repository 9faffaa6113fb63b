using Microsoft.Extensions.Time.Testing;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>Calls until a run of five failures, against (f⁻⁵ − 1)/(1 − f): what the breaker can find, and what it cannot.</summary>
public sealed class ArithmeticTests
{
    private const int Runs = 2_000;

    [Fact]
    public void A_dead_dependency_opens_the_circuit_at_the_fifth_call() => Assert.All(CallsUntilOpen(failureRate: 1), calls => Assert.Equal(5, calls));

    [Theory]
    [InlineData(1 / 2.0, 62)]
    [InlineData(1 / 3.0, 363)]
    [InlineData(1 / 5.0, 3_905)]
    public void Calls_until_five_failures_in_a_row_are_as_computed(double failureRate, double expected)
    {
        Assert.Equal(expected, (Math.Pow(failureRate, -5) - 1) / (1 - failureRate), precision: 6);

        var calls = CallsUntilOpen(failureRate);
        var mean = calls.Average();
        var standardError = Math.Sqrt(calls.Sum(n => (n - mean) * (n - mean)) / (Runs - 1) / Runs);
        Assert.InRange(mean, expected - (3 * standardError), expected + (3 * standardError));
    }

    private static List<double> CallsUntilOpen(double failureRate)
    {
        var (time, random) = (new FakeTimeProvider(), new Random(7));
        var settings = new CircuitSettings(time, failureThreshold: 5, TimeSpan.FromSeconds(30)) { ProbeTimeout = TimeSpan.FromSeconds(30) };
        return Enumerable.Range(0, Runs).Select(_ =>
        {
            var circuit = new Circuit(new DependencyKey("stock"), time);
            for (var calls = 1; ; calls++)
            {
                Assert.True(circuit.TryEnter(settings, out var phase));
                if (circuit.Leave(phase, random.NextDouble() < failureRate ? CircuitEvidence.Failure : CircuitEvidence.Success, settings) is { State: CircuitState.Open })
                    return (double)calls;
            }
        }).ToList();
    }
}
