using BenchmarkDotNet.Attributes;
using Polly;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>What a call through a pipeline costs before any strategy; every other row contains it.</summary>
public class EmptyPipelineBenchmarks : Comparison
{
    private readonly ResiliencePipeline<int> _empty = ResiliencePipeline<int>.Empty;

    [Benchmark(OperationsPerInvoke = Calls, Baseline = true), BenchmarkCategory("empty")]
    public void Polly() => Send(_empty);
}
