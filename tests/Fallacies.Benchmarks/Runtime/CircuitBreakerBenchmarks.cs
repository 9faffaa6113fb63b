using BenchmarkDotNet.Attributes;
using Fallacies.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;

namespace Fallacies.Benchmarks.Runtime;

public class CircuitBreakerBenchmarks : Comparison, IDisposable
{
    private static readonly TimeSpan Break = TimeSpan.FromHours(12);

    private readonly CircuitBreakerDirectory _directory = new();
    private readonly ResiliencePipelineRegistry<string> _registry = new();
    private ResiliencePipeline<int> _polly = null!, _ours = null!, _abandoning = null!, _keyed = null!, _pollyOpen = null!, _oursOpen = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _polly = Build(builder => builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>()));
        _ours = Build(builder => builder.AddConsecutiveCircuitBreaker(new ConsecutiveCircuitBreakerStrategyOptions<int>()));
        _abandoning = Build(builder => builder.AddConsecutiveCircuitBreaker(new ConsecutiveCircuitBreakerStrategyOptions<int> { AbandonedAfter = TimeSpan.FromSeconds(1) }));
        _keyed = Build(builder => builder.AddConsecutiveCircuitBreaker(
            new ConsecutiveCircuitBreakerStrategyOptions<int> { Directory = _directory, DependencySelector = static _ => new DependencyKey("web", "eu:443") }));
        _pollyOpen = Open(Build(builder => builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<int> { MinimumThroughput = 2, FailureRatio = 1, BreakDuration = Break })));
        _oursOpen = Open(Build(builder => builder.AddConsecutiveCircuitBreaker(new ConsecutiveCircuitBreakerStrategyOptions<int> { FailureThreshold = 2, BreakDuration = Break })));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _registry.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("closed")]
    public void Polly() => Send(_polly);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("closed")]
    public void Ours() => Send(_ours);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("closed")]
    public void OursWithAbandonedAfter() => Send(_abandoning);

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("closed, circuit by dependency")]
    public void PollyByKey() => Send(() => _registry.GetOrAddPipeline<int>("eu:443", static builder => builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>())));

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("closed, circuit by dependency")]
    public void OursByKey() => Send(_keyed);

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("open, refused by outcome")]
    public void PollyRefuses() => Send(_pollyOpen);

    [Benchmark(OperationsPerInvoke = Calls), BenchmarkCategory("open, refused by outcome")]
    public void OursRefuses() => Send(_oursOpen);

    private static ResiliencePipeline<int> Build(Func<ResiliencePipelineBuilder<int>, ResiliencePipelineBuilder<int>> add) => add(new ResiliencePipelineBuilder<int>()).Build();

    private static ResiliencePipeline<int> Open(ResiliencePipeline<int> pipeline)
    {
        var context = ResilienceContextPool.Shared.Get();
        for (var i = 0; i < 2; i++)
            pipeline.ExecuteOutcomeAsync(static (_, _) => Outcome.FromExceptionAsValueTask<int>(new HttpRequestException("down")), context, 0).AsTask().GetAwaiter().GetResult();
        if (pipeline.ExecuteOutcomeAsync(static (_, _) => Outcome.FromResultAsValueTask(1), context, 0).AsTask().GetAwaiter().GetResult().Exception is not BrokenCircuitException)
            throw new InvalidOperationException("The circuit did not open.");
        ResilienceContextPool.Shared.Return(context);
        return pipeline;
    }
}
