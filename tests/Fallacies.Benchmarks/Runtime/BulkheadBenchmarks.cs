using BenchmarkDotNet.Attributes;
using Fallacies.Resilience;
using Polly;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>A bulkhead beside Polly's concurrency limiter: a permit of the reserve, and a permit of what nobody reserved.</summary>
public class BulkheadBenchmarks : Comparison
{
    private readonly ResiliencePipeline<int> _limiter = new ResiliencePipelineBuilder<int>().AddConcurrencyLimiter(200).Build();
    private readonly ResiliencePipeline<int> _reserved = Bulkhead(reserved: 200);
    private readonly ResiliencePipeline<int> _shared = Bulkhead(reserved: 0);

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("limiter")]
    public void Polly() => Send(_limiter);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limiter")]
    public void BulkheadReserved() => Send(_reserved);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limiter")]
    public void BulkheadShared() => Send(_shared);

    private static ResiliencePipeline<int> Bulkhead(int reserved) => new ResiliencePipelineBuilder<int>()
        .AddBulkhead(new BulkheadSet("benchmark", new BulkheadSetOptions { TotalPermits = 200 }.Carve("one", reserved, max: 200)).Get("one")).Build();
}
