using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>Real threads on one circuit.</summary>
public sealed class ConcurrencyTests
{
    private const int Threads = 3;

    /// <summary>Three threads open the circuit, end the break, race for the probe and end it in one of the three ways, without waiting for each other.</summary>
    [Fact]
    public void At_most_one_probe_is_under_way_in_a_generation()
    {
        var time = new Ticker();
        var settings = new CircuitSettings(time, failureThreshold: 1, TimeSpan.FromMilliseconds(10)) { ProbeTimeout = TimeSpan.FromDays(1) };
        var circuit = new Circuit(new DependencyKey("stock"), time);
        var (underWay, most, probes) = (0, 0, 0);

        InParallel(thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 200_000; i++)
            {
                if (!circuit.TryEnter(settings, out var phase))
                {
                    time.Advance(milliseconds: 10);
                }
                else if (phase.State == CircuitState.Closed)
                {
                    circuit.Leave(phase, CircuitEvidence.Failure, settings);
                }
                else
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref underWay));
                    Interlocked.Increment(ref probes);
                    if (random.Next(256) == 0)
                        Thread.Yield();
                    Interlocked.Decrement(ref underWay);
                    circuit.Leave(phase, (CircuitEvidence)random.Next(3), settings);
                }
            }
        });

        Assert.Equal(1, most);
        Assert.True(probes >= 1_000, $"Only {probes} probes.");   // How often threads are in each other's way depends on the machine.
    }

    /// <summary>Three threads fail and close the circuit again, without waiting for each other: each time it opens, exactly one call is told so.</summary>
    [Fact]
    public void Failures_on_all_threads_open_the_circuit_exactly_once()
    {
        const int Openings = 100_000;
        var time = new Ticker();
        var settings = new CircuitSettings(time, failureThreshold: 5, TimeSpan.FromSeconds(30)) { ProbeTimeout = TimeSpan.FromSeconds(30) };
        var circuit = new Circuit(new DependencyKey("stock"), time);
        var (opened, closed) = (0, 0);

        InParallel(_ =>
        {
            while (Volatile.Read(ref opened) < Openings)
            {
                if (!circuit.TryEnter(settings, out var phase))
                {
                    if (circuit.Reset().From == CircuitState.Open)
                        Interlocked.Increment(ref closed);
                }
                else if (circuit.Leave(phase, CircuitEvidence.Failure, settings) is { State: CircuitState.Open })
                {
                    Interlocked.Increment(ref opened);
                }
            }
        });

        Assert.Equal(opened, closed + (circuit.Phase.State == CircuitState.Open ? 1 : 0));
    }

    private static void InParallel(Action<int> work)
    {
        Exception? failure = null;
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() => failure = Record.Exception(() => work(number)) ?? failure)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Null(failure);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    /// <summary>Time that threads move on without a lock; the fake provider's would order them.</summary>
    private sealed class Ticker : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Volatile.Read(ref _milliseconds);

        public void Advance(long milliseconds) => Interlocked.Add(ref _milliseconds, milliseconds);
    }
}
