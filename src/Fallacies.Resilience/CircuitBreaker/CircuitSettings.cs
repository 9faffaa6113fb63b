namespace Fallacies.Resilience;

/// <summary>What a circuit is held against; comes with each call, so that a reload changes the numbers and not the circuit.</summary>
internal sealed class CircuitSettings(TimeProvider time, int failureThreshold, TimeSpan breakDuration)
{
    public int FailureThreshold => failureThreshold;

    /// <summary>Gets the factor by which a break is longer than the one before.</summary>
    public double Backoff { get; init; } = 1;

    public TimeSpan MaxBreakDuration { get; init; }

    public double Jitter { get; init; }

    public Func<double> Randomizer { get; init; } = static () => 0;

    public required TimeSpan ProbeTimeout { get; init; }

    /// <summary>Gives the timestamp at which a probe that starts now has lost its slot.</summary>
    public long ProbeEnd(long now) => now + time.ToTimestamps(ProbeTimeout);

    /// <summary>Gives the timestamp at which a break that starts now is over.</summary>
    /// <param name="now">The current timestamp.</param>
    /// <param name="breaks">The breaks in a row before this one.</param>
    public long BreakEnd(long now, int breaks)
    {
        // Without growth the longest break does not matter.
        double ticks = breakDuration.Ticks;
        if (Backoff > 1)
            ticks = Math.Min(ticks * Math.Pow(Backoff, breaks), MaxBreakDuration.Ticks);

        // Chance only ever lengthens, and comes last: at the longest break, too, a fleet must not probe in step.
        return now + time.ToTimestamps(TimeSpan.FromTicks((long)(ticks * (1 + (Jitter * Randomizer())))));
    }
}
