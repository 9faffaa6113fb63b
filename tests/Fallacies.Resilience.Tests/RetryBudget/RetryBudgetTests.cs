using System.ComponentModel.DataAnnotations;
using CsCheck;

namespace Fallacies.Resilience.Tests;

public sealed class RetryBudgetTests
{
    private static readonly DependencyKey Stock = new("stock");

    [Fact]
    public void A_full_bucket_of_ten_grants_four_retries_and_denies_the_fifth()
    {
        var budget = new RetryBudget(Stock);

        Assert.Equal([true, true, true, true, false, false], Enumerable.Range(0, 6).Select(_ => budget.TryAcquireRetry()));
        Assert.Equal(4, budget.Tokens);
    }

    [Fact]
    public void A_success_pays_in_a_tenth_and_a_full_bucket_takes_no_more()
    {
        var budget = new RetryBudget(Stock);
        budget.RecordSuccess();
        Assert.Equal(10, budget.Tokens);

        budget.RecordFailure();
        for (var i = 1; i <= 9; i++)
            budget.RecordSuccess();
        Assert.Equal(9.9, budget.Tokens);

        budget.RecordSuccess();
        budget.RecordSuccess();
        Assert.Equal(10, budget.Tokens);
    }

    [Fact]
    public void What_a_success_pays_in_beyond_a_full_bucket_is_lost()
    {
        var budget = new RetryBudget(Stock, new() { TokenRatio = 0.3 });
        Assert.True(budget.TryAcquireRetry());
        for (var i = 0; i < 4; i++)
            budget.RecordSuccess();
        Assert.Equal(10, budget.Tokens);

        Assert.True(budget.TryAcquireRetry());
        Assert.Equal(9, budget.Tokens);
    }

    [Fact]
    public void Threads_that_fill_a_bucket_together_leave_it_full_and_no_more()
    {
        var budget = new RetryBudget(Stock, new() { TokenRatio = 0.7 });
        for (var round = 0; round < 100; round++)
        {
            budget.TryAcquireRetry();
            Parallel.For(0, 8, _ => budget.RecordSuccess());
            Assert.Equal(10, budget.Tokens);
        }

        Assert.Equal(4, Enumerable.Range(0, 6).Count(_ => budget.TryAcquireRetry()));
    }

    [Fact]
    public void An_emptied_bucket_grants_again_only_after_its_reserve_is_earned()
    {
        var budget = new RetryBudget(Stock);
        for (var i = 0; i < 100; i++)
            budget.TryAcquireRetry();
        Assert.Equal(0, budget.Tokens);

        // 60 successes earn 6.0 tokens: after the cost of one exactly half is left, and a retry needs more than half.
        for (var i = 0; i < 60; i++)
            budget.RecordSuccess();
        Assert.False(new Func<bool>(budget.TryAcquireHedge)());

        budget.RecordSuccess();
        Assert.True(budget.TryAcquireHedge());
        Assert.Equal(5.1, budget.Tokens);
    }

    [Fact]
    public void A_denied_hedge_takes_nothing()
    {
        var budget = new RetryBudget(Stock);
        for (var i = 0; i < 50; i++)
            budget.TryAcquireHedge();

        Assert.Equal(6, budget.Tokens);
    }

    [Fact]
    public void The_quota_of_AWS_takes_fourteen_for_a_failure_five_for_a_throttle_and_gives_back_what_helped()
    {
        var budget = new RetryBudget(Stock, RetryBudgetOptions.AwsStandard2026);

        Assert.True(budget.TryAcquireRetry());
        Assert.Equal(486, budget.Tokens);
        Assert.True(budget.TryAcquireRetry(throttled: true));
        Assert.Equal(481, budget.Tokens);
        budget.RecordSuccess(retried: true);
        Assert.Equal(495, budget.Tokens);
        budget.RecordSuccess();
        Assert.Equal(496, budget.Tokens);
        budget.RecordFailure();
        Assert.Equal(496, budget.Tokens);

        // 35 × 14 = 490: the 36th cannot be paid, and takes nothing.
        Assert.Equal(35, Enumerable.Range(0, 100).Count(_ => budget.TryAcquireRetry()));
        Assert.Equal(6, budget.Tokens);
        Assert.True(budget.TryAcquireRetry(throttled: true));
        Assert.False(budget.TryAcquireRetry(throttled: true));
    }

    [Fact]
    public void However_calls_turn_out_retries_stay_within_half_the_bucket_and_a_tenth_of_the_successes() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 2].Array[0, 500]).Sample((size, entries) =>
        {
            var budget = new RetryBudget(Stock, new() { MaxTokens = size });
            int successes = 0, extra = 0;
            foreach (var entry in entries)
            {
                if (entry == 0)
                {
                    budget.RecordSuccess();
                    successes++;
                }
                else if (entry == 1 ? budget.TryAcquireRetry() : budget.TryAcquireHedge())
                {
                    extra++;
                }

                Assert.InRange(budget.Tokens, 0, size);
                Assert.True(extra <= (size / 2.0) + (0.1 * successes) + 1e-9, $"{extra} extra attempts after {successes} successes");
            }
        }, iter: 10_000);

    [Fact]
    public void Threads_together_get_no_more_than_one_would()
    {
        var budget = new RetryBudget(Stock, new() { MaxTokens = 100 });
        long extra = 0, successes = 0;
        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 100_000; i++)
            {
                if (random.Next(4) == 0)
                {
                    // Counted before it is paid in: the bound holds at every moment.
                    Interlocked.Increment(ref successes);
                    budget.RecordSuccess();
                }
                else if (budget.TryAcquireRetry())
                {
                    Interlocked.Increment(ref extra);
                }
            }
        });

        Assert.InRange(extra, 50, 50 + (successes / 10));
    }

    [Theory]
    [InlineData(nameof(RetryBudgetOptions.MaxTokens), 0, "MaxTokens is 0; allowed is from 1 to 1000.")]
    [InlineData(nameof(RetryBudgetOptions.MaxTokens), 1001, "MaxTokens is 1001; allowed is from 1 to 1000.")]
    [InlineData(nameof(RetryBudgetOptions.TokenRatio), 0.0, "TokenRatio is 0; allowed is from 0.001 to 1.")]
    [InlineData(nameof(RetryBudgetOptions.TokenRatio), 1.1, "TokenRatio is 1.1; allowed is from 0.001 to 1.")]
    [InlineData(nameof(RetryBudgetOptions.FailureCost), 0.0, "FailureCost is 0; allowed is from 0.001 to 1000.")]
    [InlineData(nameof(RetryBudgetOptions.ThrottledCost), -1.0, "ThrottledCost is -1; allowed is from 0.001 to 1000.")]
    [InlineData(nameof(RetryBudgetOptions.Reserve), 0.91, "Reserve is 0.91; allowed is from 0 to 0.9.")]
    public void Refuses_options_out_of_range(string option, object value, string message)
    {
        var options = new RetryBudgetOptions();
        typeof(RetryBudgetOptions).GetProperty(option)!.SetValue(options, value);

        Assert.Contains(message, Assert.Throws<ValidationException>(() => new RetryBudget(Stock, options)).Message, StringComparison.Ordinal);
    }
}
