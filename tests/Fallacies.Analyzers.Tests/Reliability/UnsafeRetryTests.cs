using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UnsafeRetryAnalyzer, Fallacies.CodeFixes.Reliability.UnsafeRetryFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1007.</summary>
public sealed class UnsafeRetryTests
{
    [Fact]
    public Task Every_standard_handler_leaves_unsafe_methods_alone() => Verify.FixAsync(
        Setup(
            """
            services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](); // theirs
            services
                .AddHttpClient("orders")
                .[|AddStandardResilienceHandler|](o => o.Retry.MaxRetryAttempts = 5)
                .SelectPipelineByAuthority();
            services.AddHttpClient<Refunds>().[|AddStandardResilienceHandler|](o =>
            {
                o.Retry.MaxRetryAttempts = 2; // patience
            });
            services.AddHttpClient<Invoices>().[|AddStandardResilienceHandler|]().Configure((o, _) => { o.Retry.MaxRetryAttempts = 2; });
            services.AddHttpClient<Ledger>().[|AddStandardResilienceHandler|](section);
            """),
        Setup(
            """
            services.AddHttpClient<Payments>().AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods()); // theirs
            services
                .AddHttpClient("orders")
                .AddStandardResilienceHandler(o =>
                {
                    o.Retry.MaxRetryAttempts = 5;
                    o.Retry.DisableForUnsafeHttpMethods();
                })
                .SelectPipelineByAuthority();
            services.AddHttpClient<Refunds>().AddStandardResilienceHandler(o =>
            {
                o.Retry.MaxRetryAttempts = 2; // patience
                o.Retry.DisableForUnsafeHttpMethods();
            });
            services.AddHttpClient<Invoices>().AddStandardResilienceHandler().Configure((o, _) => { o.Retry.MaxRetryAttempts = 2; o.Retry.DisableForUnsafeHttpMethods(); });
            services.AddHttpClient<Ledger>().AddStandardResilienceHandler(section).Configure(options => options.Retry.DisableForUnsafeHttpMethods());
            """));

