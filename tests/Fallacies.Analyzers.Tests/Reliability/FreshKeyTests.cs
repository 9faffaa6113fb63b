using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.FreshKeyAnalyzer, Fallacies.CodeFixes.Reliability.FreshKeyFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1026.</summary>
public sealed class FreshKeyTests
{
    private const string Make = "using var request = new HttpRequestMessage(HttpMethod.Post, url); ";

    [Theory]
    [InlineData("await Pipeline.ExecuteAsync(async ct => { " + Make + "request.Headers.Add(\"Idempotency-Key\", {|#0:Guid.NewGuid()|}.ToString(\"N\")); await http.SendAsync(request, ct); }, token);", "Idempotency-Key", "'AddRetry'")]
    [InlineData("await Policies.ExecuteAsync(async () => { " + Make + "var key = $\"order-{{|#0:Guid.NewGuid()|}}\"; request.Headers.TryAddWithoutValidation(\"x-idempotency-key\", key); await http.SendAsync(request); });", "x-idempotency-key", "'WaitAndRetryAsync'")]
    [InlineData("for (var i = 0; ; i++) { try { " + Make + "request.Headers.Add(\"Idempotency-Key\", Convert.ToHexString({|#0:System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)|})); await http.SendAsync(request, token); return; } catch (HttpRequestException) when (i < 3) { await Task.Delay(100, token); } }", "Idempotency-Key", "the loop")]
    [InlineData("for (var i = 0; ; i++) { var idempotencyKey = {|#0:Guid.NewGuid()|}.ToString(); try { " + Make + "request.Headers.Add(\"X-Key\", idempotencyKey); await http.SendAsync(request, token); return; } catch (HttpRequestException) when (i < 3) { await Task.Delay(100, token); } }", "idempotencyKey", "the loop")]
    [InlineData("await Pipeline.ExecuteAsync(async ct => await http.PostAsJsonAsync(url, new Payment { IdempotencyKey = {|#0:Guid.NewGuid()|}.ToString() }, ct), token);", "IdempotencyKey", "'AddRetry'")]
    [InlineData("await Pipeline.ExecuteAsync(async ct => await PayAsync(url, idempotencyKey: {|#0:Guid.NewGuid()|}, ct), token);", "idempotencyKey", "'AddRetry'")]
    [InlineData("await Pipeline.ExecuteAsync(async ct => { var headers = new Dictionary<string, string>(); headers[\"Idempotency-Key\"] = {|#0:Guid.NewGuid()|}.ToString(); await PayAsync(url, default, ct); }, token);", "Idempotency-Key", "'AddRetry'")]
    public Task Says_whose_tries_get_which_key(string statements, string key, string by) => Message(Source(statements), key, by);

