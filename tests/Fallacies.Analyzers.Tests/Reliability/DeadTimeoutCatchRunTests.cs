using System.Reflection;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs what FAL1022 speaks of against a server that never answers.</summary>
public sealed class DeadTimeoutCatchRunTests
{
    private const string Source = """
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;
        public static class Sample
        {
            public static async Task<string> RunAsync(HttpClient http)
            {
                try
                {
                    return await http.GetStringAsync("prices");
                }
                catch (TimeoutException)
                {
                    return "too slow";
                }
            }
        }
        """;

    [Theory]
    [InlineData("catch (TimeoutException)")]
    [InlineData("catch (Exception e) when (e is HttpRequestException or TimeoutException)")]
    public async Task The_clause_never_runs_and_after_the_fix_it_does(string clause)
    {
        var source = Source.Replace("catch (TimeoutException)", clause, StringComparison.Ordinal);
        var missed = await Assert.ThrowsAsync<TaskCanceledException>(() => RunAsync(source));
        Assert.IsType<TimeoutException>(missed.InnerException);

        Assert.Equal("too slow", await RunAsync(await ResilienceHandlerRun.FixAsync(source, new DeadTimeoutCatchAnalyzer(), new DeadTimeoutCatchFixer())));
    }

    [Fact]
    public async Task A_retry_with_the_default_filter_does_not_retry_it()
    {
        using var server = new Silent();
        using var http = Client(server);
        var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { Delay = TimeSpan.Zero, UseJitter = true }).Build();

        await Assert.ThrowsAsync<TaskCanceledException>(async () => await pipeline.ExecuteAsync(async token => await http.GetStringAsync("prices", token)));
        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task A_filter_that_names_the_timeout_misses_it_and_one_that_names_the_cancellation_does_not()
    {
        Assert.Equal(1, await CallsAsync(args => new(args.Outcome.Exception is HttpRequestException or TimeoutException)));
        Assert.Equal(2, await CallsAsync(args => new(args.Outcome.Exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })));

        static async Task<int> CallsAsync(Func<RetryPredicateArguments<object>, ValueTask<bool>> filter)
        {
            using var server = new Silent();
            using var http = Client(server);
            var pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = filter, MaxRetryAttempts = 1, Delay = TimeSpan.Zero }).Build();
            await Assert.ThrowsAsync<TaskCanceledException>(async () => await pipeline.ExecuteAsync(async token => await http.GetStringAsync("prices", token)));
            return server.Calls;
        }
    }

    [Fact]
    public async Task A_retry_in_a_handler_below_the_client_does_not_retry_it_and_with_a_limit_for_each_try_it_does()
    {
        Assert.Equal(1, await TriesAsync(1, (handler, _) => handler.AddRetry(Retry())));
        Assert.Equal(3, await TriesAsync(3, (handler, limit) => handler.AddRetry(Retry()).AddTimeout(limit), client: TimeSpan.FromSeconds(100)));

        static HttpRetryStrategyOptions Retry() => new() { MaxRetryAttempts = 2, Delay = TimeSpan.Zero };
    }

    // On a busy machine the time may be up before a request has been sent, which says nothing: then again, with more of it.
    private static async Task<int> TriesAsync(int expected, Action<ResiliencePipelineBuilder<HttpResponseMessage>, TimeSpan> build, TimeSpan? client = null)
    {
        var tries = 0;
        for (var limit = TimeSpan.FromMilliseconds(20); tries < expected && limit < TimeSpan.FromSeconds(10); limit *= 2)
            tries = await TriesWithinAsync(limit, build, client ?? limit);
        return tries;
    }

    private static async Task<int> TriesWithinAsync(TimeSpan limit, Action<ResiliencePipelineBuilder<HttpResponseMessage>, TimeSpan> build, TimeSpan client)
    {
        using var server = new Silent();
        var services = new ServiceCollection();
        services.AddHttpClient("prices", http => http.Timeout = client)
            .ConfigurePrimaryHttpMessageHandler(() => server)
            .AddResilienceHandler("own", (handler, _) => build(handler, limit));
        await using var provider = services.BuildServiceProvider();

        await Assert.ThrowsAnyAsync<Exception>(() => provider.GetRequiredService<IHttpClientFactory>().CreateClient("prices").GetStringAsync("http://server"));
        return server.Calls;
    }

    private static async Task<string> RunAsync(string source)
    {
        using var image = new MemoryStream();
        Assert.True(Analysis.Compile(source).WithAssemblyName("Sample" + Guid.NewGuid().ToString("N")).Emit(image).Success);
        using var server = new Silent();
        using var http = Client(server);
        return await (Task<string>)Assembly.Load(image.ToArray()).GetType("Sample")!.GetMethod("RunAsync")!.Invoke(null, [http])!;
    }

    // HttpClient knows the clock of the machine only. The server never answers, so nothing depends on how fast that clock is.
    private static HttpClient Client(Silent server) => new(server, disposeHandler: false) { BaseAddress = new Uri("http://server"), Timeout = TimeSpan.FromMilliseconds(20) };

    private sealed class Silent : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
