using BenchmarkDotNet.Attributes;
using Fallacies.Resilience;
using Polly;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>A bulkhead beside Polly's concurrency limiter: a permit of the reserve, a permit of what nobody reserved, and a refusal.</summary>
public class BulkheadBenchmarks : Comparison
{
    private readonly ResiliencePipeline<int> _limiter = new ResiliencePipelineBuilder<int>().AddConcurrencyLimiter(200).Build();
    private readonly ResiliencePipeline<int> _reserved = Bulkhead(reserved: 200);
    private readonly ResiliencePipeline<int> _shared = Bulkhead(reserved: 0);
    private readonly ResiliencePipeline<int> _fullLimiter = new ResiliencePipelineBuilder<int>().AddConcurrencyLimiter(1).Build();
    private readonly ResiliencePipeline<int> _fullBulkhead = Bulkhead(reserved: 1, total: 1);

    [GlobalSetup(Targets = [nameof(PollyRefuses), nameof(BulkheadRefuses)])]
    public void Fill()
    {
        var never = new TaskCompletionSource<int>();
        _ = _fullLimiter.ExecuteAsync(async _ => await never.Task).AsTask();
        _ = _fullBulkhead.ExecuteAsync(async _ => await never.Task).AsTask();
    }

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("limiter, admitted")]
    public void Polly() => Send(_limiter);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limiter, admitted")]
    public void BulkheadReserved() => Send(_reserved);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limiter, admitted")]
    public void BulkheadShared() => Send(_shared);

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("limiter, refused")]
    public void PollyRefuses() => Send(_fullLimiter);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("limiter, refused")]
    public void BulkheadRefuses() => Send(_fullBulkhead);

    private static ResiliencePipeline<int> Bulkhead(int reserved, int total = 200) => new ResiliencePipelineBuilder<int>()
        .AddBulkhead(new BulkheadSet("benchmark", new BulkheadSetOptions { TotalPermits = total }.Carve("one", reserved, max: total)).Get("one")).Build();
}
