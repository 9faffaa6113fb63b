using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.ConflictingTimeoutAnalyzer, Fallacies.CodeFixes.Latency.ConflictingTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2011.</summary>
public sealed class ConflictingTimeoutTests
{
    [Fact]
    public Task Every_timeout_moves_into_its_handler() => Verify.FixAsync(
        Setup(
            """
            services.AddHttpClient<Prices>(http => [|http.Timeout = TimeSpan.FromSeconds(60)|]).AddStandardResilienceHandler(); // theirs
            services
                .AddHttpClient("stock", http =>
                {
                    http.BaseAddress = new Uri("https://stock.contoso.com"); // ours
                    [|http.Timeout = Patience|];
                })
                .AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 2);
            services.AddHttpClient("rates").ConfigureHttpClient(http => [|http.Timeout = TimeSpan.FromSeconds(20)|]).AddStandardHedgingHandler();
            var b = services.AddHttpClient("users");
            b.AddStandardResilienceHandler();
            b.ConfigureHttpClient(http => [|http.Timeout = TimeSpan.FromSeconds(15)|]);
            """),
        Setup(
            """
            services.AddHttpClient<Prices>().AddStandardResilienceHandler(options => options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(60)); // theirs
            services
                .AddHttpClient("stock", http =>
                {
                    http.BaseAddress = new Uri("https://stock.contoso.com"); // ours
                })
                .AddStandardResilienceHandler(o =>
                {
                    o.Retry.MaxRetryAttempts = 2;
                    o.TotalRequestTimeout.Timeout = Patience;
                });
            services.AddHttpClient("rates").AddStandardHedgingHandler().Configure(options => options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(20));
            var b = services.AddHttpClient("users");
            b.AddStandardResilienceHandler(options => options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(15));
            """));

