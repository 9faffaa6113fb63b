using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what rules about pipelines report, and what their fixes make of it.</summary>
public sealed class PipelineRunTests
{
    [Theory]
    [InlineData("await new ResiliencePipelineBuilder().AddRetry(new Polly.Retry.RetryStrategyOptions { Delay = TimeSpan.Zero }).Build().Execute(async () => { await Task.Yield(); calls++; if (calls < 3) throw new HttpRequestException(); });")]
    [InlineData("await Policy.Handle<HttpRequestException>().Retry(3).Execute(async () => { await Task.Yield(); calls++; if (calls < 3) throw new HttpRequestException(); });")]
    [InlineData("await Policy.Wrap(Policy.Timeout(9), Policy.Handle<HttpRequestException>().Retry(3)).Execute(async () => { await Task.Yield(); calls++; if (calls < 3) throw new HttpRequestException(); });")]
    public async Task A_retry_runs_an_asynchronous_delegate_once_and_after_the_fix_again(string statement)
    {
        var source = Sample("var calls = 0; try { " + statement + " } catch (HttpRequestException) { } return calls;");

        Assert.Equal(1, await PipelineSource.RunAsync<int>(source));
        Assert.Equal(3, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new AsyncDelegateAnalyzer(), new AsyncDelegateFixer())));
    }

    [Fact]
    public async Task A_method_that_runs_what_it_is_given_in_a_retry_runs_an_asynchronous_lambda_once() => Assert.Equal(1, await PipelineSource.RunAsync<int>(Sample(
        """
        var calls = 0;
        try { await Again(async () => { await Task.Yield(); calls++; if (calls < 3) throw new HttpRequestException(); }); } catch (HttpRequestException) { }
        return calls;
        static T Again<T>(Func<T> work) => Policy.Handle<HttpRequestException>().Retry(3).Execute(work);
        """)));

    [Theory]
    [InlineData("await pipeline.ExecuteAsync(async _ => await Slow(token), token);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await pipeline.ExecuteAsync(async c => await Slow(token), context);")]
    public async Task A_timeout_does_not_fire_where_its_token_is_ignored_and_does_after_the_fix(string statement)
    {
        var source = Sample(
            $$"""
            var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
            var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromSeconds(2)).Build();
            var token = new CancellationTokenSource().Token;
            try { {{statement}} return "done"; }
            catch (Exception exception) { return exception.GetType().Name; }

            Task Slow(CancellationToken token = default)
            {
                time.Advance(TimeSpan.FromSeconds(9));
                return Task.Delay(1, token);
            }
            """, "string");

        Assert.Equal("done", await PipelineSource.RunAsync<string>(source));
        Assert.Equal("TimeoutRejectedException", await PipelineSource.RunAsync<string>(await PipelineSource.FixedAsync(source, new IgnoredTokenAnalyzer(), new IgnoredTokenFixer())));
    }

    [Fact]
    public async Task A_timeout_does_not_fire_around_a_call_that_takes_no_token_and_leaves_it_after_the_fix()
    {
        var source = Sample(
            """
            var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
            var server = new Server(time);
            var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(TimeSpan.FromSeconds(2)).Build();
            try { await pipeline.ExecuteAsync(async _ => await server.GetAsync(ends)); return "done"; }
            catch (Exception exception) { return exception.GetType().Name; }
            """, "string", "bool ends") + """
            public sealed class Server(Microsoft.Extensions.Time.Testing.FakeTimeProvider time)
            {
                private readonly HttpClient _http = new(new Handler(time));
                public async Task GetAsync(bool ends) => await _http.GetStringAsync(ends ? "http://server/late" : "http://server/never");
                private sealed class Handler(Microsoft.Extensions.Time.Testing.FakeTimeProvider time) : HttpMessageHandler
                {
                    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
                    {
                        time.Advance(TimeSpan.FromSeconds(9));
                        if (request.RequestUri!.AbsolutePath == "/never")
                            await new TaskCompletionSource().Task;
                        return new HttpResponseMessage { Content = new StringContent("") };
                    }
                }
            }
            """;

        Assert.Equal("done", await PipelineSource.RunAsync<string>(source, true));
        Assert.Equal("TimeoutRejectedException", await PipelineSource.RunAsync<string>(await PipelineSource.FixedAsync(source, new IgnoredTokenAnalyzer(), new IgnoredTokenFixer()), false));
    }

    [Fact]
    public async Task A_callback_of_a_policy_is_awaited_after_the_fix()
    {
        var source = Sample("""
            var (calls, told) = (0, 0);
            var again = Policy.Handle<HttpRequestException>().Retry(2, async (_, _) => { await Task.Delay(0); await Task.Yield(); told++; });
            try { await again.Execute(async () => { await Task.Yield(); calls++; throw new HttpRequestException(); }); } catch (HttpRequestException) { }
            return calls * 10 + told;
            """);

        Assert.Equal(10, await PipelineSource.RunAsync<int>(source));
        Assert.Equal(32, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new AsyncVoidCallbackAnalyzer(), new AsyncVoidCallbackFixer())));
    }

    // Polly 7 knows the clock of the machine only: before the fix the work ends by itself after the timeout, after it never.
    [Theory]
    [InlineData("await Policy.TimeoutAsync(TimeSpan.FromMilliseconds(20)).ExecuteAsync(async () => await Slow());")]
    [InlineData("await Policy.TimeoutAsync(TimeSpan.FromMilliseconds(20)).ExecuteAsync(() => work());")]
    public async Task An_optimistic_timeout_does_not_fire_without_a_token_and_does_after_the_fix(string statement)
    {
        var source = Sample(
            $$"""
            Func<Task> work = () => Slow();
            try { {{statement}} return "done"; }
            catch (Exception exception) { return exception.GetType().Name; }

            Task Slow(CancellationToken token = default) => Task.Delay(duration, token);
            """, "string", "int duration");

        Assert.Equal("done", await PipelineSource.RunAsync<string>(source, 60));
        Assert.Equal("TimeoutRejectedException", await PipelineSource.RunAsync<string>(await PipelineSource.FixedAsync(source, new DeadTimeoutAnalyzer(), new DeadTimeoutFixer()), Timeout.Infinite));
    }

    [Fact]
    public async Task A_plain_breaker_stays_closed_whatever_the_status_and_opens_after_the_fix()
    {
        var source = Sample("""
            var calls = 0;
            var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage>().AddCircuitBreaker(new Polly.CircuitBreaker.CircuitBreakerStrategyOptions<HttpResponseMessage>()).Build();
            for (var n = 0; n < 500; n++)
            {
                try { using var answer = await pipeline.ExecuteAsync(t => { calls++; return new ValueTask<HttpResponseMessage>(new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable)); }); }
                catch (Polly.CircuitBreaker.BrokenCircuitException) { }
            }

            return calls;
            """);

        Assert.Equal(500, await PipelineSource.RunAsync<int>(source));
        Assert.Equal(100, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new UnseenStatusAnalyzer(), new UnseenStatusFixer())));
    }

    [Fact]
    public async Task A_breaker_inside_the_timeout_stays_closed_and_opens_outside()
    {
        var source = Sample("""
            var calls = 0;
            var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
            var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
                .AddTimeout(TimeSpan.FromSeconds(1))
                .AddCircuitBreaker(new Polly.CircuitBreaker.CircuitBreakerStrategyOptions { MinimumThroughput = 2 })
                .Build();
            for (var n = 0; n < 6; n++)
            {
                try { await pipeline.ExecuteAsync(async t => { calls++; time.Advance(TimeSpan.FromSeconds(1)); await Task.Delay(1, t); }); }
                catch (Polly.Timeout.TimeoutRejectedException) { }
                catch (Polly.CircuitBreaker.BrokenCircuitException) { }
            }

            return calls;
            """);

        Assert.Equal(6, await PipelineSource.RunAsync<int>(source));
        Assert.Equal(2, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new BlindBreakerAnalyzer(), new BlindBreakerFixer())));
    }

    [Theory]
    [InlineData("", 6)]
    [InlineData(".Handle<TimeoutException>()", 2)]
    public async Task A_breaker_inside_the_timeout_opens_where_it_counts_the_limit_of_the_client(string counted, int expected) => Assert.Equal(expected, await PipelineSource.RunAsync<int>(Sample($$"""
        var calls = 0;
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(TimeSpan.FromSeconds(2))
            .AddCircuitBreaker(new Polly.CircuitBreaker.CircuitBreakerStrategyOptions { MinimumThroughput = 2, ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(){{counted}} })
            .Build();
        for (var n = 0; n < 6; n++)
        {
            try { await pipeline.ExecuteAsync(async t => { calls++; time.Advance(TimeSpan.FromSeconds(1)); await Task.Yield(); throw new TimeoutException("The client waits for one second."); }); }
            catch (TimeoutException) { }
            catch (Polly.CircuitBreaker.BrokenCircuitException) { }
        }

        return calls;
        """)));

    [Theory]
    [InlineData("var pipeline = new ResiliencePipelineBuilder().AddCircuitBreaker(new Polly.CircuitBreaker.CircuitBreakerStrategyOptions { MinimumThroughput = 2 }).Build();")]
    // Fields get their values in the order of the source.
    [InlineData("var pipeline = new ResiliencePipelineBuilder().AddCircuitBreaker(new Polly.CircuitBreaker.CircuitBreakerStrategyOptions { MinimumThroughput = Two, BreakDuration = Pause }).Build();")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); builder.AddCircuitBreaker(new Polly.CircuitBreaker.CircuitBreakerStrategyOptions { MinimumThroughput = 2 }); var pipeline = builder.Build();")]
    public async Task A_breaker_built_for_each_call_stays_closed_and_opens_once_it_is_kept(string building)
    {
        var source = $$"""
            using Polly;
            public static class Sample
            {
                public static async Task<int> Run()
                {
                    var calls = 0;
                    for (var n = 0; n < 6; n++)
                    {
                        try { await new Prices().LoadAsync(() => { calls++; throw new HttpRequestException(); }); }
                        catch (HttpRequestException) { }
                        catch (Polly.CircuitBreaker.BrokenCircuitException) { }
                    }

                    return calls;
                }
            }
            public class Prices
            {
                private static readonly TimeSpan Pause = TimeSpan.FromSeconds(9);
                private static int Two => 2;

                public async Task LoadAsync(Func<Task> call)
                {
                    {{building}}
                    await pipeline.ExecuteAsync(async _ => await call());
                }
            }
            """;

        Assert.Equal(6, await PipelineSource.RunAsync<int>(source));
        Assert.Equal(2, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new RebuiltStrategyAnalyzer(), new RebuiltStrategyFixer())));
    }

    [Theory]
    [InlineData("await Task.Factory.StartNew(async () => await Load());")]
    [InlineData("Parallel.ForEach(new[] { 1 }, async _ => await Load());")]
    [InlineData("new List<int> { 1 }.ForEach(async _ => { await Load(); });")]
    public async Task A_callback_is_left_running_and_after_the_fix_awaited(string statement)
    {
        var source = Sample($$"""
            var calls = 0;
            var server = new Server();
            using var http = new HttpClient(server);
            if (answers)
                server.Answer.SetResult();
            {{statement}}
            return calls;

            async Task Load() { await http.GetStringAsync("http://server/"); calls++; }
            """, parameters: "bool answers") + """
            public sealed class Server : HttpMessageHandler
            {
                public TaskCompletionSource Answer { get; } = new();

                protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
                {
                    await Answer.Task;
                    await Task.Delay(20, token);
                    return new HttpResponseMessage { Content = new StringContent("") };
                }
            }
            """;

        Assert.Equal(0, await PipelineSource.RunAsync<int>(source, false));
        Assert.Equal(1, await PipelineSource.RunAsync<int>(await PipelineSource.FixedAsync(source, new AsyncVoidCallbackAnalyzer(), new AsyncVoidCallbackFixer()), true));
    }

    private static string Sample(string statements, string type = "int", string parameters = "") =>
        $$"""
        using Polly;
        public static class Sample
        {
            public static async Task<{{type}}> Run({{parameters}})
            {
                {{statements}}
            }
        }
        """;
}
