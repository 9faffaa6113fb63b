namespace Fallacies.Resilience;

/// <summary>What one window has shown.</summary>
/// <param name="Latency">The mean latency of the calls that succeeded, in seconds; 0 if none did.</param>
/// <param name="Samples">The calls that succeeded.</param>
/// <param name="Dropped">The calls that failed or took too long.</param>
/// <param name="MaxInFlight">The most calls that ran at once.</param>
internal readonly record struct WindowSummary(double Latency, long Samples, long Dropped, int MaxInFlight);

/// <summary>The limit as an algorithm sees it. One window after the other, never two threads at once.</summary>
internal abstract class LimitEstimate(ConcurrencyLimitAlgorithm bounds)
{
    /// <summary>The limit, with the fraction that slow growth adds up.</summary>
    public double Limit { get; private set; } = bounds.InitialLimit;

    public void Update(in WindowSummary window) => Limit = Math.Clamp(Next(window, Limit), bounds.MinLimit, bounds.MaxLimit);

    /// <summary>Says whether the application asked for so little that the window does not show what the limit could be.</summary>
    protected static bool IsAppLimited(in WindowSummary window, double limit) => window.MaxInFlight < limit / 2;

    protected abstract double Next(in WindowSummary window, double limit);
}
