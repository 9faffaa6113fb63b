using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.TypedClientTwiceAnalyzer, Fallacies.CodeFixes.Topology.TypedClientTwiceFixer>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class TypedClientTwiceTests
{
    private const string Classes =
        """

        interface IPay;
        class Pay(HttpClient http) : IPay { public Task<string> Load() => http.GetStringAsync("payments"); }
        class FakePay : IPay;
        class Cached(Pay pay) : IPay { public Task<string> Load() => pay.Load(); }
        class Maybe : IPay { public Maybe() { } public Maybe(HttpClient http) { } }
        class Stock(HttpClient http) { public Task<string> Load() => http.GetStringAsync("stock"); }
        class Box<T>(HttpClient http) { public Task<string> Load() => http.GetStringAsync(typeof(T).Name); }
        class Nightly(HttpClient http) : BackgroundService { protected override Task ExecuteAsync(CancellationToken token) => http.GetStringAsync("nightly", token); }
        """;

    private const string Typed = "services.AddHttpClient<Pay>(http => http.BaseAddress = new Uri(\"https://pay.contoso.com\"));";

    [Fact]
    public Task Every_second_registration_goes_away() => Verify.FixAsync(
        Setup(
            """
            services.AddHttpClient<Pay>(http => http.BaseAddress = new Uri("https://pay.contoso.com"));
            // What the stock needs
            services.AddHttpClient<Stock>().AddHttpMessageHandler(() => new HttpClientHandlerOfOurs());
            services.[|AddScoped<Pay>|]();
            // Comes last
            services.[|AddTransient<Stock>|](); // once more
            services.AddLogging();
            """),
        Setup(
            """
            services.AddHttpClient<Pay>(http => http.BaseAddress = new Uri("https://pay.contoso.com"));
            // What the stock needs
            services.AddHttpClient<Stock>().AddHttpMessageHandler(() => new HttpClientHandlerOfOurs());
            // Comes last
             // once more
            services.AddLogging();
            """));

    [Fact]
    public Task A_link_of_a_chain_goes_away() => Verify.FixAsync(
        Setup(
            """
            services
                .AddHttpClient<Pay>(http => http.BaseAddress = new Uri("https://pay.contoso.com"))
                .Services
                .[|AddScoped<Pay>|]()
                .AddScoped<FakePay>();
            services.AddHttpClient<Stock>(Configure).Services.[|AddScoped<Stock>|]();
            """),
        Setup(
            """
            services
                .AddHttpClient<Pay>(http => http.BaseAddress = new Uri("https://pay.contoso.com"))
                .Services
                .AddScoped<FakePay>();
            services.AddHttpClient<Stock>(Configure);
            """));

    [Fact]
    public Task Another_service_gets_the_configured_client() => Verify.FixAsync(
        Setup(
            """
            services.[|AddScoped<IPay, Pay>|](); // for the orders
            services.AddHttpClient<Pay>(Configure);
            services.AddHttpClient<Nightly>(Configure);
            services.[|AddHostedService<Nightly>|]();
            """),
        Setup(
            """
            services.AddScoped<IPay>(provider => provider.GetRequiredService<Pay>()); // for the orders
            services.AddHttpClient<Pay>(Configure);
            services.AddHttpClient<Nightly>(Configure);
            services.AddHostedService<Nightly>(provider => provider.GetRequiredService<Nightly>());
            """));

    [Theory]
    [InlineData("services.AddHttpClient<IPay, Pay>(Configure); services.[|AddScoped<Pay>|]();")]
    [InlineData("services.AddHttpClient<Pay>(Configure); services.[|AddScoped|](typeof(IPay), typeof(Pay));")]
    [InlineData("if (flag) services.AddHttpClient<Pay>(Configure).Services.AddLogging().[|AddScoped<Pay>|]();", "if (flag) services.AddHttpClient<Pay>(Configure).Services.AddLogging();")]
    public Task Offers_only_what_compiles(string statement, string? changed = null) =>
        changed is null ? Verify.NoFixAsync(Setup(statement)) : Verify.FixAsync(Setup(statement), Setup(changed));

    [Theory]
    [InlineData("services.[|AddSingleton<Pay>|]();")]
    [InlineData("services.[|AddTransient<Pay, Pay>|]();")]
    [InlineData("services.[|AddScoped|](typeof(Pay));")]
    [InlineData("services.[|AddScoped|](typeof(IPay), (typeof(Pay)!));")]
    [InlineData("_ = services!.[|AddScoped<Pay>|]();")]
    [InlineData("services?.[|AddScoped<Pay>|]();")]
    [InlineData("services.[|AddScoped<IPay, Pay>|]().AddScoped<FakePay>();")]
    [InlineData("ServiceCollectionServiceExtensions.[|AddScoped<Pay>|](services);")]
    [InlineData("AddMore(services);", "services.[|AddScoped<Pay>|]();")]
    [InlineData("services.AddMore();", "services.[|AddScoped<Pay>|]();")]
    [InlineData("var same = services; same.[|AddScoped<Pay>|]();")]
    [InlineData("void Add() { services.AddHttpClient<Stock>(Configure); services.[|AddScoped<Stock>|](); }")]
    public Task Reports(string statement, string elsewhere = "") => Verify.AnalyzeAsync(Setup(Typed + statement, elsewhere));

    [Theory]
    [InlineData("services.AddHttpClient<Pay>().AddStandardResilienceHandler(); services.[|AddScoped<Pay>|]();")]
    [InlineData("services.AddHttpClient<Pay>(\"pay\", Configure); services.[|AddScoped<Pay>|]();")]
    [InlineData("services.AddHttpClient<IPay, Pay>(Configure); services.[|AddScoped<IPay, Pay>|]();")]
    [InlineData("services.AddHttpClient<IPay, Pay>(Configure); services.[|AddScoped<Pay>|]();")]
    [InlineData("services.[|AddScoped<IPay, Pay>|](); services.AddHttpClient<Pay>(Configure);")]
    [InlineData("services.AddHttpClient(\"pay\", Configure).AddTypedClient<Pay>(); services.[|AddScoped<Pay>|]();")]
    [InlineData("services.AddHttpClient(\"pay\", Configure).AddTypedClient<IPay, Pay>(); services.[|AddScoped<Pay>|]();")]
    [InlineData("AddTyped<Pay>(services); services.[|AddScoped<IPay, Pay>|]();")]
    [InlineData("services.AddHttpClient<Box<int>>(Configure); services.[|AddScoped<Box<int>>|]();")]
    [InlineData("if (flag) { services.AddHttpClient<Pay>(Configure); services.[|AddScoped<Pay>|](); }")]
    [InlineData("if (flag) services.AddHttpClient<Pay>(Configure); services.[|AddScoped<Pay>|]();")]
    [InlineData("foreach (var name in names) { services.AddHttpClient<Pay>(Configure); services.[|AddScoped<Pay>|](); }")]
    [InlineData("AddClients(services); AddMore(services);", "services.[|AddScoped<Pay>|]();")]
    [InlineData("if (flag) { AddClients(services); AddMore(services); }", "services.[|AddScoped<Pay>|]();")]
    [InlineData("var builder = WebApplication.CreateBuilder(); AddBuilder(builder); builder.Services.[|AddScoped<Pay>|]();")]
    [InlineData("var builder = WebApplication.CreateBuilder(); var mine = builder.Services; mine.AddHttpClient<Pay>(Configure); builder.Services.[|AddScoped<Pay>|]();")]
    public Task Reports_alone(string statement, string elsewhere = "") => Verify.AnalyzeAsync(Setup(statement, elsewhere));

    [Fact]
    public Task Reports_in_a_program() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddHttpClient<Pay>(http => http.Timeout = TimeSpan.FromSeconds(5));
        builder.Services.[|AddScoped<IPay, Pay>|]();
        builder.Build().Run();

        """ + Classes);

    [Fact]
    public Task Says_what_is_lost()
    {
        var test = new Verifier<Analyzers.Topology.TypedClientTwiceAnalyzer, CodeFixes.Topology.TypedClientTwiceFixer>.Test(
            Setup(
                """
                services.AddHttpClient<Pay>(http => { http.BaseAddress = new Uri("https://pay.contoso.com"); http.DefaultRequestHeaders.Add("a", "b"); })
                    .ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(5)).AddStandardResilienceHandler().Services.AddHttpClient<Pay>().AddHttpMessageHandler(() => new HttpClientHandlerOfOurs());
                services.{|#0:AddScoped<Pay>|}();
                """),
            "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult(Analyzers.Topology.TypedClientTwiceAnalyzer.Descriptor).WithLocation(0).WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations)
            .WithMessage("'AddScoped' builds its own 'Pay' around the default client, without what 'AddHttpClient' sets: BaseAddress, DefaultRequestHeaders, Timeout, AddStandardResilienceHandler, …"));
        return test.RunAsync();
    }

    [Fact]
    public Task Is_a_suggestion_where_nothing_is_set_yet()
    {
        var test = new Verifier<Analyzers.Topology.TypedClientTwiceAnalyzer, CodeFixes.Topology.TypedClientTwiceFixer>.Test(
            Setup("services.AddHttpClient<Pay>(); services.{|#0:AddScoped<Pay>|}();"), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult(Analyzers.Topology.TypedClientTwiceAnalyzer.Descriptor.Id, Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0)
            .WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("services.AddScoped<Stock>();")]
    [InlineData("services.TryAddScoped<Pay>();")]
    [InlineData("services.AddScoped<IPay>(provider => provider.GetRequiredService<Pay>());")]
    [InlineData("services.AddScoped<IPay>(provider => new Cached(provider.GetRequiredService<Pay>()));")]
    [InlineData("services.AddScoped<IPay>(provider => new Pay(new HttpClient()));")]
    [InlineData("services.AddSingleton(new Pay(null));")]
    [InlineData("services.AddScoped<IPay, Cached>();")]
    [InlineData("services.AddScoped<IPay, FakePay>();")]
    [InlineData("services.AddKeyedScoped<Pay>(\"other\");")]
    [InlineData("if (flag) services.AddScoped<Pay>();")]
    [InlineData("if (flag) return; services.AddScoped<Pay>();")]
    [InlineData("services.RemoveAll<Pay>(); services.AddScoped<Pay>();")]
    [InlineData("services.RemoveAll(typeof(Pay)); services.AddScoped<Pay>();")]
    [InlineData("services.AddScoped(_ => new HttpClient { BaseAddress = new Uri(\"https://pay.contoso.com\") }); services.AddScoped<IPay, Pay>();")]
    [InlineData("services.AddHttpClient(string.Empty, Configure); services.AddScoped<IPay, Pay>();")]
    [InlineData("services.AddHttpClient(\"\", Configure); services.AddScoped<IPay, Pay>();")]
    [InlineData("services.AddHttpClient<Stock>(\"pay\", Configure).AddTypedClient<Maybe>(); services.AddScoped<Maybe>();")]
    [InlineData("var others = new ServiceCollection(); others.AddScoped<Pay>();")]
    [InlineData("Host.CreateDefaultBuilder().ConfigureServices(others => others.AddScoped<Pay>());")]
    [InlineData("services.AddHttpClient<Maybe>(Configure); services.AddScoped<IPay, Maybe>();")]
    [InlineData("services.AddHttpClient<Pay>(Configure); services.AddHttpClient<Pay>(Configure);")]
    [InlineData("", "services.AddScoped<Pay>();")]
    [InlineData("if (flag) AddMore(services);", "services.AddScoped<Pay>();")]
    [InlineData("AddMore(services); AddMore(services);", "services.AddScoped<Pay>();")]
    [InlineData("AddMore(services);", "if (services.Count > 3) services.AddScoped<Pay>();")]
    [InlineData("AddMore(new ServiceCollection());", "services.AddScoped<Pay>();")]
    [InlineData("Lookalike.AddScoped<Pay>(services);")]
    public Task Leaves_alone(string statement, string elsewhere = "") => Verify.AnalyzeAsync(Setup(Typed + statement, elsewhere));

    [Theory]
    [InlineData("services.AddScoped<Pay>(); services.AddHttpClient<Pay>(Configure);")]
    [InlineData("if (flag) services.AddHttpClient<Pay>(Configure); else services.AddScoped<Pay>();")]
    [InlineData("if (flag) { services.AddHttpClient<Pay>(Configure); return; } services.AddScoped<Pay>();")]
    [InlineData("switch (names.Length) { case 0: services.AddHttpClient<Pay>(Configure); break; default: services.AddScoped<Pay>(); break; }")]
    [InlineData("_ = flag ? services.AddHttpClient<Pay>(Configure).Services : services.AddScoped<Pay>();")]
    [InlineData("if (flag) services.AddHttpClient<Pay>(Configure); if (!flag) services.AddScoped<Pay>();")]
    [InlineData("foreach (var name in names) Add(services, name);", "", "static void Add(IServiceCollection services, string name) { if (name == \"a\") services.AddHttpClient<Pay>(Configure); else services.AddScoped<Pay>(); }")]
    public Task Leaves_alone_what_is_in_order(string statement, string elsewhere = "", string method = "") => Verify.AnalyzeAsync(Setup(statement, elsewhere, method));

    [Fact]
    public Task Is_silent_in_tests() => Verify.AnalyzeAsync(Setup(Typed + "services.AddScoped<Pay>();"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("services.[|AddHttpClient<PricesController>|](http => http.BaseAddress = new Uri(\"https://prices.contoso.com\"));")]
    [InlineData("services.AddControllers(); services.[|AddHttpClient<PricesController>|]().AddStandardResilienceHandler();")]
    [InlineData("services.AddControllers().AddControllersAsServices(); services.AddHttpClient<PricesController>(http => http.BaseAddress = new Uri(\"https://prices.contoso.com\"));")]
    [InlineData("services.AddHttpClient<PricesController>();")]
    [InlineData("services.AddHttpClient<AnyController>(http => http.BaseAddress = new Uri(\"https://prices.contoso.com\"));")]
    [InlineData("services.AddHttpClient<NotOne>(http => http.BaseAddress = new Uri(\"https://prices.contoso.com\"));")]
    public Task Controllers_are_not_made_by_the_container(string statement) => Verify.NoFixAsync(
        $$"""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.Extensions.DependencyInjection;

        class PricesController(HttpClient http) : ControllerBase { public Task<string> Get() => http.GetStringAsync("prices"); }
        class AnyController : ControllerBase;
        class NotOne(HttpClient http) { public Task<string> Get() => http.GetStringAsync("prices"); }
        static class Setup { static void Add(IServiceCollection services) { {{statement}} } }
        """);

    private static string Setup(string statements, string elsewhere = "", string method = "") =>
        $$"""
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.DependencyInjection.Extensions;
        using Microsoft.Extensions.Hosting;
        static class Setup
        {
            public static void Add(IServiceCollection services, bool flag, string[] names)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            static void AddClients(IServiceCollection services) => services.AddHttpClient<Pay>(Configure);
            static void AddBuilder(WebApplicationBuilder builder) => builder.Services.AddHttpClient<Pay>(Configure);
            static void AddTyped<T>(IServiceCollection services) where T : class => services.AddHttpClient<T>(Configure);
            static void AddMore(this IServiceCollection services) { {{elsewhere}} }
            {{method}}
            static void Configure(HttpClient http) => http.BaseAddress = new Uri("https://pay.contoso.com");
        }
        static class Lookalike { public static void AddScoped<T>(IServiceCollection services) { } }
        class HttpClientHandlerOfOurs : DelegatingHandler;

        """ + Classes;
}