    [Theory]
    [InlineData("var key = Guid.NewGuid().ToString(); await Pipeline.ExecuteAsync(async ct => { " + Make + "request.Headers.Add(\"Idempotency-Key\", key); await http.SendAsync(request, ct); }, token);")]
    [InlineData("await Pipeline.ExecuteAsync(async ct => { " + Make + "request.Headers.Add(\"X-Request-Id\", Guid.NewGuid().ToString()); await http.SendAsync(request, ct); }, token);")]
    [InlineData("await Limit.ExecuteAsync(async ct => { " + Make + "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); await http.SendAsync(request, ct); }, token);")]
    [InlineData(Make + "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); await http.SendAsync(request, token);")]
    // One key for each order.
    [InlineData("foreach (var order in new[] { 1, 2 }) { " + Make + "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); await http.SendAsync(request, token); }")]
    [InlineData("while (true) { await Task.Delay(5, token); " + Make + "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); await http.SendAsync(request, token); }")]
    // Only where there is none yet.
    [InlineData("string? key = null; await Pipeline.ExecuteAsync(async ct => { key ??= Guid.NewGuid().ToString(); " + Make + "request.Headers.Add(\"Idempotency-Key\", key); await http.SendAsync(request, ct); }, token);")]
    [InlineData("string? given = null; await Pipeline.ExecuteAsync(async ct => { " + Make + "request.Headers.Add(\"Idempotency-Key\", given ?? Guid.NewGuid().ToString()); await http.SendAsync(request, ct); }, token);")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Theory]
    [InlineData("await Retry.ExecuteAsync(() => PayAsync(token));", "", "{|#0:Guid.NewGuid()|}.ToString()", true)]
    [InlineData("await Retry.ExecuteAsync(() => PayAsync(token));", "var key = Guid.NewGuid().ToString();", "key", false)]
    [InlineData("await PayAsync(token);", "", "Guid.NewGuid().ToString()", false)]
    [InlineData("var key = Guid.NewGuid().ToString(); await Retry.ExecuteAsync(() => PayAsync(token, key));", "", "given ?? Guid.NewGuid().ToString()", false)]
    public Task A_method_that_is_tried_again_makes_a_new_key_too(string call, string before, string value, bool isReported)
    {
        var source =
            $$"""
            using Polly;

            class Bank(HttpClient http)
            {
                private static readonly IAsyncPolicy Retry = Policy.Handle<HttpRequestException>().RetryAsync(3);

                public async Task StartAsync(CancellationToken token)
                {
                    {{call}}
                }

                private async Task PayAsync(CancellationToken token, string? given = null)
                {
                    {{before}}
                    using var request = new HttpRequestMessage(HttpMethod.Post, "payments");
                    request.Headers.Add("Idempotency-Key", {{value}});
                    (await http.SendAsync(request, token)).EnsureSuccessStatusCode();
                }
            }
            """;
        if (isReported)
            return Message(source, "Idempotency-Key", "'RetryAsync'");

        // Made before the first try of the caller, or by each caller once.
        return Verify.AnalyzeAsync(before.Length == 0 ? source : source.Replace("Retry.ExecuteAsync(() => PayAsync(token))", "PayAsync(token)", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_handler_below_one_that_retries_runs_for_each_try() => Message(
        Handlers("services.AddHttpClient(\"a\").AddStandardResilienceHandler(); services.AddHttpClient(\"a\").AddHttpMessageHandler<Keys>();", "request.Headers.Add(\"Idempotency-Key\", {|#0:Guid.NewGuid()|}.ToString());"),
        "Idempotency-Key", "'AddStandardResilienceHandler'");

    [Theory]
    [InlineData("services.AddHttpClient(\"a\").AddHttpMessageHandler<Keys>().AddStandardResilienceHandler();", "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString());")]
    [InlineData("services.AddHttpClient(\"a\").AddHttpMessageHandler<Keys>();", "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString());")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(); services.AddHttpClient(\"a\").AddHttpMessageHandler<Keys>();", "if (!request.Headers.Contains(\"Idempotency-Key\")) request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString());")]
    public Task A_handler_that_runs_once_or_asks_first_is_left_alone(string registration, string statement) => Verify.AnalyzeAsync(Handlers(registration, statement));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(
        Source("await Pipeline.ExecuteAsync(async ct => { " + Make + "request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); await http.SendAsync(request, ct); }, token);"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Source("await Pipeline.ExecuteAsync(async ct => { {|CS0103:request|}.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); await Task.Delay(1, ct); }, token);"));

    [Fact]
    public Task The_key_is_made_once() => Verify.FixAsync(
        Source(
            """
            // Pays.
            await Pipeline.ExecuteAsync(
                async ct =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, url);
                    request.Headers.Add("Idempotency-Key", [|Guid.NewGuid()|].ToString("N")); // for the bank
                    await http.SendAsync(request, ct);
                },
                token);
            for (var i = 0; ; i++)
            {
                try
                {
                    var key = $"order-{[|Guid.NewGuid()|]}";
                    using var request = new HttpRequestMessage(HttpMethod.Post, url);
                    request.Headers.Add("Idempotency-Key", key);
                    await http.SendAsync(request, token);
                    return;
                }
                catch (HttpRequestException) when (i < 3)
                {
                    await Task.Delay(100, token);
                }
            }
            """),
        Source(
            """
            var idempotencyKey = Guid.NewGuid().ToString("N");
            // Pays.
            await Pipeline.ExecuteAsync(
                async ct =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, url);
                    request.Headers.Add("Idempotency-Key", idempotencyKey); // for the bank
                    await http.SendAsync(request, ct);
                },
                token);
            var key = $"order-{Guid.NewGuid()}";
            for (var i = 0; ; i++)
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, url);
                    request.Headers.Add("Idempotency-Key", key);
                    await http.SendAsync(request, token);
                    return;
                }
                catch (HttpRequestException) when (i < 3)
                {
                    await Task.Delay(100, token);
                }
            }
            """));

    [Theory]
    [InlineData("await Pipeline.ExecuteAsync(async ct => { var order = url + ct; " + Make + "request.Headers.Add(\"Idempotency-Key\", order + [|Guid.NewGuid()|]); await http.SendAsync(request, ct); }, token);")]
    [InlineData("await Pipeline.ExecuteAsync(static async (given, ct) => { var http = given; using var request = new HttpRequestMessage(HttpMethod.Post, \"\"); request.Headers.Add(\"Idempotency-Key\", [|Guid.NewGuid()|].ToString()); await http.SendAsync(request, ct); }, http, token);")]
    public Task No_fix_where_the_key_needs_what_is_inside(string statements) => Verify.NoFixAsync(Source(statements));

    private static Task Message(string source, params object[] arguments) => new Verify.Test(source, "fallacies.project_kind = service")
    {
        ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.FreshKeyAnalyzer.Descriptor).WithLocation(0).WithArguments(arguments).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations) },
    }.RunAsync();

    private static string Source(string statements) =>
        $$"""
        using System.Net.Http.Json;
        using Polly;
        using Polly.Retry;
        class Payment { public string? IdempotencyKey { get; set; } }
        class Client(HttpClient http)
        {
            static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { UseJitter = true }).Build();
            static readonly ResiliencePipeline Limit = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(5)).Build();
            static readonly IAsyncPolicy Policies = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
            async Task SendAsync(string url, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            static Task PayAsync(string url, Guid idempotencyKey, CancellationToken token) => Task.CompletedTask;
        }
        """;

    private static string Handlers(string registration, string statement) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        static class Setup { static void Add(IServiceCollection services) { {{registration}} } }
        class Keys : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                {{statement}}
                return base.SendAsync(request, token);
            }
        }
        """;
}
