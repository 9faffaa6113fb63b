namespace Fallacies.Resilience;

/// <summary>Intervals on the clock that never goes back.</summary>
internal static class MonotonicTime
{
    /// <summary>An interval in units of <see cref="TimeProvider.GetTimestamp"/>, exactly, for up to a century.</summary>
    public static long ToTimestamps(this TimeProvider time, TimeSpan interval)
    {
        var (seconds, rest) = Math.DivRem(interval.Ticks, TimeSpan.TicksPerSecond);
        return (seconds * time.TimestampFrequency) + (rest * time.TimestampFrequency / TimeSpan.TicksPerSecond);
    }

    /// <summary>What is left until a moment; never negative.</summary>
    public static TimeSpan Left(this TimeProvider time, long now, long until) => until > now ? time.GetElapsedTime(now, until) : TimeSpan.Zero;
}
