using System.ComponentModel.DataAnnotations;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using static Fallacies.Analyzers.Tests.Reliability.ResilienceHandlerRun;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Builds what FAL1008 speaks of: whatever it reports throws, whatever it leaves alone works.</summary>
public sealed class InvalidOptionRunTests
{
    [Theory]
    [InlineData("pipeline.AddRetry(new() { MaxRetryAttempts = 0 })", true)]
    [InlineData("pipeline.AddRetry(new() { MaxRetryAttempts = 1 })", false)]
    [InlineData("pipeline.AddRetry(new() { Delay = TimeSpan.FromMilliseconds(-1) })", true)]
    [InlineData("pipeline.AddRetry(new() { Delay = TimeSpan.FromDays(1) })", false)]
    [InlineData("pipeline.AddRetry(new() { MaxDelay = TimeSpan.FromHours(25) })", true)]
    [InlineData("pipeline.AddTimeout(TimeSpan.FromMilliseconds(9))", true)]
    [InlineData("pipeline.AddTimeout(TimeSpan.FromMilliseconds(10))", false)]
    [InlineData("pipeline.AddTimeout(System.Threading.Timeout.InfiniteTimeSpan)", true)]
    [InlineData("pipeline.AddTimeout(new Polly.Timeout.TimeoutStrategyOptions { Timeout = TimeSpan.MaxValue })", true)]
    [InlineData("pipeline.AddCircuitBreaker(new() { FailureRatio = 1.01 })", true)]
    [InlineData("pipeline.AddCircuitBreaker(new() { FailureRatio = 1 })", false)]
    [InlineData("pipeline.AddCircuitBreaker(new() { MinimumThroughput = 1 })", true)]
    [InlineData("pipeline.AddCircuitBreaker(new() { SamplingDuration = TimeSpan.FromMilliseconds(499) })", true)]
    [InlineData("pipeline.AddCircuitBreaker(new() { BreakDuration = TimeSpan.FromMilliseconds(500) })", false)]
    [InlineData("pipeline.AddHedging(new() { MaxHedgedAttempts = 10 })", false)]
    [InlineData("pipeline.AddHedging(new() { MaxHedgedAttempts = 11 })", true)]
    public async Task A_pipeline_is_refused_where_the_rule_says_so(string step, bool throws)
    {
        var source = Client($"client.AddResilienceHandler(\"own\", pipeline => {step});");

        Assert.Equal(throws, await IsReported(source));
        Assert.Equal(throws, Failure(source) is ValidationException);
    }

    [Theory]
    [InlineData("client.AddStandardResilienceHandler(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(9.9));", true)]
    [InlineData("client.AddStandardResilienceHandler(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(10));", false)]
    [InlineData("client.AddStandardResilienceHandler(o => { var total = o.TotalRequestTimeout; total.Timeout = TimeSpan.FromSeconds(9.9); });", true)]
    [InlineData("client.AddStandardResilienceHandler(o => { var attempt = o.AttemptTimeout; attempt.Timeout = TimeSpan.FromSeconds(2); o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5); });", false)]
    [InlineData("client.AddStandardResilienceHandler(o => o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(15.1));", true)]
    [InlineData("client.AddStandardResilienceHandler(o => o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(15));", false)]
    [InlineData("client.AddStandardResilienceHandler(o => o.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(19));", true)]
    [InlineData("client.AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 0);", true)]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => o.Endpoint.Timeout.Timeout = TimeSpan.FromSeconds(40));", true)]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => o.Endpoint.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(19));", true)]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => o.Hedging.Delay = TimeSpan.FromSeconds(30));", false)]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => o.Hedging.Delay = TimeSpan.FromSeconds(31));", true)]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => { o.Hedging.Delay = TimeSpan.FromSeconds(31); o.Hedging.DelayGenerator = _ => new(TimeSpan.Zero); });", false)]
    public async Task A_client_is_refused_where_the_rule_says_so(string handler, bool throws)
    {
        var source = Client(handler);

        Assert.Equal(throws, await IsReported(source));
        Assert.Equal(throws, Failure(source) is OptionsValidationException);
    }

    [Theory]
    [InlineData("client.AddStandardResilienceHandler(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("client.AddStandardResilienceHandler(o => o.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(19));")]
    [InlineData("client.AddStandardHedgingHandler().Configure(o => o.Hedging.Delay = TimeSpan.FromSeconds(31));")]
    [InlineData("client.AddResilienceHandler(\"own\", pipeline => pipeline.AddTimeout(TimeSpan.FromSeconds(5)).AddRetry(new() { MaxRetryAttempts = 0 }));")]
    [InlineData("client.AddResilienceHandler(\"own\", pipeline => pipeline.AddTimeout(TimeSpan.FromMilliseconds(1)));")]
    public async Task After_the_fix_the_client_is_made(string handler)
    {
        Assert.NotNull(Failure(Client(handler)));
        Assert.Null(Failure(await FixAsync(Client(handler), new InvalidOptionAnalyzer(), new InvalidOptionFixer())));
    }

    [Fact]
    public async Task After_the_fix_nothing_is_retried()
    {
        var cured = await FixAsync(Client("client.AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 0);"), new InvalidOptionAnalyzer(), new InvalidOptionFixer());
        using var server = new Failing();
        using var services = Build(cured, server);
        using var response = await services.GetRequiredService<IHttpClientFactory>().CreateClient("a").GetAsync("prices");

        Assert.Equal(1, server.Calls);
    }

    private static async Task<bool> IsReported(string source)
    {
        var compilation = CSharpCompilation.Create("Sample", [CSharpSyntaxTree.ParseText(source)], References.All, new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary));
        var analyzers = compilation.WithAnalyzers([new FallacyRouter([new InvalidOptionAnalyzer()])], new AnalyzerOptions([], new Analysis.Options([("fallacies.project_kind", "service")])));
        return (await analyzers.GetAnalyzerDiagnosticsAsync()).Any(found => found.Id == "FAL1008");
    }

    private static Exception? Failure(string source)
    {
        using var server = new Failing();
        using var services = Build(source, server);
        return Record.Exception(() => services.GetRequiredService<IHttpClientFactory>().CreateClient("a"));
    }

    private static string Client(string handler) =>
        $$"""
        using System;
        using System.Net.Http;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        public static class Sample
        {
            public static void Add(IServiceCollection services, HttpMessageHandler server)
            {
                var client = services.AddHttpClient("a", http => http.BaseAddress = new Uri("http://server")).ConfigurePrimaryHttpMessageHandler(() => server);
                {{handler}}
            }
        }
        """;
}
