using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.SharedCircuitAnalyzer, Fallacies.CodeFixes.Reliability.SharedCircuitFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1031.</summary>
public sealed class SharedCircuitTests
{
    private const string Two = "await http.GetAsync(\"https://a.contoso.com/x\"); await http.GetAsync($\"https://b.contoso.com/{id}\");";

    [Theory]
    [InlineData(Two, "'a.contoso.com' and 'b.contoso.com'")]
    [InlineData("using var request = new HttpRequestMessage(HttpMethod.Get, \"https://a.contoso.com/\" + id); await http.SendAsync(request); await http.GetAsync(new Uri(\"https://b.contoso.com/y\")); await http.GetAsync(Third);", "'a.contoso.com' and 'b.contoso.com' and more")]
    [InlineData("await http.PostAsync(hook.CallbackUrl, null);", "every host in 'hook.CallbackUrl'")]
    [InlineData("var url = new Uri(hook.CallbackUrl); await http.PostAsync(url, null);", "every host in 'hook.CallbackUrl'")]
    public Task Says_which_hosts_share_it(string sends, string hosts) => new Verify.Test(Source(sends, "services.AddHttpClient<Partners>().{|#0:AddStandardResilienceHandler|}();"), "fallacies.project_kind = service")
    {
        ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.SharedCircuitAnalyzer.Descriptor).WithLocation(0).WithArguments("AddStandardResilienceHandler", "Partners", hosts) },
    }.RunAsync();

    [Theory]
    [InlineData(Two, "services.AddHttpClient<Partners>().AddStandardResilienceHandler().SelectPipelineByAuthority();")]
    [InlineData(Two, "services.AddHttpClient<Partners>().AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 2).SelectPipelineBy(_ => request => request.RequestUri!.Host);")]
    [InlineData(Two, "services.AddHttpClient<Partners>().AddResilienceHandler(\"own\", p => p.AddTimeout(TimeSpan.FromSeconds(1)));")]
    [InlineData(Two, "services.AddHttpClient<Partners>().AddStandardHedgingHandler();")]
    [InlineData(Two, "services.AddHttpClient(\"other\").AddStandardResilienceHandler();")]
    [InlineData("await http.GetAsync(\"https://a.contoso.com/x\"); await http.GetAsync(\"https://A.contoso.com/y\");", "services.AddHttpClient<Partners>().AddStandardResilienceHandler();")]
    [InlineData("await http.GetAsync(\"x\"); await http.GetAsync($\"y/{id}\");", "services.AddHttpClient<Partners>(c => c.BaseAddress = new Uri(\"https://a.contoso.com\")).AddStandardResilienceHandler();")]
    [InlineData("await http.PostAsync(hook.CallbackUrl, null);", "services.AddHttpClient<Partners>(c => c.BaseAddress = new Uri(\"https://a.contoso.com\")).AddStandardResilienceHandler();")]
    [InlineData("await http.PostAsync(options.ServiceUrl, null);", "services.AddHttpClient<Partners>().AddStandardResilienceHandler();")]
    [InlineData("await http.PostAsync(id, null);", "services.AddHttpClient<Partners>().AddStandardResilienceHandler();")]
    [InlineData("await http.PostAsync($\"https://{id}.contoso.com/\", null); await http.GetAsync(\"https://a.contoso.com/x\");", "services.AddHttpClient<Partners>().AddStandardResilienceHandler();")]
    public Task Leaves_alone(string sends, string registration) => Verify.AnalyzeAsync(Source(sends, registration));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Source(Two, "services.AddHttpClient<Partners>().AddStandardResilienceHandler();"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Source("await http.GetAsync({|CS0103:url|}); await http.GetAsync(hook.{|CS1061:Url|});", "services.AddHttpClient<Partners>().AddStandardResilienceHandler();"));

    [Fact]
    public Task Each_host_gets_its_own() => Verify.FixAsync(
        Source(
            Two,
            """
            services.AddHttpClient<Partners>()
                .[|AddStandardResilienceHandler|](o => o.Retry.MaxRetryAttempts = 2); // theirs
            services.AddHttpClient<Partners>().[|AddResilienceHandler|]("own", p => p.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));
            """),
        Source(
            Two,
            """
            services.AddHttpClient<Partners>()
                .AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 2)
                .SelectPipelineByAuthority(); // theirs
            services.AddHttpClient<Partners>().AddResilienceHandler("own", p => p.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions())).SelectPipelineByAuthority();
            """));

    private static string Source(string sends, string registration) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        static class Setup
        {
            static void Add(IServiceCollection services)
            {
                {{registration.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        record Hook(string CallbackUrl);
        record PartnerOptions(string ServiceUrl);
        class Partners(HttpClient http)
        {
            private const string Third = "https://c.contoso.com/z";
            public async Task CallAsync(string id, Hook hook, PartnerOptions options) { {{sends}} }
        }
        """;
}
