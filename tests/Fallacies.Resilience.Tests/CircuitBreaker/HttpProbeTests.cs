using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience.Tests;

/// <summary>Breakers by authority in one HTTP client.</summary>
public sealed class HttpProbeTests
{
    [Fact]
    public async Task P14_Polly_cannot_show_the_state_of_a_second_host()
    {
        var state = new CircuitBreakerStateProvider();
        var services = Client(builder => builder.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { StateProvider = state }), new());
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient("web");

        await GetAsync(http, "http://one/");
        await Assert.ThrowsAsync<InvalidOperationException>(() => GetAsync(http, "http://two/"));
    }

    [Fact]
    public async Task P14_Ours_shows_the_state_of_each_host()
    {
        var directory = new CircuitBreakerDirectory();
        var services = Client(builder => builder.AddConsecutiveCircuitBreaker(new ConsecutiveCircuitBreakerStrategyOptions<HttpResponseMessage> { Directory = directory }), ["bad"]);
        using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient("web");

        for (var i = 0; i < 5; i++)
        {
            await GetAsync(http, "http://bad/");
            await GetAsync(http, "http://good/");
        }

        Assert.Equal(
            ["web-guard/http://bad Open", "web-guard/http://good Closed"],
            directory.Snapshot().Select(circuit => $"{circuit.Dependency} {circuit.State}").Order());
        await Assert.ThrowsAsync<CircuitRejectedException>(() => GetAsync(http, "http://bad/"));
        await GetAsync(http, "http://good/");
    }

    private static ServiceProvider Client(Action<ResiliencePipelineBuilder<HttpResponseMessage>> configure, HashSet<string> bad)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("web").ConfigurePrimaryHttpMessageHandler(() => new Servers(bad)).AddResilienceHandler("guard", configure).SelectPipelineByAuthority();
        return services.BuildServiceProvider();
    }

    private static async Task GetAsync(HttpClient http, string address) => (await http.GetAsync(new Uri(address))).Dispose();

    private sealed class Servers(HashSet<string> bad) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(bad.Contains(request.RequestUri!.Host) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));
    }
}
