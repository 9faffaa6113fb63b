using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.MissingBaseAddressAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class MissingBaseAddressTests
{
    [Theory]
    [InlineData("http.GetStringAsync(\"payments\")")]
    [InlineData("http.GetStringAsync(\"/payments\")")]
    [InlineData("http.GetStringAsync(\"\")")]
    [InlineData("http.GetStringAsync(\"?from=a:b\")")]
    [InlineData("http.GetStringAsync($\"payments/{id}\")")]
    [InlineData("http.GetStringAsync(\"/payments/\" + id)")]
    [InlineData("http.GetStringAsync((\"payments\")!)")]
    [InlineData("http?.GetStringAsync(\"payments\")")]
    [InlineData("((HttpClient)http).GetAsync(requestUri: \"payments\")")]
    [InlineData("http.GetStringAsync(new Uri(\"payments\", UriKind.Relative))")]
    [InlineData("http.GetStringAsync(Path)")]
    [InlineData("http.GetStringAsync(s_path)")]
    [InlineData("http.GetFromJsonAsync<string>(\"payments\")")]
    [InlineData("http.PostAsJsonAsync(\"payments\", id)")]
    [InlineData("http.SendAsync(new HttpRequestMessage(HttpMethod.Get, \"payments\"))")]
    [InlineData("http.SendAsync(new(HttpMethod.Get, $\"payments/{id}\"))")]
    [InlineData("http.SendAsync(new HttpRequestMessage { Method = HttpMethod.Get, RequestUri = new Uri(\"payments\", UriKind.RelativeOrAbsolute) })")]
    public Task Reports_a_typed_client_that_calls(string call) => Verify.AnalyzeAsync(Setup("services.[|AddHttpClient<Pay>|]();", $"{call};"));

    [Theory]
    [InlineData("services.[|AddHttpClient<Pay>|](http => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("services.[|AddHttpClient<IPay, Pay>|]();")]
    [InlineData("services.[|AddHttpClient<Pay>|](\"pay\");")]
    [InlineData("services.[|AddHttpClient|](\"pay\").AddTypedClient<Pay>();")]
    [InlineData("services.[|AddHttpClient<Pay>|]().AddStandardResilienceHandler();")]
    [InlineData("services.[|AddHttpClient<Pay>|]().AddHttpMessageHandler<Handler>();")]
    [InlineData("services.[|AddHttpClient<Pay>|](); services.AddHttpClient<Pay>(http => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("services.[|AddHttpClient<Pay>|](); services.AddHttpClient<Other>(http => http.BaseAddress = new Uri(\"https://a.contoso.com\"));")]
    [InlineData("services.[|AddHttpClient<Pay>|](Limit);")]
    [InlineData("var pay = services.[|AddHttpClient<Pay>|](); pay.ConfigureHttpClient((provider, http) => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("_ = services!.[|AddHttpClient<Pay>|]();")]
    [InlineData("services.[|AddHttpClient<Derived>|]();")]
    [InlineData("services.[|AddHttpClient<Stored>|]();")]
    [InlineData("services.[|AddHttpClient|](\"named\"); static Task Use(IHttpClientFactory clients) => clients.CreateClient(\"named\").GetAsync(\"payments\");")]
    [InlineData("services.[|AddHttpClient|](\"named\"); static async Task Use(IHttpClientFactory clients) { using var http = clients.CreateClient(\"named\"); using var reply = await http.GetAsync(\"payments\").ConfigureAwait(false); }")]
    public Task Reports(string registration) => Verify.AnalyzeAsync(Setup(registration));

    [Fact]
    public Task Reports_in_a_program() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.[|AddHttpClient|]("pay", http => http.Timeout = TimeSpan.FromSeconds(5));
        var app = builder.Build();
        app.MapGet("/", async (IHttpClientFactory clients, CancellationToken token) => await clients.CreateClient("pay").GetStringAsync("payments", token));
        app.Run();
        """);

    [Theory]
    [InlineData("http.GetStringAsync(\"https://pay.contoso.com/payments\")")]
    [InlineData("http.GetStringAsync(\"//pay.contoso.com/payments\")")]
    [InlineData("http.GetStringAsync(id)")]
    [InlineData("http.GetStringAsync($\"{id}/payments\")")]
    [InlineData("http.GetStringAsync($\"http{id}\")")]
    [InlineData("http.GetStringAsync($\"https://{id}/payments\")")]
    [InlineData("http.GetStringAsync(id + \"/payments\")")]
    [InlineData("http.GetStringAsync(new Uri(\"https://pay.contoso.com\"))")]
    [InlineData("http.GetStringAsync(new Uri(new Uri(id), \"payments\"))")]
    [InlineData("http.GetStringAsync(s_writable)")]
    [InlineData("http.SendAsync(new HttpRequestMessage(HttpMethod.Get, id))")]
    [InlineData("{ var request = new HttpRequestMessage(HttpMethod.Get, \"payments\"); request.RequestUri = new Uri(id); http.SendAsync(request); }")]
    [InlineData("{ var path = \"payments\"; path = id; http.GetStringAsync(path); }")]
    [InlineData("http.GetText(\"payments\")")]
    [InlineData("new Lookalike().GetStringAsync(\"payments\")")]
    [InlineData("{ if (http.BaseAddress is null) throw new InvalidOperationException(); http.GetStringAsync(\"payments\"); }")]
    [InlineData("{ http.BaseAddress ??= new Uri(id); http.GetStringAsync(\"payments\"); }")]
    [InlineData("{ Setup.Address(http); http.GetStringAsync(\"payments\"); }")]
    public Task Leaves_alone_a_typed_client_that_calls(string call) => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Pay>();", $"{call};"));

    [Theory]
    [InlineData("")]
    [InlineData("services.AddHttpClient();")]
    [InlineData("services.AddHttpClient(\"unused\");")]
    [InlineData("services.AddHttpClient<Pay>(http => http.BaseAddress = new Uri(\"https://pay.contoso.com\"));")]
    [InlineData("services.AddHttpClient<Pay>((provider, http) => { if (flag) http.BaseAddress = new Uri(\"https://pay.contoso.com\"); });")]
    [InlineData("services.AddHttpClient<Pay>(Address);")]
    [InlineData("services.AddHttpClient<Pay>(http => Address(http));")]
    [InlineData("services.AddHttpClient<Pay>(unknown);")]
    [InlineData("services.AddHttpClient<Pay>().ConfigureHttpClient(Address);")]
    [InlineData("services.AddHttpClient<Pay>(); services.AddHttpClient<Pay>(Address);")]
    [InlineData("services.AddHttpClient<Pay>(); services.AddHttpClient(\"Pay\", Address);")]
    [InlineData("services.AddHttpClient(\"pay\").AddTypedClient<Pay>(); services.AddHttpClient(name, Address);")]
    [InlineData("var pay = services.AddHttpClient<Pay>(); if (flag) pay.ConfigureHttpClient(Address);")]
    [InlineData("services.AddHttpClient<Pay>().WithAddress();")]
    [InlineData("services.AddHttpClient<IPay, Pay>(http => new Pay(new HttpClient { BaseAddress = new Uri(\"https://pay.contoso.com\") }));")]
    [InlineData("services.AddHttpClient(\"pay\").AddTypedClient(http => new Pay(http));")]
    [InlineData("services.ConfigureHttpClientDefaults(http => http.ConfigureHttpClient(Address)); services.AddHttpClient<Pay>();")]
    [InlineData("services.Configure<Microsoft.Extensions.Http.HttpClientFactoryOptions>(\"Pay\", options => options.HttpClientActions.Add(Address)); services.AddHttpClient<Pay>();")]
    [InlineData("services.AddHttpClient<Addressed>();")]
    [InlineData("services.AddHttpClient<Given>(); new Given(new HttpClient { BaseAddress = new Uri(\"https://pay.contoso.com\") });")]
    [InlineData("services.AddHttpClient(\"named\"); static Task Use(IHttpClientFactory clients) { var http = clients.CreateClient(\"named\"); http.BaseAddress = new Uri(\"https://pay.contoso.com\"); return http.GetAsync(\"payments\"); }")]
    [InlineData("services.AddHttpClient(\"named\"); static Task Use(IHttpClientFactory clients) => clients.CreateClient(\"other\").GetAsync(\"payments\");")]
    public Task Leaves_alone(string registration) => Verify.AnalyzeAsync(Setup(registration));

    [Fact]
    public async Task Leaves_alone_registrations_when_another_assembly_may_set_an_address()
    {
        await ForeignAsync("services.AddServiceDefaults(); services.AddHttpClient<Pay>();", "ServiceDefaults");
        await ForeignAsync("services.AddHttpClient<Foreign>();", "Serilog.Extensions");
        await ForeignAsync("services.[|AddHttpClient<Pay>|]();", "ServiceDefaults");
    }

    [Theory]
    [InlineData("library")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Pay>();"), "fallacies.project_kind = " + kind);

    [Fact]
    public Task Speaks_in_a_tool() => Verify.AnalyzeAsync(Setup("services.[|AddHttpClient<Pay>|]();"), "fallacies.project_kind = tool");

    [Fact]
    public Task Says_which_call_throws()
    {
        var test = new Verifier<MissingBaseAddressAnalyzer, NoFix>.Test(Setup("services.{|#0:AddHttpClient<Pay>|}();", "http.GetStringAsync($\"payments/{id}\");"), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(MissingBaseAddressAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("'Pay' has no base address, so 'GetStringAsync' to $\"payments/{id}\" throws InvalidOperationException before anything is sent"));
        return test.RunAsync();
    }

    private static Task ForeignAsync(string statement, string assembly)
    {
        var test = new Verifier<MissingBaseAddressAnalyzer, NoFix>.Test(Setup(statement), "fallacies.project_kind = service");
        test.TestState.AdditionalProjects[assembly].Sources.Add(
            """
            using Microsoft.Extensions.DependencyInjection;
            using System.Net.Http;
            public static class Defaults
            {
                public static void AddServiceDefaults(this IServiceCollection services) => services.ConfigureHttpClientDefaults(_ => { });
            }
            public class Foreign
            {
                private readonly HttpClient _http;
                public Foreign(HttpClient http) => _http = http;
                public object Load() => _http.GetStringAsync("payments");
            }
            """);
        test.TestState.AdditionalProjects[assembly].AdditionalReferences.AddRange(References.All);
        test.TestState.AdditionalProjectReferences.Add(assembly);
        return test.RunAsync();
    }

    private static string Setup(string registration, string call = "http.GetStringAsync(\"payments\");") =>
        $$"""
        using System.Net.Http.Json;
        using Microsoft.Extensions.DependencyInjection;
        static class Setup
        {
            public static void Add(IServiceCollection services, bool flag, string name, Action<HttpClient> unknown)
            {
                {{registration}}
            }
            static void Limit(HttpClient http) => http.Timeout = TimeSpan.FromSeconds(5);
            public static void Address(HttpClient http) => http.BaseAddress = new Uri("https://pay.contoso.com");
            static IHttpClientBuilder WithAddress(this IHttpClientBuilder builder) => builder.ConfigureHttpClient(Address);
            public static Task GetText(this HttpClient http, string url) => http.GetStringAsync("https://pay.contoso.com/" + url);
        }
        class Handler : DelegatingHandler;
        class Lookalike { public Task GetStringAsync(string url) => Task.CompletedTask; }
        interface IPay;
        class Pay(HttpClient http) : IPay
        {
            const string Path = "payments";
            static readonly string s_path = "payments";
            static string s_writable = "payments";
            public void Load(string id) { {{call}} }
        }
        class Other(HttpClient http) { public Task Load() => http.GetStringAsync("others"); }
        abstract class Base(HttpClient http) { protected Task Get() => http.GetStringAsync("payments"); }
        class Derived(HttpClient http) : Base(http);
        class Stored
        {
            private readonly HttpClient _http;
            public Stored(HttpClient http) { _http = http ?? throw new ArgumentNullException(nameof(http)); }
            public async Task<string> Load() => await _http.GetStringAsync("payments").ConfigureAwait(false);
        }
        class Addressed
        {
            private readonly HttpClient _http;
            public Addressed(HttpClient http) { _http = http; _http.BaseAddress = new Uri("https://pay.contoso.com"); }
            public Task<string> Load() => _http.GetStringAsync("payments");
        }
        class Given(HttpClient http) { public Task Load() => http.GetStringAsync("payments"); }
        """;
}
