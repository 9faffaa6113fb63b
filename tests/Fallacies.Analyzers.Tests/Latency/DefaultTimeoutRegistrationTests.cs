using Fallacies.Analyzers.Latency;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.DefaultTimeoutAnalyzer, Fallacies.CodeFixes.Latency.DefaultTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2010 on clients that are registered with <c>AddHttpClient</c>.</summary>
public sealed class DefaultTimeoutRegistrationTests
{
    private const string Prices =
        """

        class Prices(HttpClient http) { public Task<string> Load(string url) => http.GetStringAsync(url); }
        class Rates
        {
            private readonly HttpClient _http;
            public Rates(HttpClient http) => _http = http;
            public Task<string> Load(string url, CancellationToken token) => _http.GetStringAsync(url, token);
        }
        class Stock(IHttpClientFactory clients)
        {
            public async Task<string> Load(string url)
            {
                var http = clients.CreateClient("stock");
                return await http.GetStringAsync(url);
            }
        }
        class Limited
        {
            private readonly HttpClient _http;
            public Limited(HttpClient http) { _http = http; _http.Timeout = TimeSpan.FromSeconds(5); }
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        class LimitedByName(IHttpClientFactory clients)
        {
            public async Task<string> Load(string url)
            {
                var http = clients.CreateClient("limited");
                http.Timeout = TimeSpan.FromSeconds(5);
                return await http.GetStringAsync(url);
            }
        }
        class Signing : DelegatingHandler { }
        class Limiting : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) =>
                base.SendAsync(request, token).WaitAsync(TimeSpan.FromSeconds(5), token);
        }
        """;

    [Fact]
    public Task Every_registration_gets_a_timeout() => Verify.FixAsync(
        Setup(
            """
            services.[|AddHttpClient<Prices>|](); // theirs
            services
                .[|AddHttpClient<Rates>|](http => http.BaseAddress = new Uri("https://rates.contoso.com"))
                .SetHandlerLifetime(TimeSpan.FromMinutes(5)) // DNS
                .AddHttpMessageHandler<Signing>();
            services.[|AddHttpClient|]("stock", http =>
            {
                http.BaseAddress = new Uri("https://stock.contoso.com"); // ours
            });
            """),
        Setup(
            """
            services.AddHttpClient<Prices>().ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(30)); // theirs
            services
                .AddHttpClient<Rates>(http => http.BaseAddress = new Uri("https://rates.contoso.com"))
                .ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(30))
                .SetHandlerLifetime(TimeSpan.FromMinutes(5)) // DNS
                .AddHttpMessageHandler<Signing>();
            services.AddHttpClient("stock", http =>
            {
                http.BaseAddress = new Uri("https://stock.contoso.com"); // ours
                http.Timeout = TimeSpan.FromSeconds(30);
            });
            """));

    [Fact]
    public Task Every_registration_gets_the_standard_resilience_handler() => Verify.FixAsync(
        Setup(
            """
            services.[|AddHttpClient<Prices>|](); // theirs
            services
                .[|AddHttpClient<Rates>|](http => http.BaseAddress = new Uri("https://rates.contoso.com"))
                .SetHandlerLifetime(TimeSpan.FromMinutes(5)); // DNS
            services.[|AddHttpClient|]("stock", http =>
            {
                http.BaseAddress = new Uri("https://stock.contoso.com"); // ours
            });
            """),
        Setup(
            """
            services.AddHttpClient<Prices>().AddStandardResilienceHandler(); // theirs
            services
                .AddHttpClient<Rates>(http => http.BaseAddress = new Uri("https://rates.contoso.com"))
                .SetHandlerLifetime(TimeSpan.FromMinutes(5))
                .AddStandardResilienceHandler(); // DNS
            services.AddHttpClient("stock", http =>
            {
                http.BaseAddress = new Uri("https://stock.contoso.com"); // ours
            }).AddStandardResilienceHandler();
            """),
        action: 1);

