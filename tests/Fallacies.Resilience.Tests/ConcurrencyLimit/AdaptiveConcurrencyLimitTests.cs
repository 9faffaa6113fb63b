using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

public sealed class AdaptiveConcurrencyLimitTests
{
    private static readonly DependencyKey Stock = new("stock");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_call_over_the_limit_is_refused_with_an_outcome()
    {
        var limit = Create(20);
        var refusals = new List<Exception>();
        var pipeline = new ResiliencePipelineBuilder { Name = "orders" }.AddAdaptiveConcurrencyLimit(new AdaptiveConcurrencyLimitStrategyOptions
        {
            Limit = limit,
            OnRejected = async args =>
            {
                await Task.Yield();
                refusals.Add(args.Rejection);
            },
        }).Build();
        var end = new TaskCompletionSource();
        var running = Enumerable.Range(0, 20).Select(_ => pipeline.ExecuteAsync(async _ => await end.Task).AsTask()).ToArray();
        Assert.Equal(20, limit.InFlight);

        var outcome = await pipeline.ExecuteOutcomeAsync((_, _) => Outcome.FromResultAsValueTask(1), ResilienceContextPool.Shared.Get(), 0);
        var refusal = Assert.IsType<ConcurrencyLimitRejectedException>(outcome.Exception);
        Assert.Same(refusal, Assert.Single(refusals));
        Assert.Equal("The call to 'stock' was refused: limit_reached. Retry after 00:00:01.", refusal.Message);
        Assert.Equal("AdaptiveConcurrencyLimit", refusal.TelemetrySource?.StrategyName);

        end.SetResult();
        await Task.WhenAll(running);
        Assert.Equal(0, limit.InFlight);
    }

    [Fact]
    public async Task An_observing_limit_finds_its_value_and_refuses_nobody()
    {
        var limit = Create(1, mode: ConcurrencyLimitMode.Observe);
        var pipeline = Pipeline(limit);
        var end = new TaskCompletionSource<int>();
        var running = Enumerable.Range(0, 30).Select(_ => pipeline.ExecuteAsync(async _ => await end.Task).AsTask()).ToArray();
        Assert.Equal(30, limit.InFlight);

        _time.Advance(TimeSpan.FromSeconds(1.5));
        end.SetResult(500);
        await Task.WhenAll(running);
        Assert.Equal((18, 0), (limit.Limit, limit.InFlight));
    }

    [Theory]
    [InlineData(500, 18)]
    [InlineData(200, 21)]
    public async Task Failures_lower_the_limit_and_answers_raise_it(int status, int expected)
    {
        var limit = Create();
        await RunAsync(limit, Pipeline(limit), status);
        Assert.Equal(expected, limit.Limit);
    }

    [Fact]
    public async Task An_answer_after_the_timeout_of_the_algorithm_is_a_dropped_call()
    {
        var limit = Create();
        await RunAsync(limit, Pipeline(limit), 200, TimeSpan.FromMilliseconds(4_999));
        Assert.Equal(21, limit.Limit);
        await RunAsync(limit, Pipeline(limit), 200, TimeSpan.FromSeconds(5));
        Assert.Equal(18, limit.Limit);
    }

    [Fact]
    public async Task Nothing_is_learnt_from_calls_that_their_caller_cancelled()
    {
        // After 10 s an answer would be a dropped call: what is measured here is the caller's patience.
        var limit = Create();
        await RunAsync(limit, Pipeline(limit), 200, TimeSpan.FromSeconds(10), cancel: true);
        await RunAsync(limit, Pipeline(limit), 500, TimeSpan.FromSeconds(10), cancel: true);
        Assert.Equal((20, 0), (limit.Limit, limit.InFlight));
    }

    [Fact]
    public async Task Nothing_is_learnt_from_refusals_of_other_strategies_and_from_bugs()
    {
        var limit = Create();
        var pipeline = new ResiliencePipelineBuilder().AddAdaptiveConcurrencyLimit(new AdaptiveConcurrencyLimitStrategyOptions { Limit = limit }).Build();
        for (var i = 0; i < 30; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            await Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync(_ => throw new BrokenCircuitException()));
            await Assert.ThrowsAsync<OperationCanceledException>(async () => await pipeline.ExecuteAsync(_ => throw new OperationCanceledException()));
        }

