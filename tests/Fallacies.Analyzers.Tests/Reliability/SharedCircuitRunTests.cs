using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Calls two hosts, of which one is down, through what FAL1031 speaks of.</summary>
public sealed class SharedCircuitRunTests
{
    private const string Source = """
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
                var client = services.AddHttpClient<Partners>().ConfigurePrimaryHttpMessageHandler(() => server);
                client.AddResilienceHandler("own", pipeline => pipeline.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 2 }));
            }
        }
        public class Partners(HttpClient http)
        {
            public Task BrokenAsync() => http.GetAsync("http://down.contoso.com/x");
            public Task WorkingAsync() => http.GetAsync("http://up.contoso.com/x");
        }
        """;

    [Fact]
    public async Task The_host_that_is_down_takes_the_other_along_and_after_the_fix_it_does_not()
    {
        Assert.IsType<BrokenCircuitException>(await FailureOfTheOther(Source));
        Assert.Null(await FailureOfTheOther(await ResilienceHandlerRun.FixAsync(Source, new SharedCircuitAnalyzer(), new SharedCircuitFixer())));
    }

    private static async Task<Exception?> FailureOfTheOther(string source)
    {
        using var server = new HalfDown();
        using var services = ResilienceHandlerRun.Build(source, server);
        var http = services.GetRequiredService<IHttpClientFactory>().CreateClient("Partners");
        for (var i = 0; i < 3; i++)
            await Record.ExceptionAsync(() => http.GetAsync("http://down.contoso.com/x"));
        return await Record.ExceptionAsync(() => http.GetAsync("http://up.contoso.com/x"));
    }

    private sealed class HalfDown : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.Host.StartsWith("down", StringComparison.Ordinal) ? throw new HttpRequestException("down") : Task.FromResult(new HttpResponseMessage());
    }
}
