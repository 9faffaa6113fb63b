using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.ClientPerCallAnalyzer, Fallacies.CodeFixes.Topology.ClientPerCallFixer>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class ClientPerCallTests
{
    [Fact]
    public Task A_factory_at_hand_makes_the_client() => Verify.FixAsync(
        """
        class Prices(IHttpClientFactory clients)
        {
            public async Task<string> Load(string url)
            {
                using var http = [|new HttpClient()|]; // one more
                return await http.GetStringAsync(url);
            }
            public async Task<string> Other(string url)
            {
                using HttpClient http = [|new() { Timeout = TimeSpan.FromSeconds(5), BaseAddress = new Uri(url) }|];
                return await http.GetStringAsync("");
            }
            public static async Task<string> Third(IHttpClientFactory factory, string url) => await [|new HttpClient()|].GetStringAsync(url);
        }
        """,
        """
        class Prices(IHttpClientFactory clients)
        {
            public async Task<string> Load(string url)
            {
                using var http = clients.CreateClient(); // one more
                return await http.GetStringAsync(url);
            }
            public async Task<string> Other(string url)
            {
                using HttpClient http = clients.CreateClient();
                http.Timeout = TimeSpan.FromSeconds(5);
                http.BaseAddress = new Uri(url);
                return await http.GetStringAsync("");
            }
            public static async Task<string> Third(IHttpClientFactory factory, string url) => await factory.CreateClient().GetStringAsync(url);
        }
        """);

    [Theory]
    [InlineData("public void Stop() { }", "new HttpClient()")]
    [InlineData("public Task<string> Show() => Load(\"a\");", "[|new HttpClient()|]")]
    public Task Leaves_a_private_method_alone_that_nothing_refers_to(string others, string creation) => Verify.AnalyzeAsync(
        $$"""
        class Prices
        {
            {{others}}
            private async Task<string> Load(string url) { using var http = {{creation}}; return await http.GetStringAsync(url); }
        }
        """);

    [Theory]
    [InlineData("using var http = [|new HttpClient()|];", "")]
    [InlineData("using var http = [|new HttpClient(new HttpClientHandler { UseProxy = false })|];", "private readonly IHttpClientFactory _clients = null!;")]
    [InlineData("using (var http = [|new HttpClient { Timeout = default }|]) await http.GetAsync(url);", "private readonly IHttpClientFactory _clients = null!;")]
    [InlineData("using var http = [|new HttpClient { DefaultRequestHeaders = { ConnectionClose = true } }|];", "private readonly IHttpClientFactory _clients = null!;")]
    public Task No_fix_is_offered_where_there_is_no_factory_or_a_setting_would_be_lost(string statement, string members) =>
        Verify.NoFixAsync($$"""class Prices { {{members}} public async Task Load(string url) { await Task.Yield(); {{statement}} } }""");

    [Theory]
    [InlineData("using (var c = [|new HttpClient()|]) await c.GetStringAsync(url);")]
    [InlineData("var c = [|new HttpClient()|]; await c.GetStringAsync(url).ConfigureAwait(false);")]
    [InlineData("HttpClient c; c = [|new()|]; try { await c.GetStringAsync(url); } finally { c.Dispose(); }")]
    [InlineData("var text = [|new HttpClient(new HttpClientHandler())|].GetStringAsync(url).Result;")]
    [InlineData("using var c = b ? [|new HttpClient()|] : [|new HttpClient(new SocketsHttpHandler())|];")]
    [InlineData("using var c = [|new HttpClient()|]; await Send(c!, url);")]
    [InlineData("var c = [|new HttpClient()|]; await Send(c!, url);")]
    [InlineData("var c = [|new HttpClient()|]; await Retry(() => c.GetStringAsync(url));")]
    [InlineData("var c = [|new HttpClient()|]; await c.GetFromJsonAsync<string>(url);")]
    [InlineData("using var c = [|new HttpClient()|]; var api = new Api(c); await api.Load();")]
    [InlineData("using var h = new HttpClientHandler(); using var c = [|new HttpClient(h)|];")]
    [InlineData("using var c = [|new HttpClient(new Logging(new HttpClientHandler()))|];")]
    [InlineData("using var c = [|new HttpClient(new HttpClientHandler { Proxy = new System.Net.WebProxy(\"http://proxy:3128\") })|];")]
    [InlineData("using var c = [|new HttpClient(new HttpClientHandler { Proxy = Proxy })|];")]
    [InlineData("using var c = [|new HttpClient(new HttpClientHandler { Proxy = Through(true) })|]; System.Net.IWebProxy? Through(bool isOn) => null;")]
    [InlineData("await Ask(true); async Task Ask(bool isOn) { using var c = [|new HttpClient(new HttpClientHandler { Proxy = isOn ? Proxy : null })|]; await c.GetStringAsync(url); }")]
    [InlineData("await Ask(null!); async Task Ask(Microsoft.Extensions.Configuration.IConfiguration settings) { using var c = [|new HttpClient(new HttpClientHandler { Proxy = new System.Net.WebProxy(settings[\"proxy\"]) })|]; await c.GetStringAsync(url); }")]
    [InlineData("foreach (var u in new[] { url }) { using var c = [|new HttpClient()|]; await c.GetStringAsync(u); }")]
    [InlineData("await Local(); async Task Local() { using var c = [|new HttpClient()|]; await c.GetStringAsync(url); }")]
    [InlineData("await Task.Run(async () => { using var c = [|new HttpClient()|]; await c.GetStringAsync(url); });")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Theory]
    [InlineData("var c = client ?? new HttpClient(); await c.GetStringAsync(url);")]
    [InlineData("client ??= new HttpClient(); await client.GetStringAsync(url);")]
    [InlineData("if (client == null) client = new HttpClient(); await client.GetStringAsync(url);")]
    [InlineData("var c = client; if (c == null) c = new HttpClient(); await c.GetStringAsync(url);")]
    [InlineData("var c = client != null ? client : new HttpClient(); await c.GetStringAsync(url);")]
    [InlineData("using var c = new HttpClient(handler, false); await c.GetStringAsync(url);")]
    [InlineData("using var c = new HttpClient(handler, disposeHandler: b); await c.GetStringAsync(url);")]
    [InlineData("var c = new HttpClient(handler); await c.GetStringAsync(url);")]
    [InlineData("var c = new HttpClient(Shared); await c.GetStringAsync(url);")]
    [InlineData("var c = new HttpClient(new Logging(Shared)); await c.GetStringAsync(url);")]
    [InlineData("_field = new HttpClient(); await _field.GetStringAsync(url);")]
    [InlineData("Cache[url] = new HttpClient();")]
    [InlineData("var c = Cache.GetOrAdd(url, _ => new HttpClient()); await c.GetStringAsync(url);")]
    [InlineData("var c = new HttpClient(); Keep(c);")]
    [InlineData("var c = new HttpClient(); Console.CancelKeyPress += (_, _) => c.CancelPendingRequests();")]
    [InlineData("var c = new HttpClient(); Callback = () => c.GetStringAsync(url);")]
    [InlineData("var api = new Api(new HttpClient()); Keep(api);")]
    [InlineData("var c = new HttpClient(); await c.GetStringAsync(\"https://localhost:6001/identity\");")]
    [InlineData("var c = new Own(); await c.GetStringAsync(url);")]
    // Through a proxy that is chosen for the call.
    [InlineData("using var c = new HttpClient(new HttpClientHandler { Proxy = new System.Net.WebProxy(url) });")]
    [InlineData("using var c = new HttpClient(new HttpClientHandler { Proxy = new {|CS0246:Elsewhere|}() });")]
    [InlineData("var proxy = new Rotating(); using var h = new SocketsHttpHandler { UseProxy = true, Proxy = proxy }; using var c = new HttpClient(h); await c.GetStringAsync(url);")]
    public Task Leaves_alone_a_client_that_is_kept_or_shares_its_handler(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Theory]
    [InlineData("class Prices { static HttpClient Make() => [|new HttpClient()|]; async Task Load(string url) { using var c = Make(); await c.GetStringAsync(url); } }")]
    [InlineData("class Prices { static HttpClient Make() { var c = [|new HttpClient()|]; c.Timeout = default; return c; } Task<string> Load(string url) => Make().GetStringAsync(url); }")]
    [InlineData("class Prices { static HttpClient Http => [|new HttpClient()|]; Task<string> Load(string url) => Http.GetStringAsync(url); }")]
    [InlineData("class Prices { HttpClient Http { get { return [|new HttpClient()|]; } } async Task Load(string url) { using var http = this.Http; await http.GetStringAsync(url); } }")]
    [InlineData("class Prices { HttpClient Http { get => [|new() { Timeout = default }|]; } async Task Load(string url) { var http = Http; await http.GetStringAsync(url); _ = nameof(Http); } }")]
    [InlineData("class Prices : ControllerBase { public HttpClient Http { get; } public Prices() { Http = [|new HttpClient()|]; } }")]
    [InlineData("class Prices : ControllerBase { private readonly HttpClient _http = [|new()|]; }")]
    [InlineData("class Prices : ControllerBase { private readonly HttpClient _http; public Prices() { _http = [|new HttpClient()|]; } }")]
    [InlineData("class Prices { private readonly HttpClient _http = [|new()|]; static void Add(IServiceCollection s) => s.AddTransient<Prices>(); }")]
    [InlineData("class Prices { HttpClient Http { get; } = [|new()|]; static void Add(IServiceCollection s) => s.AddScoped<Prices>(); }")]
    [InlineData("class Handler : IMiddleware { public async Task InvokeAsync(HttpContext c, RequestDelegate n) { using var h = [|new HttpClient()|]; await h.GetAsync(\"/\"); await n(c); } }")]
    [InlineData("abstract class Worker : BackgroundService { protected override async Task ExecuteAsync(CancellationToken t) { while (!t.IsCancellationRequested) { using var c = [|new HttpClient()|]; await c.GetAsync(\"/\", t); } } }")]
    [InlineData("abstract class Worker : BackgroundService { protected override async Task ExecuteAsync(CancellationToken t) { while (!t.IsCancellationRequested) await Do(t); } async Task Do(CancellationToken t) { using var c = [|new HttpClient()|]; await c.GetAsync(\"/\", t); } }")]
    public Task Reports_wherever_it_happens_again_and_again(string source) => Verify.AnalyzeAsync(Usings + source);

    [Theory]
    [InlineData("class Prices { readonly HttpClient _http = new(); }")]
    [InlineData("class Prices { readonly HttpClient _http = new(); static void Add(IServiceCollection s) => s.AddSingleton<Prices>(); }")]
    [InlineData("class Prices : ControllerBase { static readonly HttpClient Http = new(); }")]
    [InlineData("class Prices : ControllerBase { readonly HttpClient _http; public Prices(HttpClient? http) => _http = http ?? new HttpClient(); }")]
    [InlineData("class Prices : ControllerBase { readonly HttpClient _http; public Prices(HttpClient? http) { if (http is null) _http = new HttpClient(); else _http = http; } }")]
    [InlineData("class Prices { async Task Load(IHttpClientFactory? f) { if (f == null) { using var c = new HttpClient(); await c.GetAsync(\"/\"); } } }")]
    [InlineData("class Prices { public static HttpClient Make() => new HttpClient(); }")]
    [InlineData("class Prices : ControllerBase { static HttpClient Http { get; } = new(); Task<string> Load(string url) => Http.GetStringAsync(url); }")]
    [InlineData("class Prices { HttpClient? _c; HttpClient Http => _c ??= new HttpClient(); Task<string> Load(string url) => Http.GetStringAsync(url); }")]
    [InlineData("class Prices { static HttpClient Http => new HttpClient(); HttpClient? _c; Task<string> Load(string url) => (_c ??= Http).GetStringAsync(url); }")]
    [InlineData("class Prices { static HttpClient Http => new HttpClient(); static void Add(IServiceCollection s) { s.AddSingleton(Http); } }")]
    [InlineData("class Prices { static HttpClient Http => new HttpClient(); static void Add(IServiceCollection s) { Http.GetAsync(\"/\").Wait(); } }")]
    [InlineData("class Prices { static HttpClient Http => new HttpClient(); }")]
    [InlineData("interface IHas { HttpClient Http { get; } } class Prices : IHas { public HttpClient Http => new HttpClient(); Task<string> Load(string url) => Http.GetStringAsync(url); }")]
    [InlineData("class Prices { protected virtual HttpClient Http => new HttpClient(); Task<string> Load(string url) => Http.GetStringAsync(url); }")]
    [InlineData("class Prices { static HttpClient Make() => new HttpClient(); HttpClient? _c; Task<string> Load(string url) => (_c ??= Make()).GetStringAsync(url); }")]
    [InlineData("class Prices { static void Add(IServiceCollection s) { using var c = new HttpClient(); c.GetAsync(\"/\").Wait(); } }")]
    [InlineData("class Prices { static void Add(IServiceCollection s) => s.AddSingleton(_ => { using var c = new HttpClient(); return c.GetStringAsync(\"/\").Result; }); }")]
    [InlineData("class Prices { static void Add(IServiceCollection s) => s.AddTransient(_ => new HttpClient()); }")]
    [InlineData("class Prices { Prices() { using var c = new HttpClient(); c.GetAsync(\"/\").Wait(); } static void Add(IServiceCollection s) => s.AddSingleton<Prices>(); }")]
    [InlineData("class Check : IHealthCheck { public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext x, CancellationToken t = default) { using var c = new HttpClient(); await c.GetAsync(\"/\", t); return default; } }")]
    [InlineData("class Start : IHostedService { public async Task StartAsync(CancellationToken t) { using var c = new HttpClient(); await c.GetAsync(\"/\", t); } public Task StopAsync(CancellationToken t) => Task.CompletedTask; }")]
    [InlineData("class Start : IHostedService { public Task StartAsync(CancellationToken t) => Load(t); async Task Load(CancellationToken t) { using var c = new HttpClient(); await c.GetAsync(\"/\", t); } public Task StopAsync(CancellationToken t) => Task.CompletedTask; }")]
    [InlineData("abstract class Worker : BackgroundService { protected override async Task ExecuteAsync(CancellationToken t) { using var c = new HttpClient(); while (!t.IsCancellationRequested) await c.GetAsync(\"/\", t); } }")]
    [InlineData("class DatabaseSeeder { async Task Run() { using var c = new HttpClient(); await c.GetAsync(\"/\"); } }")]
    [InlineData("class Prices { async Task Load(bool b, IHostEnvironment env) { if (env.IsDevelopment()) { using var c = new HttpClient(); await c.GetAsync(\"/\"); } } }")]
    public Task Leaves_alone_what_happens_once_or_rarely(string source) => Verify.AnalyzeAsync(Usings + source);

    [Fact]
    public Task Tells_endpoints_from_the_program_around_them() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using var start = new HttpClient();
        await start.GetStringAsync("https://contoso.com/warm");
        await Warm();
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/a", async () => { using var http = [|new HttpClient()|]; return await http.GetStringAsync("https://contoso.com"); });
        app.MapGroup("/g").MapPost("/b", Load);
        app.Run();
        static async Task<string> Load() { using var http = [|new HttpClient()|]; return await http.GetStringAsync("https://contoso.com"); }
        static async Task Warm() { using var http = new HttpClient(); await http.GetStringAsync("https://contoso.com"); }
        """);

    [Theory]
    [InlineData("library")]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => Verify.AnalyzeAsync(InMethod("using var c = new HttpClient(); await c.GetStringAsync(url);"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("using var = new HttpClient();")]
    [InlineData("var c = new HttpClient(; c = c; c.")]
    [InlineData("var c = new HttpClient(new Missing(), ); Missing(c)")]
    [InlineData("using (new HttpClient( )")]
    [InlineData("await ?.(new HttpClient());")]
    public async Task Survives_half_typed(string statements)
    {
        var findings = await Analysis.RunAsync(Analysis.Compile("using System; using System.Threading; using System.Threading.Tasks; using System.Net.Http;" + InMethod(statements)), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private const string Usings = """
        using Microsoft.AspNetCore.Http;
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Diagnostics.HealthChecks;
        using Microsoft.Extensions.Hosting;

        """;

    private static string InMethod(string statements) =>
        $$"""
        using System.Collections.Concurrent;
        using System.Net.Http.Json;
        class Own : HttpClient;
        class Logging(HttpMessageHandler inner) : DelegatingHandler(inner);
        class Api(HttpClient http) { public Task Load() => http.GetStringAsync(""); }
        class Rotating : System.Net.IWebProxy { public System.Net.ICredentials? Credentials { get; set; } public Uri? GetProxy(Uri destination) => null; public bool IsBypassed(Uri host) => false; }
        class Prices
        {
            private static readonly System.Net.IWebProxy Proxy = new System.Net.WebProxy("http://proxy:3128");
            private static readonly HttpMessageHandler Shared = new SocketsHttpHandler();
            private static readonly ConcurrentDictionary<string, HttpClient> Cache = new();
            private HttpClient? _field;
            private static Func<Task>? Callback;
            private static readonly List<object> Kept = new();
            public async Task Load(HttpClient? client, HttpMessageHandler handler, string url, bool b)
            {
                await Task.Yield();
                {{statements}}
            }
            private static void Keep(object client) => Kept.Add(client);
            private static Task Retry(Func<Task> call) => call();
            private static Task<string> Send(HttpClient client, string url) => client.GetStringAsync(url);
            public object? Fields => (_field, Callback);
        }
        """;
}