    [Fact]
    public Task What_a_class_sends_under_another_contract_counts_for_that_one() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        static class Setup
        {
            static void Add(IServiceCollection services)
            {
                services.AddHttpClient<IReads, Ledger>().AddStandardResilienceHandler();
                services.AddHttpClient<IWrites, Ledger>().[|AddStandardResilienceHandler|]();
            }
        }
        interface IReads { Task<string> Balance(); }
        interface IWrites { Task Charge(); }
        class Ledger(HttpClient http) : IReads, IWrites
        {
            public Task<string> Balance() => http.GetStringAsync("balance");
            public Task Charge() => http.PostAsync("charges", null);
        }
        """);

    [Fact]
    public Task The_fix_adds_its_using() => Verify.FixAsync(
        """
        // Set-up.
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](); }
        class Payments(HttpClient http) { public Task Charge() => http.PostAsync("charges", null); public ResiliencePipeline? Pipeline => null; }
        """,
        """
        // Set-up.
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Payments>().AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods()); }
        class Payments(HttpClient http) { public Task Charge() => http.PostAsync("charges", null); public ResiliencePipeline? Pipeline => null; }
        """);

    [Theory]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardHedgingHandler|]();")]
    [InlineData("services.AddHttpClient<Payments>().[|AddResilienceHandler|](\"own\", p => p.AddRetry(new HttpRetryStrategyOptions()));")]
    [InlineData("services.AddHttpClient<Payments>().[|AddResilienceHandler|](\"own\", p => { p.AddTimeout(seconds); p.AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>() }); });")]
    [InlineData("services.AddHttpClient<Payments>().[|AddPolicyHandler|](HttpPolicyExtensions.HandleTransientHttpError().RetryAsync(3));")]
    [InlineData("services.AddHttpClient<Payments>().[|AddPolicyHandler|](Again());")]
    [InlineData("services.AddHttpClient<Payments>().[|AddPolicyHandler|]((provider, request) => HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => seconds));")]
    [InlineData("services.AddHttpClient<Payments>().[|AddTransientHttpErrorPolicy|](p => p.WaitAndRetryAsync(3, n => seconds));")]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](o => { o.Retry.ShouldHandle = args => ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome)); o.Retry.DisableForUnsafeHttpMethodsNot(); });")]
    public Task Reports_without_a_fix(string statement) => Verify.NoFixAsync(Setup(statement.Replace(" o.Retry.DisableForUnsafeHttpMethodsNot();", " return;", StringComparison.Ordinal)));

    [Theory]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](o => o.Retry.MaxRetryAttempts = attempts);")]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](Patience);")]
    [InlineData("var b = services.AddHttpClient<Payments>(); b.SetHandlerLifetime(seconds); b.[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient<IPayments, PaymentsOf>().[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient<Patches>().[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient<Messages>().[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient<Created>().[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient<Payments>(); services.ConfigureHttpClientDefaults(b => b.[|AddStandardResilienceHandler|]());")]
    [InlineData("_ = services.AddHttpClient<Payments>()!.[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient(\"orders\", http => http.Timeout = Timeout.InfiniteTimeSpan).[|AddStandardResilienceHandler|]();")]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](o => o.Retry.ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.RequestMessage?.Method != HttpMethod.Get && HttpClientResiliencePredicates.IsTransient(args.Outcome)));")]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](o => o.Retry.ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.RequestMessage?.Method == HttpMethod.Post && HttpClientResiliencePredicates.IsTransient(args.Outcome)));")]
    [InlineData("services.AddHttpClient<Payments>().[|AddStandardResilienceHandler|](o => o.Retry.ShouldHandle = args => ValueTask.FromResult(!(args.Outcome.Result?.RequestMessage?.Method == HttpMethod.Get) && HttpClientResiliencePredicates.IsTransient(args.Outcome)));")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Theory]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.DisableForUnsafeHttpMethods());")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.DisableFor(HttpMethod.Post));")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler().Configure(o => o.Retry.DisableForUnsafeHttpMethods());")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(Careful);")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => Careful(o));")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(unknown);")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.StatusCode == System.Net.HttpStatusCode.TooManyRequests));")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.RequestMessage?.Method == HttpMethod.Get && HttpClientResiliencePredicates.IsTransient(args.Outcome)));")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.RequestMessage?.Method != HttpMethod.Post && HttpClientResiliencePredicates.IsTransient(args.Outcome)));")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.ShouldHandle = args => { if (args.Outcome.Result?.RequestMessage?.Method != HttpMethod.Get) return ValueTask.FromResult(false); return ValueTask.FromResult(HttpClientResiliencePredicates.IsTransient(args.Outcome)); });")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(o => o.Retry.ShouldHandle = args => ValueTask.FromResult(!(args.Outcome.Result?.RequestMessage?.Method != HttpMethod.Get) && HttpClientResiliencePredicates.IsTransient(args.Outcome)));")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler(); services.Configure<HttpStandardResilienceOptions>(name, Careful);")]
    [InlineData("services.AddHttpClient<Payments>().AddResilienceHandler(\"own\", p => p.AddTimeout(seconds));")]
    [InlineData("services.AddHttpClient<Payments>().AddResilienceHandler(\"own\", p => { if (attempts > 0) p.AddRetry(new HttpRetryStrategyOptions()); });")]
    [InlineData("services.AddHttpClient<Payments>().AddResilienceHandler(\"own\", p => { var o = new HttpRetryStrategyOptions(); o.DisableForUnsafeHttpMethods(); p.AddRetry(o); });")]
    [InlineData("services.AddHttpClient<Payments>().AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(5));")]
    [InlineData("services.AddHttpClient<Payments>().AddPolicyHandler(request => request.Method == HttpMethod.Get ? Again() : Policy.NoOpAsync<HttpResponseMessage>());")]
    [InlineData("services.AddHttpClient<Payments>().AddPolicyHandler(Policy.HandleResult<HttpResponseMessage>(r => r.StatusCode == System.Net.HttpStatusCode.TooManyRequests).RetryAsync(3));")]
    [InlineData("services.AddHttpClient<Payments>().AddHttpMessageHandler<IdempotencyKeys>().AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<Payments>().AddStandardResilienceHandler();\n#pragma warning disable EXTEXP0001\nservices.AddHttpClient<Payments>().RemoveAllResilienceHandlers();")]
    [InlineData("if (env.IsDevelopment()) services.AddHttpClient<Payments>().AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"nobody\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient<Payments>(); services.AddHttpClient<Stock>().AddStandardResilienceHandler();")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Theory]
    [InlineData("http.GetAsync(\"stock\")")]
    [InlineData("http.PutAsync(\"stock\", null)")]
    [InlineData("http.DeleteAsync(\"stock\")")]
    [InlineData("http.PostAsync(\"connect/token\", null)")]
    [InlineData("http.PostAsync(new Uri(\"https://x.contoso.com/graphql\"), null)")]
    [InlineData("http.PostAsync(\"node/jsonrpc\", null)")]
    [InlineData("http.PostAsJsonAsync($\"{index}/_search?size=10\", 1)")]
    [InlineData("http.PostAsync(\"api/\" + index + \"/query\", null)")]
    [InlineData("http.SendAsync(message)")]
    [InlineData("http.SendAsync(new HttpRequestMessage(HttpMethod.Get, index))")]
    [InlineData("http.SendAsync(new HttpRequestMessage(HttpMethod.Post, \"orders\") { Headers = { { \"Idempotency-Key\", index } } })")]
    public Task Leaves_alone_a_client_with(string send) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using System.Net.Http.Json;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Client>().AddStandardResilienceHandler(); }
        class Client(HttpClient http) { public Task Send(string index, HttpRequestMessage message) => {{send}}; }
        """);

    [Theory]
    [InlineData("public Task SearchOrders() => http.PostAsync(\"orders\", null);")]
    [InlineData("public Task LoginAsync() => http.PostAsync(\"orders\", null);")]
    [InlineData("[Idempotent] public Task Place() => http.PostAsync(\"orders\", null);")]
    [InlineData("public Task Declared() => http.PostAsync(\"orders\", null);")]
    public Task Leaves_alone_what_may_be_repeated(string member) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Client>().AddStandardResilienceHandler(); }
        class Client(HttpClient http) { {{member}} }
        class IdempotentAttribute : Attribute;
        """,
        "fallacies.project_kind = service\nfallacies.idempotent_methods = Client.Declared");

    [Theory]
    [InlineData("JsonRpc", "InvokeAsync", "AddStandardResilienceHandler")]
    [InlineData("Node", "CallJsonRpcAsync", "AddStandardResilienceHandler")]
    [InlineData("Json", "InvokeAsync", "[|AddStandardResilienceHandler|]")]
    public Task The_body_of_JSON_RPC_says_what_it_does(string type, string method, string handler) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        static class Setup { static void Add(IServiceCollection services) => services.AddHttpClient<Client>().{{handler}}(); }
        static class {{type}} { public static Task {{method}}(HttpClient http, string address) => http.PostAsync(address, null); }
        class Client(HttpClient http) { public Task CountAsync() => {{type}}.{{method}}(http, "v1"); }
        """);

    [Fact]
    public Task An_option_says_which_methods_count() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        static class Setup
        {
            static void Add(IServiceCollection services)
            {
                services.AddHttpClient<Puts>().[|AddStandardResilienceHandler|]();
                services.AddHttpClient<Posts>().AddStandardResilienceHandler();
            }
        }
        class Puts(HttpClient http) { public Task Save() => http.PutAsync("orders/1", null); }
        class Posts(HttpClient http) { public Task Save() => http.PostAsync("orders/1", null); }
        """,
        "fallacies.project_kind = service\nfal1007.methods = put, delete");

    [Theory]
    [InlineData("[Post(\"/orders\")] Task Place();", true)]
    [InlineData("[Patch(\"/orders/{id}\")] Task Change(string id);", true)]
    [InlineData("[Get(\"/orders\")] Task All();", false)]
    [InlineData("[Put(\"/orders/{id}\")] Task Save(string id);", false)]
    [InlineData("[Post(\"/orders/_search?q=1\")] Task Hits();", false)]
    [InlineData("[Post(\"/orders\")] Task Place([Header(\"Idempotency-Key\")] string key);", false)]
    [InlineData("[Post(\"/orders\"), Idempotent] Task Place();", false)]
    public Task Reads_the_attributes_of_a_Refit_interface(string member, bool isReported) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Refit;
        static class Setup { static void Add(IServiceCollection services) => services.AddRefitClient<IOrders>().{{(isReported ? "[|AddStandardResilienceHandler|]" : "AddStandardResilienceHandler")}}(); }
        interface IOrders { {{member}} }
        class IdempotentAttribute : Attribute;
        """,
        references: References.With("Refit.HttpClientFactory"));

    [Fact]
    public async Task Says_how_often_a_request_is_sent()
    {
        await Message("services.AddHttpClient<Payments>().{|#0:AddStandardResilienceHandler|}();", "AddStandardResilienceHandler", "up to 4 times");
        await Message("services.AddHttpClient<Payments>().{|#0:AddStandardResilienceHandler|}(o => o.Retry.MaxRetryAttempts = 1 + 5);", "AddStandardResilienceHandler", "up to 7 times");
        await Message("services.AddHttpClient<Payments>().{|#0:AddStandardResilienceHandler|}(o => o.Retry.MaxRetryAttempts = attempts);", "AddStandardResilienceHandler", "again");
        await Message("services.AddHttpClient<Payments>().{|#0:AddStandardResilienceHandler|}(section);", "AddStandardResilienceHandler", "again");
        await Message("services.AddHttpClient<Payments>().{|#0:AddStandardHedgingHandler|}();", "AddStandardHedgingHandler", "up to 2 times");
        await Message("services.AddHttpClient<Payments>().{|#0:AddPolicyHandler|}(Again());", "AddPolicyHandler", "up to 3 times");
    }

    [Fact]
    public async Task Statements_of_the_top_level_go_by_the_name_of_their_class()
    {
        var found = await Analysis.RunAsync(
            Analysis.Compile(
                """
                using System.Net.Http;
                using Microsoft.Extensions.DependencyInjection;

                var services = new ServiceCollection();
                services.AddHttpClient("orders").AddStandardResilienceHandler();
                await services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("orders").PostAsync("https://orders.contoso.com/", null);
                """),
            ("fallacies.project_kind", "service"));

        Assert.Contains(found, finding => finding.Id == "FAL1007" && finding.GetMessage().Contains("the POST of 'Program' up to", StringComparison.Ordinal));
    }

    [Fact]
    public Task Is_silent_in_tests() => Verify.AnalyzeAsync(Setup("services.AddHttpClient<Payments>().AddStandardResilienceHandler();"), "fallacies.project_kind = test");

    private static Task Message(string statement, string handler, string times)
    {
        var test = new Verifier<Analyzers.Reliability.UnsafeRetryAnalyzer, CodeFixes.Reliability.UnsafeRetryFixer>.Test(Setup(statement), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult("FAL1007", Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0)
            .WithArguments(handler, "POST", "Payments.Charge", times).WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Extensions.Http;
        using Polly.Retry;
        using System.Net.Http.Json;
        static class Setup
        {
            public static void Add(IServiceCollection services, TimeSpan seconds, int attempts, string name, IConfigurationSection section, Action<HttpStandardResilienceOptions> unknown, IHostEnvironment env)
            {
                {{statements.ReplaceLineEndings("\n        ")}}
            }
            static void Patience(HttpStandardResilienceOptions options) => options.Retry.MaxRetryAttempts = 5;
            static void Careful(HttpStandardResilienceOptions options) => options.Retry.DisableForUnsafeHttpMethods();
            static IAsyncPolicy<HttpResponseMessage> Again()
            {
                var policy = HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(2, n => TimeSpan.FromSeconds(n));
                return policy;
            }
        }
        class Payments(HttpClient http) { public Task Charge() => http.PostAsync("charges", null); }
        class Refunds(HttpClient http) { public Task Pay() => http.PostAsJsonAsync("refunds", 1); }
        class Invoices(HttpClient http) { public Task Issue() => http.PostAsync("invoices", null); }
        class Ledger(HttpClient http) { public async Task Book() { using var response = await http.PostAsync("entries", null).ConfigureAwait(false); } }
        class Stock(HttpClient http) { public Task Load() => http.GetAsync("stock"); }
        class Patches(HttpClient http) { public Task Change() => http.PatchAsync("orders/1", null); }
        class Messages(HttpClient http) { public Task Place() { var message = new HttpRequestMessage(HttpMethod.Post, "orders"); return http.SendAsync(message); } }
        class Created(HttpClient http) { public Task Place() => http.SendAsync(new() { Method = HttpMethod.Post }); }
        class Orders(IHttpClientFactory clients) { public Task Place() => clients.CreateClient("orders").PostAsync("orders", null); }
        interface IPayments;
        class PaymentsOf(HttpClient http) : IPayments { private readonly HttpClient _http = http; public Task Charge() => _http.PostAsync("charges", null); }
        class IdempotencyKeys : DelegatingHandler;

        """;
}
