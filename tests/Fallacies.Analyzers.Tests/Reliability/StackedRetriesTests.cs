using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.StackedRetriesAnalyzer, Fallacies.CodeFixes.Reliability.StackedRetriesFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1025.</summary>
public sealed class StackedRetriesTests
{
    [Fact]
    public Task The_handler_too_many_goes() => Verify.FixAsync(
        Setup(
            """
            services.AddHttpClient("a").AddStandardResilienceHandler();
            services.AddHttpClient("b").[|AddPolicyHandler|](Again()).AddStandardResilienceHandler();
            services
                .AddHttpClient("c")
                .AddHttpMessageHandler<Signing>() // theirs
                .[|AddTransientHttpErrorPolicy|](p => p.RetryAsync(2))
                .AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 2);
            var d = services.AddHttpClient("d");
            d.AddStandardResilienceHandler();
            d.[|AddStandardHedgingHandler|]().Configure(o => o.Hedging.MaxHedgedAttempts = 2);
            services.AddHttpClient("e");
            """),
        Setup(
            """
            services.AddHttpClient("a").AddStandardResilienceHandler();
            services.AddHttpClient("b").AddStandardResilienceHandler();
            services
                .AddHttpClient("c")
                .AddHttpMessageHandler<Signing>() // theirs
                .AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 2);
            var d = services.AddHttpClient("d");
            d.AddStandardResilienceHandler();
            services.AddHttpClient("e");
            """));

    [Theory]
    [InlineData("services.AddHttpClient(\"a\").AddResilienceHandler(\"own\", p => p.AddRetry(new HttpRetryStrategyOptions())); services.AddHttpClient(\"a\").{|#0:AddResilienceHandler|}(\"too\", p => p.AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = 1 }));", "AddResilienceHandler", "'AddResilienceHandler' of 'a'", "4 × 2 = 8 tries")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddHttpClient(\"a\").{|#0:AddStandardResilienceHandler|}();", "AddStandardResilienceHandler", "'AddStandardResilienceHandler' of 'a'", "4 × 4 = 16 tries")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(section); services.AddHttpClient(\"a\").{|#0:AddStandardResilienceHandler|}();", "AddStandardResilienceHandler", "'AddStandardResilienceHandler' of 'a'", "each try of the one is a series of tries of the other")]
    [InlineData("services.AddHttpClient(\"a\").{|#0:AddPolicyHandler|}(Again()).WithRetries();", "AddPolicyHandler", "'AddStandardResilienceHandler' of 'a'", "4 × 3 = 12 tries")]
    [InlineData("services.AddHttpClient<Prices>().AddPolicyHandler(Again()).{|#0:AddPolicyHandler|}(Policy.Handle<HttpRequestException>().OrResult<HttpResponseMessage>(r => false).RetryAsync());", "AddPolicyHandler", "'AddPolicyHandler' of 'Prices'", "3 × 2 = 6 tries")]
    public Task Says_what_it_comes_to(string statement, string culprit, string others, string product) => Message(Setup(statement), DiagnosticSeverity.Warning, culprit, others, product);

