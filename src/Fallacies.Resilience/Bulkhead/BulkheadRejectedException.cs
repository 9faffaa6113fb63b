namespace Fallacies.Resilience;

/// <summary>A bulkhead had no permit for a call, which was therefore never sent.</summary>
public sealed class BulkheadRejectedException : DependencyRejectedException
{
    /// <summary>Initializes the refusal of a call.</summary>
    /// <param name="bulkhead">The set and the share that refused.</param>
    /// <param name="reason"><c>full</c>, <c>queue_full</c> or <c>queue_timeout</c>.</param>
    /// <param name="retryAfter">How long the caller should wait at least; not negative.</param>
    public BulkheadRejectedException(DependencyKey bulkhead, string reason, TimeSpan retryAfter)
        : base(bulkhead, reason, retryAfter)
    {
    }
}
