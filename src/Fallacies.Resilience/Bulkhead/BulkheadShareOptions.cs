namespace Fallacies.Resilience;

/// <summary>Settings of one bulkhead: its share of the total.</summary>
public sealed class BulkheadShareOptions
{
    /// <summary>Gets or sets the permits that nobody else can take: a call is admitted at once while fewer are in use.</summary>
    /// <value>From 0 to <see cref="Max"/>; the default is 0. The reserves of a set add up to its total at most.</value>
    [Between(0, BulkheadSetOptions.MostPermits)]
    public int Reserved { get; set; }

    /// <summary>Gets or sets the calls that may run at once, reserve included.</summary>
    /// <value>From 1 to <see cref="BulkheadSetOptions.TotalPermits"/>; no default.</value>
    [Between(1, BulkheadSetOptions.MostPermits)]
    public int Max { get; set; }

    /// <summary>Gets or sets how many calls may wait for a permit.</summary>
    /// <value>From 0 to 1,000,000; the default is 0, as in Polly's concurrency limiter and resilience4j's bulkhead: a call that finds no permit is refused.</value>
    [Between(0, BulkheadSetOptions.MostPermits)]
    public int Queue { get; set; }

    /// <summary>Gets or sets the longest that a call waits for a permit.</summary>
    /// <value>From 1 ms to 1 hour; no default, and required when <see cref="Queue"/> is more than 0. Netflix's concurrency-limits takes 1 s.</value>
    [Duration("00:00:00.001", "01:00:00")]
    public TimeSpan? MaxQueueWait { get; set; }

    /// <summary>Gets or sets what a refused call is told to wait. Nobody knows when a permit will be free, so this is a hint that keeps callers from coming back at once.</summary>
    /// <value>From 0 to 1 hour; the default is 1 s.</value>
    [Duration("00:00:00", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);
}