    [Theory]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(); services.AddHttpClient(\"b\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(5)).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddPolicyHandler(Policy.HandleResult<HttpResponseMessage>(r => r.StatusCode == System.Net.HttpStatusCode.Unauthorized).RetryAsync(1)).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddResilienceHandler(\"own\", p => p.AddTimeout(TimeSpan.FromSeconds(1))); services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddResilienceHandler(\"own\", p => p.AddRetry(new HttpRetryStrategyOptions { ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.StatusCode == System.Net.HttpStatusCode.Unauthorized) })); services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    [InlineData("if (yes) services.AddHttpClient(\"a\").AddStandardResilienceHandler(); else services.AddHttpClient(\"a\").AddPolicyHandler(Again());")]
    [InlineData("var b = services.AddHttpClient(\"a\"); if (yes) { b.AddStandardResilienceHandler(); } else { b.AddPolicyHandler(Again()); }")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());\n#pragma warning disable EXTEXP0001\nservices.AddHttpClient(\"a\").RemoveAllResilienceHandlers().AddStandardHedgingHandler();")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddHttpClient(\"a\").ConfigureAdditionalHttpMessageHandlers((h, _) => h.Clear()).AddStandardResilienceHandler();")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddHttpClient(\"a\");")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); new ServiceCollection().AddHttpClient(\"a\").AddStandardResilienceHandler(); _ = new ServiceCollection();")]
    [InlineData("services.AddHttpClient(name).AddStandardResilienceHandler(); services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Fact]
    public Task Leaves_alone_registrations_in_different_methods() => Verify.AnalyzeAsync(
        Setup("services.AddHttpClient(\"a\").AddStandardResilienceHandler();")
        + "static class Other { static void Add(IServiceCollection services) => services.AddHttpClient(\"a\").AddStandardResilienceHandler(); }");

    [Theory]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(); services.AddHttpClient(\"a\").[|AddStandardResilienceHandler|](/* again */);")]
    [InlineData("var b = services.AddHttpClient(\"a\");\nb.AddStandardResilienceHandler();\n// Once more.\nb.[|AddStandardResilienceHandler|]();")]
    public Task Offers_nothing_that_would_lose_a_comment(string statement) => Verify.NoFixAsync(Setup(statement));

    [Fact]
    public Task A_pipeline_around_a_registered_client_is_a_suggestion() => Message(
        """
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        using Polly.Retry;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Prices>().AddStandardResilienceHandler(); }
        class Prices(HttpClient http)
        {
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { MaxRetryAttempts = 2 }).Build();
            public async Task<string> Load(CancellationToken token) => await Pipeline.ExecuteAsync(async t => await http.GetStringAsync("prices", t), token);
        }
        """,
        DiagnosticSeverity.Info, "AddRetry", "'AddStandardResilienceHandler' of 'Prices'", "3 × 4 = 12 tries");

    [Fact]
    public Task A_policy_around_a_registered_client_is_a_suggestion() => Message(
        """
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient("prices").AddStandardHedgingHandler(); }
        class Prices(IHttpClientFactory clients)
        {
            private static readonly IAsyncPolicy Again = Policy.Handle<HttpRequestException>().{|#0:WaitAndRetryAsync|}(3, n => TimeSpan.FromSeconds(n));
            public Task<string> Load()
            {
                var http = clients.CreateClient("prices");
                return Again.ExecuteAsync(() => http.GetStringAsync("prices"));
            }
        }
        """,
        DiagnosticSeverity.Info, "WaitAndRetryAsync", "'AddStandardHedgingHandler' of 'prices'", "4 × 2 = 8 tries");

    [Theory]
    [InlineData("await client.SendMessageAsync(\"queue\", \"text\", t)", "", true)]
    [InlineData("await client.SendMessageAsync(\"queue\", \"text\", t)", "static Amazon.SQS.AmazonSQSConfig Options = new() { MaxErrorRetry = 0 };", false)]
    [InlineData("client.ToString()", "", false)]
    public Task Knows_libraries_that_retry(string call, string member, bool isReported)
    {
        var source =
            $$"""
            using Polly;
            using Polly.Retry;
            class Files(Amazon.SQS.IAmazonSQS client)
            {
                {{member}}
                private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().{{(isReported ? "{|#0:AddRetry|}" : "AddRetry")}}(new RetryStrategyOptions { MaxRetryAttempts = 4 }).Build();
                public async Task Load(CancellationToken token) => await Pipeline.ExecuteAsync(async t => { {{call}}; await Task.Yield(); }, token);
            }
            """;
        return isReported ? Message(source, DiagnosticSeverity.Info, "AddRetry", "'IAmazonSQS'", "5 × 3 = 15 tries") : Verify.AnalyzeAsync(source);
    }

    [Theory]
    [InlineData("ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(e => e.StatusCode == System.Net.HttpStatusCode.Conflict)")]
    [InlineData("ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is InvalidOperationException)")]
    public Task Leaves_alone_a_pipeline_that_answers_something_else(string filter) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        using Polly.Retry;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Prices>().AddStandardResilienceHandler(); }
        class Prices(HttpClient http)
        {
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { {{filter}} }).Build();
            public async Task<string> Load(CancellationToken token) => await Pipeline.ExecuteAsync(async t => await http.GetStringAsync("prices", t), token);
        }
        """);

    [Fact]
    public Task Is_silent_in_tests() => Verify.AnalyzeAsync(Setup("services.AddHttpClient(\"a\").AddPolicyHandler(Again()).AddStandardResilienceHandler();"), "fallacies.project_kind = test");

    private static Task Message(string source, DiagnosticSeverity severity, string culprit, string others, string product)
    {
        var test = new Verifier<Analyzers.Reliability.StackedRetriesAnalyzer, CodeFixes.Reliability.StackedRetriesFixer>.Test(source, "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("FAL1025", severity).WithLocation(0).WithArguments(culprit, others, product).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Extensions.Http;
        static class Setup
        {
            public static void Add(IServiceCollection services, bool yes, string name, IConfigurationSection section)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            static IAsyncPolicy<HttpResponseMessage> Again() => HttpPolicyExtensions.HandleTransientHttpError().RetryAsync(2);
            static IHttpClientBuilder WithRetries(this IHttpClientBuilder builder) { builder.AddStandardResilienceHandler(); return builder; }
        }
        class Prices(HttpClient http) { public Task<string> Load(string url) => http.GetStringAsync(url); }
        class Signing : DelegatingHandler;

        """;
}
