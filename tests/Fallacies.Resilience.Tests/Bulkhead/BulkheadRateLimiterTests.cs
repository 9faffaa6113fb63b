using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Resilience.Tests;

public sealed class BulkheadRateLimiterTests
{
    private readonly Bulkhead _bulkhead = new BulkheadSet(
        "inbound", new BulkheadSetOptions { TotalPermits = 2 }.Carve("a", 1, 2, queue: 1, TimeSpan.FromSeconds(1)), new FakeTimeProvider()).Get("a");

    [Fact]
    public async Task A_lease_holds_one_permit_until_it_is_disposed_once()
    {
        using var limiter = _bulkhead.AsRateLimiter();
        using var first = limiter.AttemptAcquire();
        using var second = await limiter.AcquireAsync();
        Assert.True(first.IsAcquired && second.IsAcquired);
        Assert.Equal(2, _bulkhead.InUse);
        Assert.Empty(first.MetadataNames);
        Assert.False(first.TryGetMetadata(MetadataName.RetryAfter, out _));

        first.Dispose();
        first.Dispose();
        Assert.Equal(1, _bulkhead.InUse);
    }

    [Fact]
    public async Task A_refused_lease_says_why_and_when_to_come_back()
    {
        using var limiter = _bulkhead.AsRateLimiter();
        using RateLimitLease a = limiter.AttemptAcquire(), b = limiter.AttemptAcquire(), refused = limiter.AttemptAcquire();
        Assert.False(refused.IsAcquired);
        Assert.Equal(["RETRY_AFTER", "REASON_PHRASE"], refused.MetadataNames);
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(1), wait);
        Assert.True(refused.TryGetMetadata(MetadataName.ReasonPhrase, out var reason));
        Assert.Equal("full", reason);
        Assert.False(refused.TryGetMetadata("other", out _));

        var queued = limiter.AcquireAsync().AsTask();
        using var tooMany = await limiter.AcquireAsync();
        Assert.True(tooMany.TryGetMetadata(MetadataName.ReasonPhrase, out reason));
        Assert.Equal("queue_full", reason);

        a.Dispose();
        using var later = await queued;
        Assert.True(later.IsAcquired);
        var statistics = limiter.GetStatistics()!;
        Assert.Equal((0, 0, 3, 2), (statistics.CurrentAvailablePermits, statistics.CurrentQueuedCount, statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases));
    }

    [Fact]
    public async Task Zero_permits_ask_whether_one_is_free()
    {
        using var limiter = _bulkhead.AsRateLimiter();
        Assert.True(limiter.AttemptAcquire(0).IsAcquired);
        Assert.Equal(0, _bulkhead.InUse);

        using RateLimitLease a = limiter.AttemptAcquire(), b = limiter.AttemptAcquire();
        Assert.False(limiter.AttemptAcquire(0).IsAcquired);
        Assert.False((await limiter.AcquireAsync(0)).IsAcquired);
        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(2));
    }

    [Fact]
    public async Task A_cancelled_wait_throws_and_an_idle_limiter_is_never_given_up()
    {
        using var source = new CancellationTokenSource();
        using var limiter = _bulkhead.AsRateLimiter();
        using RateLimitLease a = limiter.AttemptAcquire(), b = limiter.AttemptAcquire();
        var queued = limiter.AcquireAsync(1, source.Token).AsTask();

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Assert.Null(limiter.IdleDuration);
    }
}
