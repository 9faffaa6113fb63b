using BenchmarkDotNet.Attributes;
using Fallacies.Resilience;
using Polly;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>An adaptive limit beside Polly's concurrency limiter, which is static, and our own static one.</summary>
public class ConcurrencyLimitBenchmarks : Comparison
{
    private readonly ResiliencePipeline<int> _limiter = new ResiliencePipelineBuilder<int>().AddConcurrencyLimiter(200).Build();
    private readonly ResiliencePipeline<int> _bulkhead = new ResiliencePipelineBuilder<int>()
        .AddBulkhead(new BulkheadSet("benchmark", new BulkheadSetOptions { TotalPermits = 200 }.Carve("one", reserved: 200, max: 200)).Get("one")).Build();

    private readonly ResiliencePipeline<int> _aimd = Adaptive(Aimd.Default);
    private readonly ResiliencePipeline<int> _gradient = Adaptive(Gradient2.Default);

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("limit")]
    public void Polly() => Send(_limiter);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limit")]
    public void Bulkhead() => Send(_bulkhead);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limit")]
    public void AdaptiveAimd() => Send(_aimd);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limit")]
    public void AdaptiveGradient2() => Send(_gradient);

    // Calls that are answered at once are below the latency that counts: without this no sample would be written, and the figures would flatter.
    private static ResiliencePipeline<int> Adaptive(ConcurrencyLimitAlgorithm algorithm) => new ResiliencePipelineBuilder<int>()
        .AddAdaptiveConcurrencyLimit(new AdaptiveConcurrencyLimitStrategyOptions<int>
        {
            Limit = new AdaptiveConcurrencyLimit(new("benchmark"), new() { Algorithm = algorithm, IgnoreBelow = TimeSpan.Zero }),
        }).Build();
}
