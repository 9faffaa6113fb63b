using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.ClientWithoutResilienceAnalyzer, Fallacies.CodeFixes.Reliability.ClientWithoutResilienceFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1028.</summary>
public sealed class ClientWithoutResilienceTests
{
    [Fact]
    public Task Every_registration_gets_a_handler() => Verify.FixAsync(
        Setup(
            """
            services
                .[|AddHttpClient<Prices>|](http =>
                {
                    http.BaseAddress = new Uri("https://prices.contoso.com"); // ours
                    http.Timeout = TimeSpan.FromSeconds(15);
                })
                .SetHandlerLifetime(TimeSpan.FromMinutes(5)); // DNS
            services.[|AddHttpClient<Payments>|](http => http.Timeout = TimeSpan.FromMinutes(1));
            services.[|AddHttpClient|]("stock").ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(20));
            """),
        Setup(
            """
            services
                .AddHttpClient<Prices>(http =>
                {
                    http.BaseAddress = new Uri("https://prices.contoso.com"); // ours
                })
                .SetHandlerLifetime(TimeSpan.FromMinutes(5))
                .AddStandardResilienceHandler(options => options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(15)); // DNS
            services.AddHttpClient<Payments>().AddStandardResilienceHandler(options =>
            {
                options.TotalRequestTimeout.Timeout = TimeSpan.FromMinutes(1);
                options.Retry.DisableForUnsafeHttpMethods();
            });
            services.AddHttpClient("stock").AddStandardResilienceHandler(options => options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(20));
            """));

    [Fact]
    public Task A_client_whose_calls_are_timed_gets_a_handler_too() => Verify.FixAsync(
        Timed("=> services.[|AddHttpClient<Timed>|]();"),
        Timed("=> services.AddHttpClient<Timed>().AddStandardResilienceHandler();"));

