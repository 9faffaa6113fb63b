namespace Fallacies.Resilience;

/// <summary>How many circuits a directory keeps, and for how long.</summary>
public sealed class CircuitBreakerDirectoryOptions
{
    /// <summary>Gets or sets how long a closed circuit is kept without a call.</summary>
    /// <value>From 1 second to 1 day; the default is 10 minutes. It may take a tenth longer. Circuits that are open or isolated are kept, but open ones whose break has been over for this long give way where there is no room.</value>
    [Duration("00:00:01", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how many dependencies have a circuit of their own.</summary>
    /// <value>From 1 to 1,000,000; the default is 10,000. All further ones share the circuit of <see cref="DependencyKey.Overflow"/>.</value>
    [Between(1, 1_000_000)]
    public int Capacity { get; set; } = 10_000;
}
