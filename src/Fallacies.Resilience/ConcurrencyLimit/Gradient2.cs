using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>Compares the latency of a window with the average of many: a queue that builds up lowers the limit before any call fails. For servers.</summary>
/// <remarks>
/// Gradient2Limit of Netflix's concurrency-limits, with its numbers, moved once a window. It settles where the latency is <see cref="Tolerance"/> times that of an
/// idle dependency. Three things differ. The headroom grows with the square root of the limit (as in Envoy's adaptive concurrency filter): with 4 alone a
/// limit rises by 0.8 a window. A window in which calls were dropped does not raise the limit, because failures are fast. And a window that is slow because the limit lets
/// too many in does not raise the long-term latency, or a load that never pauses would raise both without end.
/// </remarks>
public sealed class Gradient2 : ConcurrencyLimitAlgorithm
{
    // As in ExpAvgMeasurement: the first windows count alike, or the very first would count for minutes.
    private const int WarmUp = 10;

    /// <summary>Gets the algorithm with all defaults.</summary>
    /// <value>Immutable, and may be shared.</value>
    public static Gradient2 Default { get; } = new();

    /// <summary>Gets the weight of a new limit against the one before.</summary>
    /// <value>From 0.01 to 1; the default is 0.2.</value>
    [Between(0.01, 1.0)]
    public double Smoothing { get; init; } = 0.2;

    /// <summary>Gets how many times the long-term latency a window may take before the limit falls.</summary>
    /// <value>From 1 to 10; the default is 1.5.</value>
    [Between(1.0, 10.0)]
    public double Tolerance { get; init; } = 1.5;

    /// <summary>Gets how many windows the long-term latency is averaged over.</summary>
    /// <value>From 10 to 100,000; the default is 600.</value>
    [Between(10, 100_000)]
    public int LongWindow { get; init; } = 600;

    /// <summary>Gets the least headroom: how many more calls than now the limit aims at, which may wait in a queue of the dependency.</summary>
    /// <value>From 0 to 10,000; the default is 4. Above a limit of 16 the headroom is the square root of the limit where that is more.</value>
    [Between(0, 10_000)]
    public int QueueSize { get; init; } = 4;

    internal override string Name => "gradient2";

    internal override IEnumerable<ValidationResult> Check(string path) => OptionsCheck.Broken(this, path);

    internal override LimitEstimate Start() => new Estimate(this);

    private sealed class Estimate(Gradient2 options) : LimitEstimate(options)
    {
        private double _long;
        private int _windows;

        protected override double Next(in WindowSummary window, double limit)
        {
            if (window.Samples == 0)
                return limit;

            // In a window that is over the tolerance because of our own calls, the latency is not that of an idle dependency. At the lowest limit it
            // is not our calls, and where nothing is limited neither.
            var appLimited = IsAppLimited(window, limit);
            if (_windows < WarmUp || appLimited || limit <= options.MinLimit || window.Latency <= options.Tolerance * _long)
                Average(window.Latency);

            return appLimited ? limit : Move(window, limit);
        }

        private double Move(in WindowSummary window, double limit)
        {
            // A window may be faster than the average; that is no reason to grow faster.
            var gradient = Math.Clamp(options.Tolerance * _long / window.Latency, 0.5, 1);
            var aim = (limit * gradient) + Math.Max(options.QueueSize, Math.Sqrt(limit));
            var next = (limit * (1 - options.Smoothing)) + (aim * options.Smoothing);
            return window.Dropped > 0 ? Math.Min(next, limit) : next;
        }

        private void Average(double latency)
        {
            var weight = _windows < WarmUp ? 1.0 / ++_windows : 2.0 / (options.LongWindow + 1);
            _long += (latency - _long) * weight;

            // After an overload the average is far above what the dependency needs now, and would let the limit grow for minutes.
            if (_long > 2 * latency)
                _long *= 0.95;
        }
    }
}
