using Polly;
using Polly.Hedging;

namespace Fallacies.Resilience.Tests;

public sealed class HedgingBudgetTests
{
    private static readonly DependencyKey Stock = new("stock");

    /// <summary>P19: a hundred calls that are all slow enough to be hedged.</summary>
    [Theory]
    [InlineData(false, 200)]
    [InlineData(true, 114)]
    public async Task Slow_calls_are_all_doubled_without_a_budget_and_a_few_with_one(bool budgeted, int expected)
    {
        int sends = 0, routes = 0;
        var options = new HedgingStrategyOptions<int> { Delay = TimeSpan.Zero, MaxHedgedAttempts = 1 };
        var inner = options.ActionGenerator;
        options.ActionGenerator = args =>
        {
            routes++;
            return inner(args);
        };
        if (budgeted)
            options.WithRetryBudget(new RetryBudget(Stock));

        var pipeline = new ResiliencePipelineBuilder<int>().AddHedging(options).Build();
        for (var i = 0; i < 100; i++)
        {
            var slow = new TaskCompletionSource<int>();
            var call = pipeline.ExecuteAsync(async _ =>
            {
                sends++;
                return await slow.Task;
            }).AsTask();
            slow.SetResult(200);
            Assert.Equal(200, await call);
        }

        Assert.Equal(expected, sends);

        // The inner generator takes a route out of a list: it is not asked for an attempt that will not be sent.
        Assert.Equal(sends - 100, routes);
    }

    /// <summary>Polly asks for an attempt after each delay that passes; with no delay it asks without a pause.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_denied_hedge_is_asked_for_again_only_when_an_attempt_has_failed(int milliseconds)
    {
        var (time, asked, asks) = (new TestClock(), new TaskCompletionSource(), 0);
        var budget = new RetryBudget(Stock, new() { MaxTokens = 1 });
        var options = new HedgingStrategyOptions<int>
        {
            Delay = TimeSpan.FromMilliseconds(milliseconds),
            DelayGenerator = milliseconds == 0 ? _ => new(TimeSpan.Zero) : null,
            ShouldHandle = args => new(args.Outcome.Result == 503),
        }.WithRetryBudget(budget);
        var paying = options.ActionGenerator;
        options.ActionGenerator = args =>
        {
            asks++;
            asked.TrySetResult();
            return paying(args);
        };

        var slow = new TaskCompletionSource<int>();
        var call = new ResiliencePipelineBuilder<int> { TimeProvider = time }.AddHedging(options).Build().ExecuteAsync(async _ => await slow.Task).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await asked.Task;
        for (var i = 0; i < 100; i++)
            time.Advance(TimeSpan.FromMilliseconds(10));

        slow.SetResult(503);
        Assert.Equal(503, await call);
        Assert.Equal(2, asks);
    }

    [Fact]
    public async Task Hedges_are_free_when_they_do_not_count()
    {
        var budget = new RetryBudget(Stock, new() { CountHedges = false });
        var options = new HedgingStrategyOptions<int> { MaxHedgedAttempts = 3, ShouldHandle = args => new(args.Outcome.Result == 503) };
        var pipeline = new ResiliencePipelineBuilder<int>().AddHedging(options.WithRetryBudget(budget)).Build();
        var sends = 0;
        for (var i = 0; i < 100; i++)
        {
            await pipeline.ExecuteAsync(_ =>
            {
                sends++;
                return new ValueTask<int>(503);
            });
        }

        Assert.Equal(400, sends);
        Assert.Equal(10, budget.Tokens);
    }
}
