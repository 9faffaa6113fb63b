using System.Threading.RateLimiting;

namespace Fallacies.Resilience;

/// <summary>A bulkhead as a limiter of the framework.</summary>
internal sealed class BulkheadRateLimiter(Bulkhead bulkhead) : RateLimiter
{
    private static readonly RateLimitLease Nothing = new Lease(null);

    private long _granted;
    private long _refused;

    // Null says "not known to be idle": who removes idle limiters must not remove one whose state belongs to a set.
    public override TimeSpan? IdleDuration => null;

    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = bulkhead.Free,
        CurrentQueuedCount = bulkhead.Waiting,
        TotalSuccessfulLeases = Volatile.Read(ref _granted),
        TotalFailedLeases = Volatile.Read(ref _refused),
    };

    protected override RateLimitLease AttemptAcquireCore(int permitCount)
    {
        CheckCount(permitCount);
        return permitCount == 0 ? Look() : Lend(bulkhead.TryEnter());
    }

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken)
    {
        CheckCount(permitCount);
        if (permitCount == 0)
            return Look();

        var admission = await bulkhead.EnterAsync(cancellationToken).ConfigureAwait(false);
        return admission == Admission.Cancelled ? throw new OperationCanceledException(cancellationToken) : Lend(admission);
    }

    private static void CheckCount(int permitCount) => ArgumentOutOfRangeException.ThrowIfGreaterThan(permitCount, 1);

    /// <summary>The framework's way to ask whether a permit is free without taking it.</summary>
    private RateLimitLease Look() => bulkhead.Free > 0 ? Nothing : new Refused(BulkheadInstruments.Reason(Admission.Full), bulkhead.RetryAfter);

    private RateLimitLease Lend(Admission admission)
    {
        if (admission == Admission.Admitted)
        {
            Interlocked.Increment(ref _granted);
            return new Lease(bulkhead);
        }

        Interlocked.Increment(ref _refused);
        return new Refused(bulkhead.Refused(admission, StrategyTags.None), bulkhead.RetryAfter);
    }

    private sealed class Lease(Bulkhead? bulkhead) : RateLimitLease
    {
        private Bulkhead? _bulkhead = bulkhead;

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }

        // A lease may be disposed twice, and by two threads: the permit goes back once.
        protected override void Dispose(bool disposing)
        {
            Interlocked.Exchange(ref _bulkhead, null)?.Leave();
            base.Dispose(disposing);
        }
    }

    private sealed class Refused(string reason, TimeSpan retryAfter) : RateLimitLease
    {
        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name, MetadataName.ReasonPhrase.Name];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name ? retryAfter
                : metadataName == MetadataName.ReasonPhrase.Name ? reason
                : null;
            return metadata is not null;
        }
    }
}