    [Theory]
    [InlineData("services.AddHttpClient<Prices>(http => {|#0:http.Timeout = TimeSpan.FromSeconds(60)|}).AddStandardResilienceHandler();", "Prices", "AddStandardResilienceHandler", "the handler makes it infinite later, so the 60 s never count and a call lasts up to the handler's 30 s")]
    [InlineData("services.AddHttpClient<Prices>(http => {|#0:http.Timeout = seconds|}).AddStandardHedgingHandler();", "Prices", "AddStandardHedgingHandler", "the handler makes it infinite later, so the value never counts and a call lasts up to the handler's 30 s")]
    [InlineData("services.AddHttpClient(\"a\", (_, http) => {|#0:http.Timeout = TimeSpan.FromSeconds(5)|}).AddStandardResilienceHandler(section);", "a", "AddStandardResilienceHandler", "the handler makes it infinite later, so the 5 s never count and a call lasts up to what the handler allows")]
    [InlineData("var b = services.AddHttpClient(\"a\"); b.AddStandardResilienceHandler(); b.ConfigureHttpClient(http => {|#0:http.Timeout = TimeSpan.FromSeconds(5)|});", "a", "AddStandardResilienceHandler", "it ends a call after 5 s, before the handler has used its 30 s: the tries that are left are cut off")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddHttpClient(\"a\", http => {|#0:http.Timeout = TimeSpan.FromMinutes(5)|});", "a", "AddStandardResilienceHandler", "the handler gives up after 30 s, so the 300 s are never reached")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromMinutes(10))); services.AddHttpClient(\"a\", http => {|#0:http.Timeout = TimeSpan.FromMinutes(5)|});", "a", "AddStandardResilienceHandler", "it ends a call after 300 s, before the handler has used its 600 s: the tries that are left are cut off")]
    [InlineData("services.AddHttpClient<Limited>().AddStandardResilienceHandler();", "Limited", "AddStandardResilienceHandler", "it ends a call after 5 s, before the handler has used its 30 s: the tries that are left are cut off")]
    [InlineData("services.AddHttpClient(\"named\").AddStandardResilienceHandler();", "named", "AddStandardResilienceHandler", "it ends a call after 6 s, before the handler has used its 30 s: the tries that are left are cut off")]
    [InlineData("services.AddHttpClient(\"a\", Configure).AddStandardResilienceHandler();", "a", "AddStandardResilienceHandler", "the handler makes it infinite later, so the 7 s never count and a call lasts up to the handler's 30 s")]
    public Task Says_what_happens(string statement, string client, string handler, string harm)
    {
        var severity = statement.Contains("FromMinutes(10)", StringComparison.Ordinal) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        var test = new Verifier<Analyzers.Latency.ConflictingTimeoutAnalyzer, CodeFixes.Latency.ConflictingTimeoutFixer>.Test(Setup(statement), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("FAL2011", severity).WithLocation(0).WithArguments(client, handler, harm).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("services.AddHttpClient(\"a\", http => http.Timeout = Timeout.InfiniteTimeSpan).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\", http => http.Timeout = TimeSpan.FromSeconds(30)).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\", http => http.Timeout = Patience);")]
    [InlineData("services.AddHttpClient(\"a\", http => http.Timeout = Patience).AddResilienceHandler(\"own\", p => p.AddTimeout(seconds));")]
    [InlineData("services.AddHttpClient(\"a\", http => http.Timeout = Patience).AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(5));")]
    [InlineData("services.AddHttpClient(\"a\", http => http.Timeout = Patience); services.AddHttpClient(\"b\").AddStandardResilienceHandler();")]
    [InlineData("var b = services.AddHttpClient(\"a\"); b.AddStandardResilienceHandler(); b.ConfigureHttpClient(http => http.Timeout = seconds);")]
    [InlineData("var b = services.AddHttpClient(\"a\"); b.AddStandardResilienceHandler(section); b.ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("var b = services.AddHttpClient(\"a\", http => http.Timeout = Patience); if (yes) b.AddStandardResilienceHandler();")]
    [InlineData("if (yes) services.AddHttpClient(\"a\", http => http.Timeout = Patience); else services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());\n#pragma warning disable EXTEXP0001\nservices.AddHttpClient(\"a\", http => http.Timeout = Patience).RemoveAllResilienceHandlers();")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); new ServiceCollection().AddHttpClient(\"a\", http => http.Timeout = Patience); _ = new ServiceCollection();")]
    [InlineData("new HttpClient().Timeout = Patience; services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Theory]
    [InlineData("services.AddHttpClient(\"a\", http => [|http.Timeout = TimeSpan.FromSeconds(5)|]).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\", http => [|http.Timeout = seconds|]).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\", http => { http.BaseAddress = null; [|http.Timeout = Patience|]; /* slow */ }).AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\", http => [|http.Timeout = Patience|]).AddStandardResilienceHandler(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(20));")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddHttpClient(\"a\", http => [|http.Timeout = TimeSpan.FromSeconds(20)|]);")]
    public Task Offers_nothing_where_the_value_does_not_fit(string statement) => Verify.NoFixAsync(Setup(statement));

    [Theory]
    // Whoever asks for the client sets its timeout again, and that one counts.
    [InlineData("http.Timeout = Patience", "void M(TimeSpan t) { var http = clients.CreateClient(\"orders\"); http.Timeout = t; }")]
    [InlineData("http.Timeout = Patience", "void M(TimeSpan t) { using var http = clients.CreateClient(Name); if (t > default(TimeSpan)) { http.MaxResponseContentBufferSize = 1; } http.Timeout = t; } const string Name = \"orders\";")]
    [InlineData("http.Timeout = Patience", "void M(string target, TimeSpan t) { var http = clients.CreateClient($\"{target}ers\"); http.Timeout = t; } void N(string other) => clients.CreateClient(other + \"stock\");")]
    [InlineData("http.Timeout = Patience", "void M(TimeSpan t) { var http = clients.CreateClient(\"orders\"); http.Timeout = t; } Task<string> N() => clients.CreateClient(\"stock\").GetStringAsync(\"all\");")]
    // One of them takes it as it is, or sometimes, or nobody is seen.
    [InlineData("[|http.Timeout = Patience|]", "void M(TimeSpan t) { var http = clients.CreateClient(\"orders\"); http.Timeout = t; } Task<string> N() => clients.CreateClient(\"orders\").GetStringAsync(\"all\");")]
    [InlineData("[|http.Timeout = Patience|]", "void M(TimeSpan t) { var http = clients.CreateClient(\"orders\"); http.Timeout = t; } Task<string> N(string target) => clients.CreateClient($\"{target}ers\").GetStringAsync(\"all\");")]
    [InlineData("[|http.Timeout = Patience|]", "void M(TimeSpan t) { var http = clients.CreateClient(\"orders\"); if (t > default(TimeSpan)) { http.Timeout = t; } }")]
    [InlineData("[|http.Timeout = Patience|]", "void M(string name, TimeSpan t) { var http = clients.CreateClient(name); http.Timeout = t; }")]
    [InlineData("[|http.Timeout = Patience|]", "void M(string a, TimeSpan t) { var http = clients.CreateClient($\"{a}{a}\"); http.Timeout = t; }")]
    [InlineData("[|http.Timeout = Patience|]", "")]
    public Task Asks_what_those_who_ask_for_the_client_set(string timeout, string members) => Verify.AnalyzeAsync(
        Setup($"services.AddHttpClient(\"orders\", http => {timeout}).AddStandardResilienceHandler();") + $"class Orders(IHttpClientFactory clients) {{ public object All => clients; {members} }}");

    [Fact]
    public Task Is_silent_in_tests() => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Prices>(http => http.Timeout = Patience).AddStandardResilienceHandler();"), "fallacies.project_kind = test");

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        static class Setup
        {
            static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
            public static void Add(IServiceCollection services, TimeSpan seconds, bool yes, IConfigurationSection section)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            {{(statements.Contains(", Configure)", StringComparison.Ordinal) ? "static void Configure(HttpClient http) => {|#0:http.Timeout = TimeSpan.FromSeconds(7)|};" : "")}}
        }
        class Prices(HttpClient http) { public Task<string> Load(string url) => http.GetStringAsync(url); }
        {{(statements.Contains("Limited", StringComparison.Ordinal) ? "class Limited { private readonly HttpClient _http; public Limited(HttpClient http) { _http = http; {|#0:_http.Timeout = TimeSpan.FromSeconds(5)|}; } }" : "")}}
        {{(statements.Contains("named", StringComparison.Ordinal) ? "class Named(IHttpClientFactory clients) { public Task<string> Load(string url) { var http = clients.CreateClient(\"named\"); {|#0:http.Timeout = TimeSpan.FromSeconds(6)|}; return http.GetStringAsync(url); } }" : "")}}

        """;
}
