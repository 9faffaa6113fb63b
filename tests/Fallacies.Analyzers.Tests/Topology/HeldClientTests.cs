using Fallacies.Analyzers.Topology;
using Fallacies.CodeFixes.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class HeldClientTests
{
    private const string Old = ".ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { UseCookies = false });";

    [Theory]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|AddSingleton<Holder>|]();")]
    [InlineData("services.AddHttpClient<IPay, Pay>()" + Old + " services.[|AddSingleton<InterfaceHolder>|]();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|AddSingleton<IHolder, Holder>|]();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|AddSingleton|](typeof(Holder));")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|TryAddSingleton<Holder>|]();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|AddHostedService<Worker>|]();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|AddSingleton|](provider => new Holder(provider.GetRequiredService<Pay>()));")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.[|AddSingleton<IHolder>|](provider => new Holder(provider.GetRequiredService<Pay>()));")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " _ = services!.[|AddSingleton<StoringHolder>|]();")]
    [InlineData("services.AddHttpClient(\"pay\").AddTypedClient<Pay>()" + Old + " services.[|AddSingleton<Holder>|]();")]
    [InlineData("services.AddHttpClient<Pay>().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false }); services.[|AddSingleton<Holder>|]();")]
    [InlineData("services.AddHttpClient<Pay>(http => http.BaseAddress = new Uri(\"https://pay.contoso.com\"))" + Old + " services.[|AddSingleton<Holder>|]();")]
    [InlineData("services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler())); services.AddHttpClient<Pay>(); services.[|AddSingleton<Holder>|]();")]
    public Task Reports_a_typed_client(string registrations) => AnalyzeAsync(Setup(registrations));

    [Theory]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { readonly HttpClient _http = [|clients.CreateClient(\"pay\")|]; public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named { HttpClient Http { get; } public Named(IHttpClientFactory clients) { Http = [|clients.CreateClient(\"pay\")|]; } public Task Load() => Http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddHostedService<Named>();", "class Named(IHttpClientFactory clients) : BackgroundService { HttpClient? _http; protected override Task ExecuteAsync(CancellationToken token) { _http ??= [|clients.CreateClient(\"pay\")|]; return _http.GetAsync(\"a\", token); } }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old, "class Named { static HttpClient? s_http; public static void Start(IHttpClientFactory clients) { if (s_http is null) s_http = ([|clients.CreateClient(\"pay\")|])!; } public Task Load() => s_http!.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"\")" + Old + " services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { readonly HttpClient _http = [|clients.CreateClient()|]; public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named { readonly HttpClient _http; public Named(IHttpClientFactory clients) { var http = [|clients.CreateClient(\"pay\")|]; _http = http; } public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton(provider => new Named([|provider.GetRequiredService<IHttpClientFactory>().CreateClient(\"pay\")|]));", "class Named(HttpClient http) { public Task Load() => http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\").ConfigurePrimaryHttpMessageHandler(() => new Logging(new HttpClientHandler())); services.AddSingleton<Named>();", "class Logging(HttpMessageHandler inner) : DelegatingHandler(inner); class Named(IHttpClientFactory clients) { readonly HttpClient _http = [|clients.CreateClient(\"pay\")|]; public Task Load() => _http.GetAsync(\"a\"); }")]
    public Task Reports_a_named_client(string registrations, string holder) => AnalyzeAsync(Setup(registrations, holder));

    [Theory]
    [InlineData("services.AddHttpClient<Pay>(); services.[|AddSingleton<Holder>|]();", "")]
    [InlineData("services.AddHttpClient<Pay>().UseSocketsHttpHandler((handler, _) => handler.UseCookies = false); services.[|AddSingleton<Holder>|]();", "")]
    [InlineData("services.AddHttpClient(\"pay\"); services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { readonly HttpClient _http = [|clients.CreateClient(\"pay\")|]; public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(); services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { readonly HttpClient _http = [|clients.CreateClient()|]; public Task Load() => _http.GetAsync(\"a\"); }")]
    public async Task Reports_the_default_handler_before_version_9(string registrations, string holder)
    {
        await AnalyzeAsync(Setup(registrations, holder), references: References.WithPrevious("Microsoft.Extensions.Http"));
        await AnalyzeAsync(Setup(registrations, holder).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Fact]
    public Task The_factory_is_asked_at_each_use() => FixAsync(
        """
        class InField(IHttpClientFactory clients)
        {
            private readonly HttpClient _http = [|clients.CreateClient("pay")|];

            public Task<string> Load(CancellationToken token) => _http.GetStringAsync("a", token); // one
        }
        class InConstructor
        {
            private readonly string _path;
            private readonly HttpClient _http; // theirs

            public InConstructor(IHttpClientFactory factory, string path)
            {
                _path = path;
                _http = [|factory.CreateClient(Names.Pay)|]; // by name
            }

            public async Task<string> Load() => await _http.GetStringAsync(_path).ConfigureAwait(false);
        }
        """,
        """
        class InField(IHttpClientFactory clients)
        {

            public Task<string> Load(CancellationToken token) => clients.CreateClient("pay").GetStringAsync("a", token); // one
        }
        class InConstructor
        {
            private readonly string _path;
            private readonly IHttpClientFactory _factory; // theirs

            public InConstructor(IHttpClientFactory factory, string path)
            {
                _path = path;
                _factory = factory; // by name
            }

            public async Task<string> Load() => await _factory.CreateClient(Names.Pay).GetStringAsync(_path).ConfigureAwait(false);
        }
        """);

    [Theory]
    [InlineData("class InField(IHttpClientFactory clients) { readonly HttpClient _http = [|clients.CreateClient(\"pay\")|]; public Task A() => _http.GetAsync(\"a\"); public Task B() => _http.GetAsync(\"b\"); }")]
    [InlineData("class InField(IHttpClientFactory clients) : IDisposable { readonly HttpClient _http = [|clients.CreateClient(\"pay\")|]; public Task A() => _http.GetAsync(\"a\"); public void Dispose() => _http.Dispose(); }")]
    [InlineData("class InField(IHttpClientFactory clients) { internal readonly HttpClient _http = [|clients.CreateClient(\"pay\")|]; public Task A() => _http.GetAsync(\"a\"); }")]
    [InlineData("class InField { readonly HttpClient _http; public InField(IHttpClientFactory clients) { _http = [|clients.CreateClient(\"pay\")|]; _http.Timeout = TimeSpan.FromSeconds(5); } public Task A() => _http.GetAsync(\"a\"); }")]
    [InlineData("class InField { readonly HttpClient http; public InField(IHttpClientFactory clients) { http = [|clients.CreateClient(\"pay\")|]; } public Task A() => http.GetAsync(\"a\"); }")]
    [InlineData("class InField { readonly HttpClient _http; readonly object _clients = 1; public InField(IHttpClientFactory clients) { _http = [|clients.CreateClient(\"pay\")|]; } public Task A() => _http.GetAsync(\"a\" + _clients); }")]
    public Task Offers_nothing_for(string holder) => FixAsync(holder, holder, "InField");

    [Theory]
    [InlineData("services.AddHttpClient<Pay>(); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>().UseSocketsHttpHandler((handler, _) => handler.UseCookies = false); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>().ConfigurePrimaryHttpMessageHandler((handler, _) => { }); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>().ConfigurePrimaryHttpMessageHandler(() => { var handler = new SocketsHttpHandler(); handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2); return handler; }); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>().ConfigurePrimaryHttpMessageHandler(() => unknown); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>().ConfigurePrimaryHttpMessageHandler<Primary>(); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>(http => http.BaseAddress = new Uri(\"http://localhost:5000\"))" + Old + " services.AddSingleton<Holder>();")]
    [InlineData("Elsewhere(services.AddHttpClient<Pay>()" + " ); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddScoped<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddTransient<Holder>();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddSingleton<Holder>(); services.AddScoped<IHolder, Holder>();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddSingleton<FactoryHolder>();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddSingleton<StartOnly>();")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddSingleton(new Holder(new Pay(new HttpClient())));")]
    [InlineData("services.AddHttpClient<Pay>()" + Old + " services.AddSingleton(_ => new Holder(new Pay(new HttpClient())));")]
    [InlineData("services.AddTransient<Pay>(); services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient<Other>()" + Old + " services.AddSingleton<Holder>();")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddScoped<Named>();", "class Named(IHttpClientFactory clients) { readonly HttpClient _http = clients.CreateClient(\"pay\"); public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { public Task Load() { var http = clients.CreateClient(\"pay\"); return http.GetAsync(\"a\"); } }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { HttpClient Http => clients.CreateClient(\"pay\"); public Task Load() => Http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients, string name) { readonly HttpClient _http = clients.CreateClient(name); public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Named(IHttpClientFactory clients) { readonly HttpClient _http = clients.CreateClient(\"other\"); public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old + " services.AddSingleton<Named>();", "class Clients { public HttpClient CreateClient(string name) => new(); } class Named(Clients clients) { readonly HttpClient _http = clients.CreateClient(\"pay\"); public Task Load() => _http.GetAsync(\"a\"); }")]
    [InlineData("services.AddHttpClient(\"pay\")" + Old, "class Named(IHttpClientFactory clients) { readonly HttpClient _http = clients.CreateClient(\"pay\"); public Task Load() => _http.GetAsync(\"a\"); }")]
    public Task Leaves_alone(string registrations, string holder = "") => AnalyzeAsync(Setup(registrations, holder));

    [Theory]
    [InlineData("library")]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => AnalyzeAsync(Setup("services.AddHttpClient<Pay>()" + Old + " services.AddSingleton<Holder>();"), "fallacies.project_kind = " + kind);

    [Fact]
    public Task Says_why()
    {
        var test = new Verifier<HeldClientAnalyzer, HeldClientFixer>.Test(Setup("services.AddHttpClient<Pay>()" + Old + " services.{|#0:AddSingleton<Holder>|}();"), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(HeldClientAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("'Holder' lives as long as the process and holds 'Pay', whose connections never grow old (HttpClientHandler), so it misses that the service has moved"));
        return test.RunAsync();
    }

    private static Task AnalyzeAsync(string source, string config = "fallacies.project_kind = service", MetadataReference[]? references = null) =>
        Verifier<HeldClientAnalyzer, HeldClientFixer>.AnalyzeAsync(source, config, references);

    private static Task FixAsync(string holders, string cured, params string[] classes)
    {
        var registrations = "services.AddHttpClient(\"pay\")" + Old + string.Concat((classes.Length > 0 ? classes : ["InField", "InConstructor"]).Select(type => $" services.AddSingleton<{type}>();"));
        return Verifier<HeldClientAnalyzer, HeldClientFixer>.FixAsync(Setup(registrations, holders), Setup(registrations, cured));
    }

    private static string Setup(string registrations, string holder = "") =>
        $$"""
        #nullable enable
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        using Microsoft.Extensions.Hosting;
        {{holder}}
        static class Setup
        {
            public static void Add(IServiceCollection services, HttpMessageHandler unknown, Action<IHttpClientBuilder> elsewhere)
            {
                {{registrations}}
                void Elsewhere(IHttpClientBuilder builder) => elsewhere(builder.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler()));
            }
        }
        static class Names { public const string Pay = "pay"; }
        class Primary : HttpClientHandler;
        interface IPay;
        class Pay(HttpClient http) : IPay { public Task<string> Load() => http.GetStringAsync("payments"); }
        class Other(HttpClient http) { public Task<string> Load() => http.GetStringAsync("others"); }
        interface IHolder;
        class Holder(Pay pay) : IHolder { public Task<string> Load() => pay.Load(); }
        class InterfaceHolder(IPay pay) { public IPay Pay => pay; }
        class StoringHolder { private readonly Pay _pay; public StoringHolder(Pay pay) => _pay = pay ?? throw new ArgumentNullException(nameof(pay)); public Task<string> Load() => _pay.Load(); }
        class FactoryHolder(IServiceProvider provider) { public Task<string> Load() => provider.GetRequiredService<Pay>().Load(); }
        class StartOnly { private readonly string _type; public StartOnly(Pay pay) => _type = pay.ToString() ?? ""; public string Type => _type; }
        class Worker(Pay pay) : BackgroundService { protected override Task ExecuteAsync(CancellationToken token) => pay.Load(); }
        """;
}