    [Theory]
    [InlineData("services.[|AddHttpClient<Prices>|](http => http.Timeout = seconds);")]
    [InlineData("services.[|AddHttpClient<Prices>|](http => http.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("services.[|AddHttpClient<Limited>|]();")]
    [InlineData("var b = services.[|AddHttpClient<Limited>|](); b.SetHandlerLifetime(seconds);")]
    public Task Offers_nothing_where_the_timeout_cannot_move(string statement) => Verify.NoFixAsync(Setup(statement));

    [Theory]
    [InlineData("services.[|AddHttpClient<Limited>|]().AddHttpMessageHandler<Signing>();")]
    [InlineData("services.[|AddHttpClient<Limited>|]().ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler());")]
    [InlineData("services.[|AddHttpClient<ILimited, LimitedOf>|]();")]
    [InlineData("services.[|AddHttpClient<Limited>|](); services.ConfigureHttpClientDefaults(b => b.SetHandlerLifetime(seconds));")]
    [InlineData("void Register<T>() where T : class => services.[|AddHttpClient<T>|](); Register<Limited>();")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Theory]
    [InlineData("services.AddHttpClient<Unlimited>();")]
    [InlineData("services.AddHttpClient<Limited>().AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<Limited>().AddStandardHedgingHandler();")]
    [InlineData("services.AddHttpClient<Limited>().AddResilienceHandler(\"own\", p => p.AddTimeout(seconds));")]
    [InlineData("services.AddHttpClient<Limited>().AddPolicyHandler(Policy.NoOpAsync<HttpResponseMessage>());")]
    [InlineData("services.AddHttpClient<Limited>().AddTransientHttpErrorPolicy(p => p.RetryAsync(2));")]
    [InlineData("services.AddHttpClient<Limited>().AddHttpMessageHandler<RetryHandler>();")]
    [InlineData("services.AddHttpClient<Limited>().AddHttpMessageHandler(() => new Breaking());")]
    [InlineData("services.AddHttpClient<Limited>().AddHttpMessageHandler(() => unknown);")]
    [InlineData("services.AddHttpClient<Limited>().ConfigurePrimaryHttpMessageHandler(() => unknown);")]
    [InlineData("services.AddHttpClient<Limited>().ConfigureAdditionalHttpMessageHandlers((h, _) => h.Add(new Signing()));")]
    [InlineData("services.AddHttpClient<Limited>().WithResilience();")]
    [InlineData("services.AddHttpClient<Limited>(); services.AddHttpClient<Limited>().AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<Limited>(); services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler());")]
    [InlineData("services.AddHttpClient<Limited>(); services.ConfigureHttpClientDefaults(unknownDefaults);")]
    [InlineData("services.AddHttpClient<InPipeline>();")]
    [InlineData("services.AddHttpClient<InLoop>();")]
    [InlineData("services.AddHttpClient<Streaming>();")]
    [InlineData("services.AddHttpClient<Silent>();")]
    [InlineData("services.AddHttpClient(name, http => http.Timeout = seconds);")]
    [InlineData("services.AddHttpClient(\"nobody\", http => http.Timeout = seconds);")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Fact]
    public async Task Leaves_alone_registrations_when_another_assembly_may_set_defaults()
    {
        await ForeignAsync("services.AddServiceDefaults(); services.AddHttpClient<Limited>();", "ServiceDefaults");
        await ForeignAsync("services.AddServiceDefaults(); services.[|AddHttpClient<Limited>|]();", "Serilog.Extensions");
    }

    [Theory]
    [InlineData("services.[|AddRefitClient<IOrders>|]().ConfigureHttpClient(http => http.Timeout = TimeSpan.FromSeconds(9));", "orders.All()")]
    [InlineData("services.[|AddRefitClient<IOrders>|]().ConfigureHttpClient(http => { http.BaseAddress = null; http.Timeout = TimeSpan.FromSeconds(9); });", "orders.All()")]
    // FAL2010 speaks.
    [InlineData("services.AddRefitClient<IOrders>();", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>().AddStandardResilienceHandler();", "orders.All()")]
    [InlineData("services.AddRefitClient<IOrders>();", "pipeline.ExecuteAsync(async _ => await orders.All()).AsTask()")]
    [InlineData("services.AddRefitClient<IOrders>();", "Task.CompletedTask")]
    public Task Knows_Refit(string statement, string call) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Refit;
        static class Setup { static void Add(IServiceCollection services) { {{statement}} } }
        public interface IOrders { [Get("/orders")] Task<string> All(); }
        class Orders(IOrders orders, Polly.ResiliencePipeline pipeline) { public Task Load() => {{call}}; public object All => (orders, pipeline); }
        """,
        references: References.With("Refit.HttpClientFactory"));

    [Theory]
    [InlineData("services.[|AddGrpcClient<Greeter>|]();", "")]
    [InlineData("services.AddGrpcClient<Greeter>().AddStandardResilienceHandler();", "")]
    [InlineData("services.AddGrpcClient<Greeter>(o => o.ChannelOptionsActions.Add(c => c.ServiceConfig = new()));", "")]
    [InlineData("services.AddGrpcClient<Greeter>();", "public Grpc.Core.AsyncServerStreamingCall<string> Watch() => null!;")]
    public Task Knows_gRPC(string statement, string member) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        static class Setup { static void Add(IServiceCollection services) { {{statement}} } }
        class Greeter : Grpc.Core.ClientBase<Greeter>
        {
            protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this;
            public virtual Task<string> SayHelloAsync(string name) => Task.FromResult(name);
            {{member}}
        }
        class Hello(Greeter greeter) { public async Task<string> Say() => await greeter.SayHelloAsync("you"); }
        """);

    [Theory]
    [InlineData("library")]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Limited>();"), "fallacies.project_kind = " + kind);

    private static Task ForeignAsync(string statement, string assembly)
    {
        var test = new Verifier<Analyzers.Reliability.ClientWithoutResilienceAnalyzer, CodeFixes.Reliability.ClientWithoutResilienceFixer>.Test(Setup(statement), "fallacies.project_kind = service");
        test.TestState.AdditionalProjects[assembly].Sources.Add(
            """
            using Microsoft.Extensions.DependencyInjection;
            public static class Defaults
            {
                public static void AddServiceDefaults(this IServiceCollection services) => services.ConfigureHttpClientDefaults(_ => { });
            }
            """);
        test.TestState.AdditionalProjects[assembly].AdditionalReferences.AddRange(References.All);
        test.TestState.AdditionalProjectReferences.Add(assembly);
        return test.RunAsync();
    }

    private static string Timed(string body) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        static class Setup { static void Add(IServiceCollection services) {{body}} }
        class Timed(HttpClient http)
        {
            public async Task<string> Load(string url)
            {
                using var limit = new CancellationTokenSource(5000);
                return await http.GetStringAsync(url, limit.Token);
            }
        }
        """;

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using System.Net.Http.Json;
        static class Setup
        {
            public static void Add(IServiceCollection services, TimeSpan seconds, string name, DelegatingHandler unknown, Action<IHttpClientBuilder> unknownDefaults)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            static IHttpClientBuilder WithResilience(this IHttpClientBuilder builder) { builder.AddStandardResilienceHandler(); return builder; }
        }
        class Prices(HttpClient http) { public Task<string> Load(string url) => http.GetStringAsync(url); }
        class Payments(HttpClient http) { public Task Charge() => http.PostAsync("charges", null); }
        class Stock(IHttpClientFactory clients) { public Task<string> Load(string url) => clients.CreateClient("stock").GetStringAsync(url); }
        class Unlimited(HttpClient http) { public Task<string> Load(string url) => http.GetStringAsync(url); }
        class Limited
        {
            private readonly HttpClient _http;
            public Limited(HttpClient http) { _http = http; _http.Timeout = TimeSpan.FromSeconds(5); }
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        interface ILimited;
        class LimitedOf : ILimited
        {
            private readonly HttpClient _http;
            public LimitedOf(HttpClient http) { _http = http; _http.Timeout = TimeSpan.FromSeconds(5); }
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        class InPipeline(HttpClient http, ResiliencePipeline pipeline) { public async Task<string> Load(string url) => await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t)); }
        class InLoop(HttpClient http)
        {
            public async Task<string> Load(string url)
            {
                for (var attempt = 1; ; attempt++)
                {
                    try { return await http.GetStringAsync(url); }
                    catch (HttpRequestException) when (attempt < 3) { await Task.Delay(100); }
                }
            }
        }
        class Streaming
        {
            private readonly HttpClient _http;
            public Streaming(HttpClient http) { _http = http; _http.Timeout = TimeSpan.FromSeconds(5); }
            public Task<Stream> Load(string url) => _http.GetStreamAsync(url);
        }
        class Silent(HttpClient http) { public HttpClient Http => http; }
        class Signing : DelegatingHandler;
        class RetryHandler : DelegatingHandler;
        class Breaking : DelegatingHandler { private bool _isBroken; protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) { if (_isBroken) throw new BreakerException(); return base.SendAsync(request, token); } }
        class BreakerException : Exception;

        """;
}
