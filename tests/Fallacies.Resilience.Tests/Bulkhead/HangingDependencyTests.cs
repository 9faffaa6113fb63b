using System.Threading.RateLimiting;

namespace Fallacies.Resilience.Tests;

/// <summary>One dependency hangs: a hundred calls a second to it hold their permits for ten seconds. What becomes of the calls to another? Discrete events, the first ten seconds.</summary>
public sealed class HangingDependencyTests
{
    [Fact]
    public void With_one_limiter_for_both_the_other_fails_within_two_seconds()
    {
        using var limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = 200 });
        Assert.InRange(SuccessOfPayments(limiter, limiter, from: 2), 0, 0.05);
    }

    [Fact]
    public void With_bulkheads_the_other_does_not_notice()
    {
        var set = new BulkheadSet("outbound", new BulkheadSetOptions { TotalPermits = 200 }.Carve("payments", reserved: 40, max: 120).Carve("search", reserved: 20, max: 200));
        using RateLimiter payments = set.Get("payments").AsRateLimiter(), search = set.Get("search").AsRateLimiter();
        Assert.InRange(SuccessOfPayments(payments, search, from: 0), 0.999, 1);
        Assert.Equal(160, set.Get("search").InUse);
    }

    /// <summary>The share of the calls to payments that got a permit, from a second on until permits of search come back.</summary>
    private static double SuccessOfPayments(RateLimiter payments, RateLimiter search, double from)
    {
        var ends = new PriorityQueue<RateLimitLease, double>();
        int offered = 0, admitted = 0;
        for (var tick = 0; tick < 1_000; tick++)
        {
            // A call of each every 10 ms; one to payments takes 100 ms.
            var now = tick / 100.0;
            while (ends.TryPeek(out var ended, out var end) && end <= now)
            {
                ends.Dequeue();
                ended.Dispose();
            }

            Hold(search.AttemptAcquire(), now + 10);
            var lease = payments.AttemptAcquire();
            if (now >= from)
            {
                offered++;
                admitted += lease.IsAcquired ? 1 : 0;
            }

            Hold(lease, now + 0.1);
        }

        return (double)admitted / offered;

        void Hold(RateLimitLease lease, double until)
        {
            if (lease.IsAcquired)
                ends.Enqueue(lease, until);
        }
    }
}