    [Theory]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddTransientHttpErrorPolicy(policy => policy.RetryAsync(2));")]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddResilienceHandler(\"tries\", pipeline => pipeline.AddRetry(new()));")]
    public async Task Tries_get_no_second_handler_around_them(string statement)
    {
        var plain = statement.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        await Verify.FixAsync(Setup(statement), Setup(plain.Replace("<Prices>()", "<Prices>().ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(30))", StringComparison.Ordinal)));

        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + Setup(plain)), ("fallacies.project_kind", "service"));
        Assert.True(Assert.Single(found, finding => finding.Id == "FAL2010").Properties.ContainsKey(DefaultTimeoutAnalyzer.HandledProperty));
    }

    [Fact]
    public Task A_name_in_use_is_not_taken_again() => Verify.FixAsync(
        Setup("var client = 1; services.[|AddHttpClient<Prices>|](); client++;"),
        Setup("var client = 1; services.AddHttpClient<Prices>().ConfigureHttpClient(httpClient => httpClient.Timeout = TimeSpan.FromSeconds(30)); client++;"));

    [Theory]
    [InlineData("if (env.IsDevelopment()) services.AddHttpClient<Prices>();")]
    [InlineData("if (env.IsProduction()) services.[|AddHttpClient<Prices>|]();")]
    [InlineData("services.[|AddHttpClient<Prices>|](); if (env.IsDevelopment()) services.AddHttpClient<Prices>();")]
    public Task Leaves_alone_what_is_registered_in_development_alone(string registrations) => Verify.AnalyzeAsync(
        "using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Hosting; static class Clients { public static void Add(IServiceCollection services, IHostEnvironment env) { " + registrations + " } }" + Prices);

    [Theory]
    [InlineData("services.[|AddHttpClient<Prices>|]();")]
    [InlineData("services.[|AddHttpClient<IPrices, PricesOf>|]();")]
    [InlineData("services.[|AddHttpClient|](\"stock\");")]
    [InlineData("services.[|AddHttpClient<Prices>|](Configure);")]
    [InlineData("services.[|AddHttpClient<Prices>|]().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler());")]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddHttpMessageHandler<Signing>().Services.AddLogging();")]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddHttpMessageHandler(provider => provider.GetRequiredService<Signing>());")]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddTransientHttpErrorPolicy(policy => policy.RetryAsync(2));")]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddResilienceHandler(\"tries\", pipeline => pipeline.AddRetry(new() { MaxRetryAttempts = 2 }));")]
    [InlineData("services.[|AddHttpClient<Prices>|]().AddResilienceHandler(\"tries\", (pipeline, context) => { pipeline.AddRetry(new()); pipeline.AddCircuitBreaker(new()).AddConcurrencyLimiter(10); });")]
    [InlineData("var prices = services.[|AddHttpClient<Prices>|](); prices.SetHandlerLifetime(TimeSpan.FromMinutes(5));")]
    [InlineData("_ = services!.[|AddHttpClient<Prices>|]();")]
    [InlineData("services.[|AddHttpClient<Prices>|](); services.AddHttpClient<Prices>();")]
    [InlineData("services.[|AddHttpClient<Prices>|](); services.ConfigureHttpClientDefaults(http => http.SetHandlerLifetime(seconds));")]
    [InlineData("services.[|AddHttpClient<Prices>|](); services.Configure<Microsoft.Extensions.Http.HttpClientFactoryOptions>(\"Prices\", o => o.HandlerLifetime = seconds);")]
    [InlineData("services.[|AddHttpClient|](\"other\").AddTypedClient<Prices>();")]
    [InlineData("services.[|AddHttpClient<Prices>|]().WithLifetime();")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Theory]
    [InlineData("services.AddHttpClient();")]
    [InlineData("services.AddHttpClient<Limited>();")]
    [InlineData("services.AddHttpClient(\"limited\");")]
    [InlineData("services.AddHttpClient(\"nobody\");")]
    [InlineData("services.AddHttpClient(name);")]
    [InlineData("services.AddHttpClient<Prices>(http => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("services.AddHttpClient<Prices>((provider, http) => { http.BaseAddress = null; http.Timeout = seconds; });")]
    [InlineData("services.AddHttpClient<Prices>(Limit);")]
    [InlineData("services.AddHttpClient<Prices>(unknown);")]
    [InlineData("services.AddHttpClient<Prices>().ConfigureHttpClient(http => http.Timeout = seconds);")]
    [InlineData("services.AddHttpClient<Prices>().ConfigureHttpClient((provider, http) => Limit(http));")]
    [InlineData("var prices = services.AddHttpClient<Prices>(); prices.ConfigureHttpClient(http => http.Timeout = seconds);")]
    [InlineData("services.AddHttpClient<Prices>(); services.AddHttpClient<Prices>(http => http.Timeout = seconds);")]
    [InlineData("services.AddHttpClient(\"stock\"); services.AddHttpClient(\"stock\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<Prices>().AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<Prices>().AddStandardHedgingHandler();")]
    [InlineData("services.AddHttpClient<Prices>().AddResilienceHandler(\"limits\", pipeline => pipeline.AddTimeout(seconds));")]
    [InlineData("services.AddHttpClient<Prices>().AddResilienceHandler(\"limits\", pipeline => { pipeline.AddRetry(new()); pipeline.AddTimeout(seconds); });")]
    [InlineData("services.AddHttpClient<Prices>().AddResilienceHandler(\"limits\", pipeline => pipeline.AddRetry(new()).AddPipeline(unknownPipeline));")]
    [InlineData("services.AddHttpClient<Prices>().AddResilienceHandler(\"limits\", pipeline => { pipeline.AddRetry(new()); Console.WriteLine(pipeline); });")]
    [InlineData("services.AddHttpClient<Prices>().AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(5));")]
    [InlineData("services.AddHttpClient<Prices>().AddTransientHttpErrorPolicy(policy => policy.RetryAsync(2).WrapAsync(Policy.TimeoutAsync<HttpResponseMessage>(5)));")]
    [InlineData("services.AddHttpClient<Prices>().AddHttpMessageHandler<Limiting>();")]
    [InlineData("services.AddHttpClient<Prices>().AddHttpMessageHandler(_ => new Limiting());")]
    [InlineData("services.AddHttpClient<Prices>().ConfigurePrimaryHttpMessageHandler(() => unknownHandler);")]
    [InlineData("services.AddHttpClient<Prices>().WithLimits();")]
    [InlineData("Keep(services.AddHttpClient<Prices>());")]
    [InlineData("services.AddHttpClient<Prices>(); services.ConfigureHttpClientDefaults(http => http.AddStandardResilienceHandler());")]
    [InlineData("services.AddHttpClient<Prices>(); services.Configure<Microsoft.Extensions.Http.HttpClientFactoryOptions>(\"Prices\", o => o.HttpClientActions.Add(http => http.Timeout = seconds));")]
    [InlineData("services.AddHttpClient<Prices>(); services.ConfigureHttpClientDefaults(http => http.ConfigureHttpClient(c => c.Timeout = seconds));")]
    [InlineData("services.AddHttpClient<IPrices, PricesOf>((http, provider) => new PricesOf(http));")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Fact]
    public async Task Leaves_alone_registrations_when_another_assembly_may_set_defaults()
    {
        await ForeignAsync("services.AddServiceDefaults(); services.AddHttpClient<Prices>();", "ServiceDefaults");
        await ForeignAsync("services.AddServiceDefaults(); services.AddHttpClient<Prices>();", "Aspire.ServiceDefaults");
        await ForeignAsync("services.AddServiceDefaults(); services.[|AddHttpClient<Prices>|]();", "Serilog.Extensions");
        await ForeignAsync("services.[|AddHttpClient<Prices>|]();", "ServiceDefaults");
    }

    // In an editor the other project's symbols have source, but not in this compilation.
    [Theory]
    [InlineData("services.AddHttpClient<ForeignClient>();")]
    [InlineData("services.AddHttpClient<Prices>(Defaults.Configure);")]
    [InlineData("services.AddHttpClient<Prices>().AddHttpMessageHandler<ForeignHandler>();")]
    [InlineData("var http = new HttpClient(); Defaults.Configure(http); http.GetStringAsync(name);")]
    [InlineData("var http = new HttpClient(); Defaults.Shared = http; http.GetStringAsync(name);")]
    public Task Leaves_alone_what_another_project_may_limit(string statement) => ForeignAsync(statement, "Serilog.Extensions");

    [Theory]
    [InlineData("library")]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Prices>();"), "fallacies.project_kind = " + kind);

    private static Task ForeignAsync(string statement, string assembly)
    {
        var test = new Verifier<Analyzers.Latency.DefaultTimeoutAnalyzer, CodeFixes.Latency.DefaultTimeoutFixer>.Test(Setup(statement), "fallacies.project_kind = service");
        test.TestState.AdditionalProjects[assembly].Sources.Add(
            """
            using Microsoft.Extensions.DependencyInjection;
            using System.Net.Http;
            public static class Defaults
            {
                public static HttpClient Shared;
                public static void AddServiceDefaults(this IServiceCollection services) => services.ConfigureHttpClientDefaults(_ => { });
                public static void Configure(HttpClient http) => http.Timeout = System.TimeSpan.FromSeconds(5);
            }
            public class ForeignClient
            {
                private readonly HttpClient _http;
                public ForeignClient(HttpClient http) => _http = http;
                public object Load(string url) => _http.GetStringAsync(url);
            }
            public class ForeignHandler : DelegatingHandler { }
            """);
        test.TestState.AdditionalProjects[assembly].AdditionalReferences.AddRange(References.All);
        test.TestState.AdditionalProjectReferences.Add(assembly);
        return test.RunAsync();
    }

    [Theory]
    [InlineData("services.[|AddRefitClient<IOrders>|]();", "orders.All()")]
    [InlineData("services.[|AddRefitClient<IOrders>|]().ConfigureHttpClient(http => http.BaseAddress = new Uri(\"https://orders.contoso.com\"));", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>().ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(9));", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>().ConfigureHttpClient(http => http.BaseAddress = new Uri(\"http://localhost:5000\"));", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>().AddStandardResilienceHandler();", "orders.All()")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddRefitClient<IOrders>();", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>(new RefitSettings { HttpMessageHandlerFactory = () => new HttpClientHandler() });", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>();", "pipeline.ExecuteAsync(async _ => await orders.All()).AsTask()")]
    [InlineData("services.AddRefitClient<IOrders>();", "orders.All().WaitAsync(TimeSpan.FromSeconds(5))")]
    [InlineData("services.AddRefitClient<IOrders>();", "orders.Picture()")]
    [InlineData("services.AddRefitClient<IOrders>();", "Task.CompletedTask")]
    public Task Knows_Refit(string statement, string call) => Verify.AnalyzeAsync(Refit(statement, call), references: References.With("Refit.HttpClientFactory"));

    [Fact]
    public Task A_client_of_Refit_gets_a_timeout() => Verify.FixAsync(
        Refit("services.[|AddRefitClient<IOrders>|]();", "orders.All()"),
        Refit("services.AddRefitClient<IOrders>().ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(30));", "orders.All()"),
        references: References.With("Refit.HttpClientFactory"));

    private static string Refit(string statement, string call) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Refit;
        static class Setup { static void Add(IServiceCollection services) { {{statement}} } }
        public interface IOrders { [Get("/orders")] Task<string> All(); [Get("/picture")] Task<Stream> Picture(); }
        class Orders(IOrders orders, Polly.ResiliencePipeline pipeline) { public Task Load() => {{call}}; public object All => (orders, pipeline); }
        """;

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        static class Setup
        {
            public static void Add(IServiceCollection services, TimeSpan seconds, string name, Action<HttpClient> unknown, HttpMessageHandler unknownHandler, ResiliencePipeline<HttpResponseMessage> unknownPipeline)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            static void Configure(HttpClient http) => http.BaseAddress = null;
            static void Limit(HttpClient http) => http.Timeout = TimeSpan.FromSeconds(5);
            static void Keep(IHttpClientBuilder builder) => builder.AddStandardResilienceHandler();
            static IHttpClientBuilder WithLifetime(this IHttpClientBuilder builder) => builder.SetHandlerLifetime(TimeSpan.FromMinutes(5));
            static IHttpClientBuilder WithLimits(this IHttpClientBuilder builder) => builder.ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(5));
        }
        interface IPrices;
        class PricesOf(HttpClient http) : IPrices { public Task<string> Load(string url) => http.GetStringAsync(url); }

        """ + Prices;
}
