using CsCheck;
using Polly;
using Polly.Retry;

namespace Fallacies.Resilience.Tests;

public sealed class RetryBudgetPipelineTests
{
    private static readonly DependencyKey Stock = new("stock");

    /// <summary>P18: a thousand calls to a dependency that answers 503 only.</summary>
    [Theory]
    [InlineData(false, 4_000)]
    [InlineData(true, 1_003)]
    public async Task An_outage_is_retried_for_ever_without_a_budget_and_three_times_with_one(bool budgeted, int expected)
    {
        var sends = 0;
        var pipeline = Retry(budgeted ? new RetryBudget(Stock) : null);
        for (var i = 0; i < 1_000; i++)
        {
            var result = await pipeline.ExecuteAsync(_ =>
            {
                sends++;
                return new ValueTask<int>(503);
            });
            Assert.Equal(503, result);
        }

        Assert.Equal(expected, sends);
    }

    [Theory]
    [InlineData(0.10, 1.111)]
    [InlineData(0.50, 1.875)]
    [InlineData(1.00, 4.000)]
    public async Task Load_grows_by_the_formula_without_a_budget_and_by_a_tenth_at_most_with_one(double failureRate, double expected)
    {
        var plain = await LoadFactorAsync(null, failureRate);
        Assert.InRange(plain, expected * 0.99, expected * 1.01);

        var budgeted = await LoadFactorAsync(new RetryBudget(Stock), failureRate);
        Assert.InRange(budgeted, 1.0, 1.10);
    }

    [Fact]
    public void Attempts_stay_within_calls_and_half_the_bucket_and_a_tenth_of_the_successes() =>
        Gen.Select(Gen.Int[1, 20], Gen.Bool.Array[1, 200]).Sample((size, outcomes) =>
        {
            var pipeline = Retry(new RetryBudget(Stock, new() { MaxTokens = size }));
            int calls = 0, attempts = 0, successes = 0;
            while (attempts < outcomes.Length)
            {
                calls++;
                pipeline.Execute(() =>
                {
                    var success = outcomes[attempts++ % outcomes.Length];
                    successes += success ? 1 : 0;
                    return success ? 200 : 503;
                });
            }

            Assert.True(attempts <= calls + (size / 2.0) + (0.1 * successes) + 1e-9, $"{attempts} attempts, {calls} calls, {successes} successes");
        }, iter: 2_000);

    [Fact]
    public async Task A_denied_retry_returns_the_original_outcome()
    {
        var budget = Empty();
        var thrown = new InvalidOperationException("the first and only");
        var options = new RetryStrategyOptions { Delay = TimeSpan.Zero };
        options.WithRetryBudget(budget);
        var pipeline = new ResiliencePipelineBuilder().AddRetry(options).Build();

        var outcome = await pipeline.ExecuteOutcomeAsync<int, int>((_, _) => Outcome.FromExceptionAsValueTask<int>(thrown), ResilienceContextPool.Shared.Get(), 0);
        Assert.Same(thrown, outcome.Exception);
    }

    [Fact]
    public async Task A_predicate_that_answers_later_is_asked_too()
    {
        var budget = new RetryBudget(Stock);
        var options = new RetryStrategyOptions<int>
        {
            Delay = TimeSpan.Zero,
            ShouldHandle = async args =>
            {
                await Task.Yield();
                return args.Outcome.Result == 503;
            },
        };
        var pipeline = new ResiliencePipelineBuilder<int>().AddRetry(options.WithRetryBudget(budget)).Build();

        Assert.Equal(503, await pipeline.ExecuteAsync(_ => new ValueTask<int>(503)));
        Assert.Equal(6, budget.Tokens);
        Assert.Equal(200, await pipeline.ExecuteAsync(_ => new ValueTask<int>(200)));
        Assert.Equal(6.1, budget.Tokens);
    }

    [Fact]
    public async Task An_answer_that_is_no_failure_pays_in_and_an_exception_that_is_none_says_nothing()
    {
        var budget = Empty();
        var pipeline = Retry(budget);

        // 404 is an answer of a dependency that is well; a bug of the caller and a cancellation tell nothing about it.
        await pipeline.ExecuteAsync(_ => new ValueTask<int>(404));
        Assert.Equal(0.1, budget.Tokens);
        await Assert.ThrowsAsync<FormatException>(async () => await pipeline.ExecuteAsync<int>(_ => throw new FormatException()));
        Assert.Equal(0.1, budget.Tokens);
    }

    [Fact]
    public async Task A_call_that_its_caller_cancelled_leaves_the_budget_as_it_is()
    {
        var budget = new RetryBudget(Stock);
        using var source = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Retry(budget).ExecuteAsync(async _ =>
        {
            await source.CancelAsync();
            return 503;
        }, source.Token));

        Assert.Equal(10, budget.Tokens);
    }

    [Fact]
    public async Task Throttled_failures_have_their_own_price()
    {
        var budget = new RetryBudget(Stock, RetryBudgetOptions.AwsStandard2026);
        var options = Options();
        options.MaxRetryAttempts = 1;
        var pipeline = new ResiliencePipelineBuilder<int>().AddRetry(options.WithRetryBudget(budget, outcome => outcome.Result == 503)).Build();

        await pipeline.ExecuteAsync(_ => new ValueTask<int>(500));
        Assert.Equal(486, budget.Tokens);
        await pipeline.ExecuteAsync(_ => new ValueTask<int>(503));
        Assert.Equal(481, budget.Tokens);
    }

    private static RetryStrategyOptions<int> Options() => new()
    {
        Delay = TimeSpan.Zero,
        ShouldHandle = args => new(args.Outcome.Exception is null && args.Outcome.Result >= 500),
    };

    private static ResiliencePipeline<int> Retry(RetryBudget? budget) =>
        new ResiliencePipelineBuilder<int>().AddRetry(budget is null ? Options() : Options().WithRetryBudget(budget)).Build();

    private static RetryBudget Empty()
    {
        var budget = new RetryBudget(Stock);
        while (budget.Tokens > 0)
            budget.RecordFailure();
        return budget;
    }

    private static async Task<double> LoadFactorAsync(RetryBudget? budget, double failureRate)
    {
        const int Calls = 100_000;
        var random = new Random(7);
        var pipeline = Retry(budget);
        var attempts = 0;
        for (var i = 0; i < Calls; i++)
        {
            await pipeline.ExecuteAsync(_ =>
            {
                attempts++;
                return new ValueTask<int>(random.NextDouble() < failureRate ? 503 : 200);
            });
        }

        return (double)attempts / Calls;
    }
}
