using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>Additive increase, multiplicative decrease: the limit rises while calls succeed and falls when one is dropped. For clients.</summary>
/// <remarks>
/// Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance in Computer Networks" (1989), with the numbers of
/// Netflix's AIMDLimit. That one moves with each call, so that one burst of 22 timeouts takes it from 200 to 20. This one moves once a window: up by
/// one for each round trip (the calls of the window divided by the limit, as TCP does) but by a tenth at most, down by the ratio if any call was dropped.
/// </remarks>
public sealed class Aimd : ConcurrencyLimitAlgorithm
{
    /// <summary>Gets the algorithm with all defaults.</summary>
    /// <value>Immutable, and may be shared.</value>
    public static Aimd Default { get; } = new();

    /// <summary>Gets the factor by which the limit falls after a window in which a call was dropped.</summary>
    /// <value>From 0.5 to 0.99; the default is 0.9.</value>
    [Between(0.5, 0.99)]
    public double BackoffRatio { get; init; } = 0.9;

    /// <summary>Gets the latency from which a call counts as dropped, although it succeeded.</summary>
    /// <value>From 1 ms to 1 hour; the default is 5 s.</value>
    [Duration("00:00:00.001", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    internal override string Name => "aimd";

    internal override TimeSpan DroppedFrom => Timeout;

    internal override IEnumerable<ValidationResult> Check(string path) => OptionsCheck.Broken(this, path);

    internal override LimitEstimate Start() => new Estimate(this);

    private sealed class Estimate(Aimd options) : LimitEstimate(options)
    {
        protected override double Next(in WindowSummary window, double limit)
        {
            if (window.Dropped > 0)
                return Math.Floor(limit * options.BackoffRatio);

            return IsAppLimited(window, limit) ? limit : limit + Math.Clamp(window.Samples / limit, 1, Math.Max(1, limit / 10));
        }
    }
}
