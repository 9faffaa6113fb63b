using System.Reflection;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using Microsoft.Extensions.Time.Testing;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what FAL1009 speaks of against a call that fails twice at once.</summary>
public sealed class LateRetryRunTests
{
    private const string Source = """
        using System;
        using System.Threading.Tasks;
        using Polly;
        using Polly.Retry;
        public static class Sample
        {
            public static async Task RunAsync(Func<Task> call, TimeProvider time)
            {
                var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
                    .AddTimeout(TimeSpan.FromMilliseconds(20))
                    .AddRetry(new RetryStrategyOptions { Delay = TimeSpan.FromMilliseconds(500), MaxRetryAttempts = 2 })
                    .Build();
                await pipeline.ExecuteAsync(async token => await call());
            }
        }
        """;

    [Fact]
    public async Task No_retry_starts_and_after_the_fix_all_do()
    {
        Assert.Equal(1, await TriesOf(Source));
        Assert.Equal(3, await TriesOf(await ResilienceHandlerRun.FixAsync(Source, new LateRetryAnalyzer(), new LateRetryFixer())));
    }

    private static async Task<int> TriesOf(string source)
    {
        using var image = new MemoryStream();
        Assert.True(Analysis.Compile(source).WithAssemblyName("Sample" + Guid.NewGuid().ToString("N")).Emit(image).Success);
        var run = Assembly.Load(image.ToArray()).GetType("Sample")!.GetMethod("RunAsync")!;
        var tries = 0;
        Func<Task> call = () => ++tries < 3 ? throw new HttpRequestException("down") : Task.CompletedTask;
        var time = new FakeTimeProvider();
        var running = (Task)run.Invoke(null, [call, time])!;
        for (var elapsed = 0; elapsed < 5_000; elapsed += 10)
            time.Advance(TimeSpan.FromMilliseconds(10));

        await Record.ExceptionAsync(() => running);
        return tries;
    }
}
