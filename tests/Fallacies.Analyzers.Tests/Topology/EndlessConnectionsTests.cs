using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.EndlessConnectionsAnalyzer, Fallacies.CodeFixes.Topology.EndlessConnectionsFixer>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class EndlessConnectionsTests
{
    [Fact]
    public Task Every_long_lived_client_renews_its_connections() => Verify.FixAsync(
        """
        class Prices
        {
            private static readonly HttpClient Http = [|new HttpClient()|]; // shared
            private static readonly HttpClient Other = [|new()|];
            private static HttpClient Third { get; } = [|new HttpClient
            {
                BaseAddress = new Uri("https://prices.contoso.com"), // theirs
            }|];
            private static HttpClient Fourth = [|new HttpClient(new HttpClientHandler { UseCookies = false, Proxy = null })|];
            private static HttpClient Fifth = [|new HttpClient(new SocketsHttpHandler(), true) { Timeout = TimeSpan.FromSeconds(5) }|];
        }
        """,
        """
        class Prices
        {
            private static readonly HttpClient Http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); // shared
            private static readonly HttpClient Other = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });
            private static HttpClient Third { get; } = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
            {
                BaseAddress = new Uri("https://prices.contoso.com"), // theirs
            };
            private static HttpClient Fourth = new HttpClient(new SocketsHttpHandler { UseCookies = false, Proxy = null, PooledConnectionLifetime = TimeSpan.FromMinutes(2) });
            private static HttpClient Fifth = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }, true) { Timeout = TimeSpan.FromSeconds(5) };
        }
        """);

    [Fact]
    public Task The_fix_brings_its_usings() => FixWithoutUsings(
        "class Prices { private static readonly System.Net.Http.HttpClient Http = [|new System.Net.Http.HttpClient()|]; }",
        "using System;\r\nusing System.Net.Http;\r\n\r\n"
        + "class Prices { private static readonly System.Net.Http.HttpClient Http = new System.Net.Http.HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); }");

    [Fact]
    public Task A_handler_that_two_clients_share_is_changed_once() => Verify.FixAsync(
        """
        class Prices
        {
            private static readonly HttpMessageHandler Handler = new HttpClientHandler { AllowAutoRedirect = false };
            private static readonly HttpClient Http = [|new HttpClient(Handler, false)|];
            private static readonly HttpClient Other = [|new HttpClient(Handler, false)|];
        }
        """,
        """
        class Prices
        {
            private static readonly HttpMessageHandler Handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
            private static readonly HttpClient Http = new HttpClient(Handler, false);
            private static readonly HttpClient Other = new HttpClient(Handler, false);
        }
        """);

    [Theory]
    [InlineData("[|new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = null })|]", "")]
    [InlineData("[|new HttpClient(Handler)|]", "private static readonly HttpClientHandler Handler = new HttpClientHandler();")]
    [InlineData("Make()", "private static HttpClient Make() { var handler = new HttpClientHandler(); handler.ClientCertificateOptions = default; return [|new HttpClient(handler)|]; }")]
    public Task No_fix_is_offered_where_a_setting_would_be_lost(string creation, string members) =>
        Verify.NoFixAsync($$"""class Prices { private static readonly HttpClient Http = {{creation}}; {{members}} }""");

    [Theory]
    [InlineData("static HttpClient F = null!; static Prices() => F = [|new HttpClient()|];")]
    [InlineData("static HttpClient? F; static HttpClient Http => F ??= [|new HttpClient()|]!;")]
    [InlineData("static HttpClient? F; static HttpClient Http() { if (F == null) { var c = [|new HttpClient()|]; c.Timeout = default; F = c; } return F; }")]
    [InlineData("static readonly Lazy<HttpClient> F = new(() => [|new HttpClient()|]);")]
    [InlineData("static readonly Lazy<HttpClient> F = new(() => { var c = [|new HttpClient()|]; return c; }, true);")]
    [InlineData("static readonly HttpClient F = Make(); static HttpClient Make() => [|new HttpClient()|];")]
    [InlineData("static readonly Api F = new(new Uri(\"https://contoso.com\"), [|new HttpClient()|]);")]
    [InlineData("static readonly HttpClient F = [|new HttpClient(new Logging(new HttpClientHandler()))|];")]
    [InlineData("static readonly HttpClient F = [|new HttpClient(new Logging { InnerHandler = new SocketsHttpHandler() })|];")]
    [InlineData("static readonly HttpClient F = [|new HttpClient()|]; Task<string> Own() => F.GetStringAsync(\"http://localhost:5000\"); Task<string> Theirs(string url) => F.GetStringAsync(url);")]
    // A pod and a headless Service move, and one Service says nothing about other addresses.
    [InlineData("static readonly HttpClient F = [|new() { BaseAddress = new Uri(\"http://orders-0.orders.shop.svc.cluster.local\") }|];")]
    [InlineData("static readonly HttpClient F = [|new() { BaseAddress = new Uri(\"http://orders-headless.shop.svc.cluster.local\") }|];")]
    [InlineData("static readonly HttpClient F = [|new() { BaseAddress = new Uri(\"http://orders.shop.svc.contoso.com\") }|];")]
    [InlineData("static readonly HttpClient F = [|new HttpClient()|]; Task<string> Own() => F.GetStringAsync(\"http://orders.shop.svc/all\"); Task<string> Theirs(string url) => F.GetStringAsync(url);")]
    [InlineData("static readonly HttpClient F = [|new HttpClient()|]; Task Own(bool all) { var r = new HttpRequestMessage(); r.RequestUri = To(all); return F.SendAsync(r); } static Uri To(bool all) => all ? new Uri(\"http://orders.shop.svc/all\") : new Uri(\"https://orders.contoso.com\");")]
    [InlineData("static readonly HttpClient F = [|new HttpClient()|]; Task Own() => F.SendAsync(new HttpRequestMessage());")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton([|new HttpClient()|]);")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton(_ => [|new HttpClient()|]);")]
    [InlineData("void Add(IServiceCollection s) => s.TryAddSingleton<IApi>(_ => new Api(null, [|new HttpClient()|]));")]
    [InlineData("void Add(IServiceCollection s) { var c = [|new HttpClient()|]; s.AddSingleton(c); }")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton(Make); static HttpClient Make(IServiceProvider p) => [|new HttpClient()|];")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton<Prices>(); readonly HttpClient _http = [|new HttpClient()|];")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton<Prices>(); readonly HttpClient _http; public Prices() => this._http = [|new HttpClient()|];")]
    [InlineData("void Add(IServiceCollection s) => s.AddHostedService<Worker>();} abstract class Worker : Microsoft.Extensions.Hosting.BackgroundService { readonly HttpClient _http = [|new()|];")]
    public Task Reports(string members) => Verify.AnalyzeAsync(InService(members));

    [Theory]
    [InlineData("readonly HttpClient _http = new();")]
    [InlineData("readonly HttpClient _http = new(); void Add(IServiceCollection s) => s.AddScoped<Prices>();")]
    [InlineData("static readonly HttpClient F = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });")]
    [InlineData("static readonly HttpClient F = new(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan });")]
    [InlineData("static readonly HttpClient F = new(new SocketsHttpHandler { ConnectCallback = null });")]
    [InlineData("static readonly SocketsHttpHandler H = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }; static readonly HttpClient F = new(H!);")]
    [InlineData("static readonly HttpClient F = Make(); static HttpClient Make() { var h = new SocketsHttpHandler(); h!.PooledConnectionLifetime = TimeSpan.FromMinutes(2); return new HttpClient(h); }")]
    [InlineData("static readonly HttpClient F = new(new Logging(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }));")]
    [InlineData("static readonly HttpClient F = new(new Logging(null!));")]
    [InlineData("static HttpClient F = null!; static void Use(HttpMessageHandler handler) => F = new HttpClient(handler);")]
    [InlineData("static readonly HttpClient F = new(Handlers.Next); static class Handlers { public static HttpMessageHandler Next { get; set; } = null!; }")]
    [InlineData("static HttpClient F = null!; async Task Load(string url) { F = new HttpClient(); await F.GetStringAsync(url); }")]
    [InlineData("readonly HttpClient _http; Prices(HttpClient? http = null) => _http = http ?? new HttpClient(); void Add(IServiceCollection s) => s.AddSingleton<Prices>();")]
    [InlineData("readonly HttpClient _http; Prices(IHttpClientFactory? f = null) { if (f == null) { _http = new HttpClient(); } else { _http = f.CreateClient(); } } void Add(IServiceCollection s) => s.AddSingleton<Prices>();")]
    [InlineData("static readonly HttpClient F = new() { BaseAddress = new Uri(\"http://localhost:5000\") };")]
    [InlineData("static readonly HttpClient F = new(); static Prices() => F.BaseAddress = new Uri(\"http://127.0.0.1:5000\");")]
    [InlineData("static readonly HttpClient F = new() { BaseAddress = new Uri(\"http://169.254.169.254/latest/\") };")]
    [InlineData("static readonly HttpClient F = new(); Task<string> Own(string name) => F.GetStringAsync($\"http://localhost:5000/{name}\");")]
    [InlineData("static readonly HttpClient F = new(); Task<string> Own(Microsoft.AspNetCore.Http.HttpRequest request) { var url = $\"{request.Scheme}://{request.Host}/echo\"; return F.GetStringAsync(url); }")]
    [InlineData("static readonly HttpClient F = new() { BaseAddress = new Uri(\"http://orders.shop.svc.cluster.local:8080\") };")]
    [InlineData("static readonly HttpClient F = new() { BaseAddress = new Uri(\"http://orders.shop.svc\") };")]
    [InlineData("static readonly HttpClient F = new(); Task<string> Own(string name) => F.GetStringAsync($\"http://orders.shop.svc.cluster.local/{name}\");")]
    [InlineData("static readonly HttpClient F = new(); Task Own() => F.SendAsync(new HttpRequestMessage(HttpMethod.Get, \"http://orders.shop.svc/all\"));")]
    [InlineData("static readonly HttpClient F = new(); Task Own(string path) { var to = To(path); if (to == null) return Task.CompletedTask; var r = Make(to); return F.SendAsync(r); } static HttpRequestMessage Make(Uri to) { var r = new HttpRequestMessage(); r.RequestUri = to; return r; } static Uri? To(string path) { Uri? to = null; if (path != \"\") to = new Uri(\"https://orders.shop.svc.cluster.local\" + path); return to; }")]
    [InlineData("static HttpClient Make() => new HttpClient(); static readonly HttpClient F = Make(); void M() { using var c = Make(); }")]
    [InlineData("void Add(IServiceCollection s) => s.AddTransient(_ => new HttpClient());")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton<Api>(_ => { using var c = new HttpClient(); return new Api(null, null!); });")]
    [InlineData("async Task Load(string url) { using var c = new HttpClient(); await c.GetStringAsync(url); }")]
    [InlineData("static readonly Other.HttpClient F = new();")]
    [InlineData("static readonly HttpClient F = new Own();")]
    public Task Leaves_alone(string members) => Verify.AnalyzeAsync(InService(members));

    [Theory]
    [InlineData("new HttpClient()", "$\"http://localhost:{port}/prices\"")]
    [InlineData("[|new HttpClient()|]", "$\"http://shop:{port}/prices\"")]
    public Task Knows_whom_those_call_who_get_a_singleton(string singleton, string address) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton({{singleton}}).AddTransient<Prices>();
        var app = builder.Build();
        app.MapGet("/stock", (HttpClient http) => http.GetStringAsync("http://127.0.0.1:5000/stock"));
        app.Run();

        class Prices(HttpClient http)
        {
            private readonly HttpClient _http = http;
            public Task<string> LoadAsync(int port) => _http.GetStringAsync({{address}});
        }
        """);

    [Fact]
    public Task Reports_a_client_that_endpoints_share() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.CreateBuilder(args).Build();
        var start = new HttpClient();
        await start.GetStringAsync("https://contoso.com/warm");
        var prices = [|new HttpClient()|];
        app.MapGet("/prices", async () => await prices.GetStringAsync("https://contoso.com/prices"));
        app.MapGet("/other", async () => { var own = new HttpClient(); return await own.GetStringAsync("https://contoso.com/prices"); });
        app.Run();
        """);

    [Theory]
    [InlineData("static readonly HttpClient F = new();", "library")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton(_ => [|new HttpClient()|]);", "library")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton<Prices>(); readonly HttpClient _http = [|new HttpClient()|];", "library")]
    [InlineData("static readonly HttpClient F = new();", "tool")]
    [InlineData("void Add(IServiceCollection s) => s.AddSingleton(_ => new HttpClient());", "test")]
    public Task Speaks_in_libraries_only_of_what_they_register(string members, string kind) => Verify.AnalyzeAsync(InService(members), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("static HttpClient = new HttpClient();")]
    [InlineData("static HttpClient F = new HttpClient(; static HttpClient G = new(new Missing { }) { BaseAddress = };")]
    [InlineData("static System.Lazy<HttpClient> F = new(() => ; void Add(IServiceCollection s) { s.AddSingleton(_ => new HttpClient( ; s.AddSingleton(new HttpClient()).; }")]
    [InlineData("static HttpClient F = Make(); static HttpClient Make() { var c = new HttpClient(); c = c; return Make(c); }")]
    public async Task Survives_half_typed(string members)
    {
        var source = "using System.Net.Http; using Microsoft.Extensions.DependencyInjection; class Prices { " + members + " }";

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static Task FixWithoutUsings(string source, string fixedSource)
    {
        var test = new Verifier<Analyzers.Topology.EndlessConnectionsAnalyzer, CodeFixes.Topology.EndlessConnectionsFixer>.Test(source, "fallacies.project_kind = service")
        {
            FixedCode = fixedSource,
            CodeActionValidationMode = Microsoft.CodeAnalysis.Testing.CodeActionValidationMode.None,
        };
        test.TestState.Sources.Clear();
        test.TestCode = source;
        return test.RunAsync();
    }

    private static string InService(string members) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        namespace Other { class HttpClient; }
        class Own : HttpClient;
        class Logging : DelegatingHandler { public Logging() { } public Logging(HttpMessageHandler inner) : base(inner) { } }
        interface IApi;
        class Api(Uri? address, HttpClient http) : IApi { public object All => (address, http); }
        class Prices
        {
            {{members}}
        }
        """;
}
