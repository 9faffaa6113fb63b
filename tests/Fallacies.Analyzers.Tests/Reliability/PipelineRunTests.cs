using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what FAL1001, FAL1002 and FAL1003 report, and what their fixes make of it.</summary>
public sealed class PipelineRunTests
{
    [Theory]
    [InlineData("await new ResiliencePipelineBuilder().AddRetry(new Polly.Retry.RetryStrategyOptions { Delay = TimeSpan.Zero }).Build().Execute(async () => { await Task.Yield(); calls++; if (calls < 3) throw new HttpRequestException(); });")]
    [InlineData("await Policy.Handle<HttpRequestException>().Retry(3).Execute(async () => { await Task.Yield(); calls++; if (calls < 3) throw new HttpRequestException(); });")]
    public async Task A_retry_runs_an_asynchronous_delegate_once_and_after_the_fix_again(string statement)
    {
        var source = Sample("var calls = 0; try { " + statement + " } catch (HttpRequestException) { } return calls;");

        Assert.Equal(1, await PipelineSource.RunAsync<int>(source));
        Assert.Equal(3, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new AsyncDelegateAnalyzer(), new AsyncDelegateFixer())));
    }

    [Theory]
    [InlineData("await new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(20)).Build().ExecuteAsync(async _ => await Slow(token), token);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(20)).Build().ExecuteAsync(async c => await Slow(token), context);")]
    public async Task A_timeout_does_not_fire_where_its_token_is_ignored_and_does_after_the_fix(string statement)
    {
        var source = Waiting(statement);

        Assert.Equal("done", await PipelineSource.RunAsync<string>(source));
        Assert.Equal("TimeoutRejectedException", await PipelineSource.RunAsync<string>(await PipelineSource.FixedAsync(source, new IgnoredTokenAnalyzer(), new IgnoredTokenFixer())));
    }

    [Theory]
    [InlineData("await Policy.TimeoutAsync(TimeSpan.FromMilliseconds(20)).ExecuteAsync(async () => await Slow());")]
    [InlineData("await Policy.TimeoutAsync(TimeSpan.FromMilliseconds(20)).ExecuteAsync(() => work());")]
    public async Task An_optimistic_timeout_does_not_fire_without_a_token_and_does_after_the_fix(string statement)
    {
        var source = Waiting("Func<Task> work = () => Slow(); " + statement);

        Assert.Equal("done", await PipelineSource.RunAsync<string>(source));
        Assert.Equal("TimeoutRejectedException", await PipelineSource.RunAsync<string>(await PipelineSource.FixedAsync(source, new DeadTimeoutAnalyzer(), new DeadTimeoutFixer())));
    }

    // The work ends by itself soon after the timeout, so that a timeout that does not fire lets it return.
    private static string Waiting(string statement) => Sample(
        $$"""
        var token = new CancellationTokenSource().Token;
        try { {{statement}} return "done"; }
        catch (Exception exception) { return exception.GetType().Name; }

        static Task Slow(CancellationToken token = default) => Task.Delay(80, token);
        """, "string");

    private static string Sample(string statements, string type = "int") =>
        $$"""
        using Polly;
        public static class Sample
        {
            public static async Task<{{type}}> Run()
            {
                {{statements}}
            }
        }
        """;
}
