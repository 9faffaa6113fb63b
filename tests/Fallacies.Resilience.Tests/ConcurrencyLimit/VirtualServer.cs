using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

/// <summary>
/// A dependency with a knee, in virtual time: up to its capacity calls take 100 ms ± 10 %, beyond it they share the capacity and take longer
/// (Little's law), or fail where it sheds what is too much.
/// </summary>
internal sealed class VirtualServer(FakeTimeProvider time, AdaptiveConcurrencyLimit limit, int seed, bool sheds)
{
    private const int StepsPerWindow = 200;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1000.0 / StepsPerWindow);

    private readonly Random _random = new(seed);
    private readonly PriorityQueue<(AdaptiveConcurrencyLimit.Place Place, ConcurrencyEvidence Evidence), double> _running = new();
    private double _now;

    public int Capacity { get; set; } = 100;

    /// <summary>How many calls the application would like to have in flight.</summary>
    public int Demand { get; set; } = 1_000;

    public int Lowest { get; private set; } = int.MaxValue;

    public int Refused { get; private set; }

    public void RunWindows(int windows)
    {
        for (var i = 0; i < windows * StepsPerWindow; i++)
        {
            Start();
            time.Advance(Step);
            _now += Step.TotalSeconds;
            while (_running.TryPeek(out var call, out var end) && end <= _now)
            {
                _running.Dequeue();
                limit.Leave(call.Place, call.Evidence);
            }

            Lowest = Math.Min(Lowest, limit.Limit);
        }
    }

    /// <summary>Runs until the limit is within a fifth of a knee; how many windows that took.</summary>
    public int WindowsUntilNear(double knee)
    {
        for (var windows = 0; windows < 100; windows++)
        {
            if (IsNear(knee))
                return windows;
            RunWindows(1);
        }

        return int.MaxValue;
    }

    public bool IsNear(double knee) => limit.Limit >= 0.8 * knee && limit.Limit <= 1.2 * knee;

    private void Start()
    {
        while (_running.Count < Demand)
        {
            if (!limit.TryEnter(StrategyTags.None, out var place))
            {
                Refused++;
                return;
            }

            var shed = sheds && _running.Count >= Capacity;
            var crowding = sheds ? 1 : Math.Max(1, (_running.Count + 1.0) / Capacity);
            var latency = shed ? 0.010 : 0.100 * crowding * (0.9 + (0.2 * _random.NextDouble()));
            _running.Enqueue((place, shed ? ConcurrencyEvidence.Dropped : ConcurrencyEvidence.Success), _now + latency);
        }
    }
}
