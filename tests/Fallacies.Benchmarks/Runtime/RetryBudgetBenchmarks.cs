using BenchmarkDotNet.Attributes;
using Fallacies.Resilience;
using Polly;
using Polly.Retry;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>A retry without failure, with and without a budget; and the budget's own operations: a success at a full bucket, and a failure with the successes that refill it.</summary>
public class RetryBudgetBenchmarks : Comparison
{
    private readonly ResiliencePipeline<int> _plain = new ResiliencePipelineBuilder<int>().AddRetry(new RetryStrategyOptions<int>()).Build();
    private readonly ResiliencePipeline<int> _budgeted = new ResiliencePipelineBuilder<int>()
        .AddRetry(new RetryStrategyOptions<int>().WithRetryBudget(new RetryBudget(new("benchmark")))).Build();

    private readonly RetryBudget _full = new(new("full"));
    private readonly RetryBudget _half = new(new("half"), new() { MaxTokens = 1000, TokenRatio = 0.001, FailureCost = 0.001 });
    private readonly RetryBudget _empty = new(new("empty"), new() { MaxTokens = 1000, TokenRatio = 0.001, FailureCost = 1000 });
    private long _word;

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("retry, no failure")]
    public void Polly() => Send(_plain);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("retry, no failure")]
    public void RetryWithBudget() => Send(_budgeted);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("budget alone")]
    public void SuccessAtFullBucket() => Spread(calls =>
    {
        for (var i = 0; i < calls; i++)
            _full.RecordSuccess();
    });

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("budget alone")]
    public void SuccessBelowIt()
    {
        // One failure empties it, and the calls fill it again.
        _empty.RecordFailure();
        Spread(calls =>
        {
            for (var i = 0; i < calls; i++)
                _empty.RecordSuccess();
        });
    }

    /// <summary>What a count that several threads keep costs at least.</summary>
    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("budget alone")]
    public void AtomicWriteAlone() => Spread(calls =>
    {
        for (var i = 0; i < calls; i++)
            Interlocked.Increment(ref _word);
    });

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("budget alone")]
    public void FailureOrSuccessBelowIt() => Spread(calls =>
    {
        for (var i = 0; i < calls; i += 2)
        {
            _half.TryAcquireRetry();
            _half.RecordSuccess();
        }
    });
}