        Assert.Equal((20, 0), (limit.Limit, limit.InFlight));
    }

    [Fact]
    public async Task Nothing_is_learnt_from_what_the_classification_sets_aside()
    {
        var limit = Create();
        var pipeline = new ResiliencePipelineBuilder<int>().AddAdaptiveConcurrencyLimit(new AdaptiveConcurrencyLimitStrategyOptions<int>
        {
            Limit = limit,
            Classify = args => args.Outcome.Result == 101 ? ConcurrencyEvidence.None : ConcurrencyEvidence.Dropped,
        }).Build();

        await RunAsync(limit, pipeline, 101, TimeSpan.FromMinutes(5));
        Assert.Equal(20, limit.Limit);
        await RunAsync(limit, pipeline, 200);
        Assert.Equal(18, limit.Limit);
    }

    [Fact]
    public async Task A_place_is_given_back_however_a_call_ends()
    {
        var limit = Create();
        var context = ResilienceContextPool.Shared.Get();
        var broken = new ResiliencePipelineBuilder<int>().AddAdaptiveConcurrencyLimit(new AdaptiveConcurrencyLimitStrategyOptions<int>
        {
            Limit = limit,
            ShouldHandle = args => args.Outcome.Result == 1 ? throw new FormatException() : LaterAsync(args.Outcome.Result == 2),
        }).Build();

        // Callbacks and predicates that throw, before and after they first await.
        await Assert.ThrowsAsync<FormatException>(async () => await broken.ExecuteAsync(_ => new ValueTask<int>(1)));
        await Assert.ThrowsAsync<FormatException>(async () => await broken.ExecuteAsync(async _ =>
        {
            await Task.Yield();
            return 1;
        }));
        Assert.Equal(2, await broken.ExecuteAsync(_ => new ValueTask<int>(2)));
        Assert.IsType<ArithmeticException>((await Pipeline(limit).ExecuteOutcomeAsync<int, int>((_, _) => throw new ArithmeticException(), context, 0)).Exception);
        Assert.IsType<ArithmeticException>((await Pipeline(limit).ExecuteOutcomeAsync<int, int>(async (_, _) =>
        {
            await Task.Yield();
            throw new ArithmeticException();
        }, context, 0)).Exception);
        Assert.Equal(0, limit.InFlight);

        static async ValueTask<bool> LaterAsync(bool answer)
        {
            await Task.Yield();
            return answer;
        }
    }

    [Fact]
    public async Task A_window_without_enough_samples_goes_on_and_instant_answers_are_none()
    {
        var limit = Create(minSamples: 21);
        await RunAsync(limit, Pipeline(limit), 200);
        Assert.Equal(20, limit.Limit);
        await RunAsync(limit, Pipeline(limit), 200, TimeSpan.FromMicroseconds(99));
        Assert.Equal(20, limit.Limit);
        await RunAsync(limit, Pipeline(limit), 200, TimeSpan.FromMicroseconds(100));
        Assert.Equal(21, limit.Limit);
    }

    private AdaptiveConcurrencyLimit Create(int minSamples = 10, ConcurrencyLimitMode mode = ConcurrencyLimitMode.Enforce) =>
        new(Stock, new() { Algorithm = new Aimd { MinLimit = 10 }, MinSamples = minSamples, Mode = mode }, _time);

    private static ResiliencePipeline<int> Pipeline(AdaptiveConcurrencyLimit limit) => new ResiliencePipelineBuilder<int>().AddAdaptiveConcurrencyLimit(
        new AdaptiveConcurrencyLimitStrategyOptions<int> { Limit = limit, ShouldHandle = args => new(args.Outcome.Result >= 500) }).Build();

    /// <summary>As many calls as the limit allows, all of the same latency, and the end of the window.</summary>
    private async Task RunAsync(AdaptiveConcurrencyLimit limit, ResiliencePipeline<int> pipeline, int status, TimeSpan? latency = null, bool cancel = false)
    {
        using var source = new CancellationTokenSource();
        _time.Advance(TimeSpan.FromSeconds(1));
        var end = new TaskCompletionSource<int>();
        var running = Enumerable.Range(0, limit.Limit).Select(_ => pipeline.ExecuteAsync(async _ => await end.Task, source.Token).AsTask()).ToArray();
        _time.Advance(latency ?? TimeSpan.FromMilliseconds(100));
        if (cancel)
            await source.CancelAsync();
        end.SetResult(status);
        await Task.WhenAll(running);
    }
}
