using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Polly;

namespace Fallacies.Benchmarks.Runtime;

/// <summary>
/// One strategy beside Polly's: a benchmark of Polly's is the baseline of its category. Time is by the wall clock over all calls, so that two threads
/// that do not hinder each other show half the time of one.
/// </summary>
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams), CategoriesColumn]
public abstract class Comparison
{
    /// <summary>Calls of one measured invocation: long enough that starting a thread is lost in it, and that the warm-up reaches the last tier of compilation.</summary>
    public const int Calls = 1_000_000;

    [Params(1, 2)]
    public int Threads { get; set; } = 1;

    /// <summary>Makes all calls, spread over the threads.</summary>
    protected void Spread(Action<int> calls)
    {
        if (Threads == 1)
        {
            calls(Calls);
            return;
        }

        var others = Enumerable.Range(1, Threads - 1).Select(_ => new Thread(() => calls(Calls / Threads))).ToList();
        others.ForEach(thread => thread.Start());
        calls(Calls / Threads);
        others.ForEach(thread => thread.Join());
    }

    /// <summary>Sends calls that are answered at once through a pipeline.</summary>
    protected void Send(ResiliencePipeline<int> pipeline) => Spread(calls =>
    {
        var context = ResilienceContextPool.Shared.Get();
        for (var i = 0; i < calls; i++)
            Send(pipeline, context);
        ResilienceContextPool.Shared.Return(context);
    });

    /// <summary>Sends calls, each through the pipeline that is found for it.</summary>
    protected void Send(Func<ResiliencePipeline<int>> find) => Spread(calls =>
    {
        var context = ResilienceContextPool.Shared.Get();
        for (var i = 0; i < calls; i++)
            Send(find(), context);
        ResilienceContextPool.Shared.Return(context);
    });

    private static void Send(ResiliencePipeline<int> pipeline, ResilienceContext context)
    {
        var call = pipeline.ExecuteOutcomeAsync(static (_, _) => Outcome.FromResultAsValueTask(1), context, 0);
        if (!call.IsCompletedSuccessfully)
            throw new InvalidOperationException("A call that is answered at once did not end at once.");
        _ = call.Result;
    }
}
