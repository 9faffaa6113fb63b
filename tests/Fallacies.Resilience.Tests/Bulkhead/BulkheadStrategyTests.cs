using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.RateLimiting;

namespace Fallacies.Resilience.Tests;

public sealed class BulkheadStrategyTests
{
    private readonly FakeTimeProvider _time = new();

    /// <summary>P16, Polly: a call waits in the queue of a concurrency limiter for as long as the one before it hangs.</summary>
    [Fact]
    public async Task A_call_queued_by_Pollys_limiter_waits_without_bound()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddConcurrencyLimiter(1, queueLimit: 1).Build();
        var (hanging, queued, end) = Queue(pipeline);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(queued.IsCompleted);

        end.SetResult();
        await Task.WhenAll(hanging, queued);
    }

    /// <summary>P16, ours: the wait is bounded, and the refusal says by what.</summary>
    [Fact]
    public async Task A_call_queued_by_a_bulkhead_waits_as_long_as_it_may()
    {
        var bulkhead = Single(queue: 1);
        var (hanging, queued, end) = Queue(new ResiliencePipelineBuilder { TimeProvider = _time }.AddBulkhead(bulkhead).Build());

        _time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(queued.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var refusal = await Assert.ThrowsAsync<BulkheadRejectedException>(() => queued);
        Assert.Equal(("outbound/search", "queue_timeout", TimeSpan.FromSeconds(1)), (refusal.Dependency.ToString(), refusal.Reason, refusal.RetryAfter));

        end.SetResult();
        await hanging;
        Assert.Equal(0, bulkhead.InUse);
    }

    [Fact]
    public async Task A_refusal_is_an_outcome_with_its_reason_and_its_source()
    {
        var bulkhead = Single(queue: 0);
        var refusals = new List<BulkheadRejectedException>();
        var pipeline = new ResiliencePipelineBuilder { Name = "orders" }.AddBulkhead(new BulkheadStrategyOptions
        {
            Bulkhead = bulkhead,
            OnRejected = async args =>
            {
                await Task.Yield();
                refusals.Add(args.Rejection);
            },
        }).Build();
        bulkhead.TryEnter();

        var outcome = await pipeline.ExecuteOutcomeAsync((_, _) => Outcome.FromResultAsValueTask(1), ResilienceContextPool.Shared.Get(), 0);
        var refusal = Assert.IsType<BulkheadRejectedException>(outcome.Exception);
        Assert.Same(refusal, Assert.Single(refusals));
        Assert.Equal("The call to 'outbound/search' was refused: full. Retry after 00:00:01.", refusal.Message);
        Assert.Equal(("orders", "Bulkhead"), (refusal.TelemetrySource?.PipelineName, refusal.TelemetrySource?.StrategyName));
    }

    [Fact]
    public async Task A_permit_is_returned_however_a_call_ends()
    {
        var bulkhead = Single(queue: 1);
        var pipeline = new ResiliencePipelineBuilder().AddBulkhead(bulkhead).Build();
        var context = ResilienceContextPool.Shared.Get();

        await pipeline.ExecuteAsync(_ => default);
        Assert.Equal(0, bulkhead.InUse);
        await pipeline.ExecuteAsync(async _ => await Task.Yield());
        Assert.Equal(0, bulkhead.InUse);

        // ExecuteOutcomeAsync hands the callback to the strategy as it is: one that throws, before or after it first awaits, becomes an outcome.
        Assert.IsType<FormatException>((await pipeline.ExecuteOutcomeAsync<int, int>((_, _) => throw new FormatException(), context, 0)).Exception);
        Assert.Equal(0, bulkhead.InUse);
        Assert.IsType<FormatException>((await pipeline.ExecuteOutcomeAsync<int, int>(async (_, _) =>
        {
            await Task.Yield();
            throw new FormatException();
        }, context, 0)).Exception);
        Assert.Equal(0, bulkhead.InUse);
    }

    [Fact]
    public async Task A_call_cancelled_in_the_queue_ends_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        var bulkhead = Single(queue: 1);
        var pipeline = new ResiliencePipelineBuilder().AddBulkhead(bulkhead).Build();
        bulkhead.TryEnter();

        var queued = pipeline.ExecuteAsync(_ => default, source.Token).AsTask();
        await source.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task A_bulkhead_is_a_limiter_for_Polly()
    {
        var bulkhead = Single(queue: 0);
        var pipeline = new ResiliencePipelineBuilder().AddRateLimiter(bulkhead.AsRateLimiter()).Build();
        Assert.Equal(1, await pipeline.ExecuteAsync(_ => new ValueTask<int>(bulkhead.InUse)));
        Assert.Equal(0, bulkhead.InUse);

        bulkhead.TryEnter();
        var refusal = await Assert.ThrowsAsync<RateLimiterRejectedException>(async () => await pipeline.ExecuteAsync(_ => default));
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
    }

    private static (Task Hanging, Task Queued, TaskCompletionSource End) Queue(ResiliencePipeline pipeline)
    {
        var end = new TaskCompletionSource();
        var hanging = pipeline.ExecuteAsync(async _ => await end.Task).AsTask();
        return (hanging, pipeline.ExecuteAsync(_ => default).AsTask(), end);
    }

    private Bulkhead Single(int queue) => new BulkheadSet(
        "outbound", new BulkheadSetOptions { TotalPermits = 1 }.Carve("search", 0, 1, queue, TimeSpan.FromSeconds(1)), _time).Get("search");
}
