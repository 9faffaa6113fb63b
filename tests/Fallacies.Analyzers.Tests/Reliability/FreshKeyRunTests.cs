using System.Reflection;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Counts the keys that a server which fails twice gets to see.</summary>
public sealed class FreshKeyRunTests
{
    private const string Source = """
        using System;
        using System.Net.Http;
        using System.Threading.Tasks;
        using Polly;
        using Polly.Retry;
        public static class Sample
        {
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { Delay = TimeSpan.Zero, UseJitter = true }).Build();
            public static async Task RunAsync(HttpClient http)
            {
                await Pipeline.ExecuteAsync(async token =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, "payments");
                    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                    using var response = await http.SendAsync(request, token);
                    response.EnsureSuccessStatusCode();
                });
            }
        }
        """;

    [Fact]
    public async Task Each_try_has_a_key_of_its_own_and_after_the_fix_all_have_one()
    {
        Assert.Equal(3, (await KeysOf(Source)).Distinct().Count());

        var keys = await KeysOf(await ResilienceHandlerRun.FixAsync(Source, new FreshKeyAnalyzer(), new FreshKeyFixer()));
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task A_handler_below_the_retry_makes_one_for_each_try()
    {
        const string Handlers = """
            using System;
            using System.Net.Http;
            using System.Threading;
            using System.Threading.Tasks;
            using Microsoft.Extensions.DependencyInjection;
            public static class Sample
            {
                public static void Add(IServiceCollection services, HttpMessageHandler server)
                {
                    var client = services.AddTransient<Keys>().AddHttpClient("a", http => http.BaseAddress = new Uri("http://server")).ConfigurePrimaryHttpMessageHandler(() => server);
                    client.AddResilienceHandler("own", pipeline => pipeline.AddRetry(new Microsoft.Extensions.Http.Resilience.HttpRetryStrategyOptions { Delay = TimeSpan.Zero }));
                    client.AddHttpMessageHandler<Keys>();
                }
            }
            public class Keys : DelegatingHandler
            {
                protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
                {
                    request.Headers.Remove("Idempotency-Key");
                    request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                    return base.SendAsync(request, token);
                }
            }
            """;
        using var server = new FailingTwice();
        using var services = ResilienceHandlerRun.Build("using Polly;\n" + Handlers, server);
        using var response = await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<IHttpClientFactory>(services).CreateClient("a").GetAsync("x");

        Assert.Equal(3, server.Keys.Distinct().Count());
    }

    private static async Task<List<string>> KeysOf(string source)
    {
        using var image = new MemoryStream();
        Assert.True(Analysis.Compile(source).WithAssemblyName("Sample" + Guid.NewGuid().ToString("N")).Emit(image).Success);
        using var server = new FailingTwice();
        using var http = new HttpClient(server) { BaseAddress = new Uri("http://server") };
        await (Task)Assembly.Load(image.ToArray()).GetType("Sample")!.GetMethod("RunAsync")!.Invoke(null, [http])!;
        return server.Keys;
    }

    private sealed class FailingTwice : HttpMessageHandler
    {
        public List<string> Keys { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Keys.Add(request.Headers.GetValues("Idempotency-Key").Single());
            return Keys.Count < 3 ? throw new HttpRequestException("down") : Task.FromResult(new HttpResponseMessage());
        }
    }
}
