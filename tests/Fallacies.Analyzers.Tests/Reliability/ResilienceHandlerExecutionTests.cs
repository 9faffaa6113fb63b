using Fallacies.Analyzers.Latency;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Fallacies.CodeFixes.Reliability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using static Fallacies.Analyzers.Tests.Reliability.ResilienceHandlerRun;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs the handlers that FAL1007, FAL1025 and FAL2011 speak of, before and after their fixes.</summary>
public sealed class ResilienceHandlerExecutionTests
{
    [Theory]
    [InlineData("client.AddStandardResilienceHandler(o => { o.Retry.Delay = TimeSpan.Zero; });", 4)]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => o.Hedging.Delay = TimeSpan.Zero);", 2)]
    [InlineData("client.AddTransientHttpErrorPolicy(p => p.RetryAsync(2));", 3)]
    public async Task A_post_is_sent_as_often_as_the_message_says(string handler, int calls) => Assert.Equal(calls, await PostsOf(Payments(handler)));

    [Fact]
    public async Task After_the_fix_a_post_is_sent_once()
    {
        var source = Payments("client.AddStandardResilienceHandler(o => { o.Retry.Delay = TimeSpan.Zero; });");
        var cured = await FixAsync(source, new UnsafeRetryAnalyzer(), new UnsafeRetryFixer());

        Assert.Equal(1, await PostsOf(cured));
    }

    [Theory]
    [InlineData("client.AddStandardResilienceHandler(o => o.Retry.Delay = TimeSpan.Zero); services.AddHttpClient<Payments>().AddStandardResilienceHandler();", 4 * 4)]
    [InlineData("client.AddTransientHttpErrorPolicy(p => p.RetryAsync(2)).AddStandardResilienceHandler(o => o.Retry.Delay = TimeSpan.Zero);", 3 * 4)]
    [InlineData("client.AddStandardResilienceHandler(o => o.Retry.Delay = TimeSpan.Zero); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler(o => o.Retry.Delay = TimeSpan.Zero));", 4 * 4)]
    public async Task Handlers_multiply(string handlers, int calls) => Assert.Equal(calls, await PostsOf(Payments(handlers)));

    [Fact]
    public async Task After_the_fix_one_handler_is_left()
    {
        var source = Payments("client.AddTransientHttpErrorPolicy(p => p.RetryAsync(2)).AddStandardResilienceHandler(o => o.Retry.Delay = TimeSpan.Zero);");
        var cured = await FixAsync(source, new StackedRetriesAnalyzer(), new StackedRetriesFixer());

        Assert.Equal(4, await PostsOf(cured));
    }

    [Theory]
    [InlineData("client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20)).AddStandardResilienceHandler();", -1)]
    [InlineData("client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20)).AddStandardHedgingHandler();", -1)]
    [InlineData("client.AddStandardResilienceHandler(); client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20));", 20_000)]
    [InlineData("client.AddStandardHedgingHandler(); client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20));", 20_000)]
    [InlineData("client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20)); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());", 20_000)]
    [InlineData("client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20)).AddResilienceHandler(\"own\", _ => { });", 20_000)]
    public void A_timeout_before_the_handler_is_lost_and_one_after_it_holds(string handlers, int milliseconds)
    {
        using var server = new Failing();
        using var services = Build(Payments(handlers), server);

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Client(services).Timeout);
    }

    [Fact]
    public async Task A_timeout_after_the_handler_cuts_the_retries_off()
    {
        const string Handlers =
            """
            client.AddStandardResilienceHandler(o => { o.Retry.Delay = TimeSpan.FromHours(1); o.Retry.UseJitter = false; o.TotalRequestTimeout.Timeout = TimeSpan.FromHours(12); });
            client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromMilliseconds(1));
            """;
        using var server = new Failing();
        using var services = Build(Payments(Handlers), server);

        await Assert.ThrowsAsync<TaskCanceledException>(() => Client(services).GetAsync("charges"));
        Assert.InRange(server.Calls, 0, 1);
    }

    [Fact]
    public async Task After_the_fix_the_handler_has_the_time_of_the_client()
    {
        var source = Payments("client.ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(20)).AddStandardResilienceHandler();");
        var cured = await FixAsync(source, new ConflictingTimeoutAnalyzer(), new ConflictingTimeoutFixer());
        using var server = new Failing();
        using var services = Build(cured, server);

        Assert.Equal(Timeout.InfiniteTimeSpan, Client(services).Timeout);
        Assert.Equal(TimeSpan.FromSeconds(20), services.GetRequiredService<IOptionsMonitor<HttpStandardResilienceOptions>>().Get("Payments-standard").TotalRequestTimeout.Timeout);
    }

    private static async Task<int> PostsOf(string source)
    {
        using var server = new Failing();
        using var services = Build(source, server);
        using var response = await Client(services).PostAsync("charges", null);
        return server.Calls;
    }

    private static HttpClient Client(ServiceProvider services) => services.GetRequiredService<IHttpClientFactory>().CreateClient("Payments");

    private static string Payments(string handlers) =>
        $$"""
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        public static class Sample
        {
            public static void Add(IServiceCollection services, HttpMessageHandler server)
            {
                var client = services.AddHttpClient<Payments>(http => http.BaseAddress = new Uri("http://server")).ConfigurePrimaryHttpMessageHandler(() => server);
                {{handlers}}
            }
        }
        public class Payments(HttpClient http) { public Task<HttpResponseMessage> ChargeAsync() => http.PostAsync("charges", null); }
        """;
}
