using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.BlindBreakerAnalyzer, Fallacies.CodeFixes.Reliability.BlindBreakerFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1030.</summary>
public sealed class BlindBreakerTests
{
    [Theory]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new());")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)); builder.[|AddCircuitBreaker|](new());")]
    [InlineData("builder.AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(2)).AddConcurrencyLimiter(9).[|AddCircuitBreaker|](new());")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new()).Build();")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new HttpCircuitBreakerStrategyOptions());")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>() });")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddStandardResilienceHandler(); c.[|AddResilienceHandler|](\"b\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddResilienceHandler(\"b\", b => b.AddTimeout(TimeSpan.FromSeconds(1))); c.[|AddResilienceHandler|](\"c\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));")]
    [InlineData("services.AddHttpClient(\"a\").AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(2)).[|AddPolicyHandler|](Policy.Handle<HttpRequestException>().OrResult<HttpResponseMessage>(r => (int)r.StatusCode > 499).CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    [InlineData("var p = Policy.[|WrapAsync|](Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    [InlineData("var p = Policy.TimeoutAsync(2).[|WrapAsync|](Policy.Handle<HttpRequestException>().Or<TimeoutRejectedException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    [InlineData("var limit = Policy.TimeoutAsync(2); var stop = Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)); var p = Policy.[|WrapAsync|](Policy.Handle<HttpRequestException>().RetryAsync(), limit, stop);")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Setup(statements));

    [Theory]
    [InlineData("builder.AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(2));")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(30)).AddRetry(new()).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(2));")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(30)).AddRetry(new()).AddCircuitBreaker(new());")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(30)).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(2));")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = _ => ValueTask.FromResult(true) });")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<Exception>() });")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<OperationCanceledException>() });")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TaskCanceledException>() });")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(given);")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build(); builder.AddCircuitBreaker(new());")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddResilienceHandler(\"b\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions())); c.AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(); services.AddHttpClient(\"b\").AddResilienceHandler(\"b\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddStandardResilienceHandler(); c.AddResilienceHandler(\"b\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()).AddTimeout(TimeSpan.FromSeconds(1)));")]
    [InlineData("var p = Policy.WrapAsync(Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)), Policy.TimeoutAsync(2));")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<Exception>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().RetryAsync(), Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Setup(statements));

    [Theory]
    // The client's own limit.
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2, TimeoutStrategy.Pessimistic), Policy.Handle<RedisException>().Or<RedisConnectionException>().Or<RedisTimeoutException>().Or<TimeoutRejectedException>().CircuitBreakerAsync(3, TimeSpan.FromSeconds(9)));")]
    [InlineData("var p = Policy.TimeoutAsync(2).WrapAsync(Policy.Handle<RedisConnectionException>().Or<TimeoutException>(e => e.InnerException is null).CircuitBreakerAsync(3, TimeSpan.FromSeconds(9)));")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().OrInner<OrderTimeoutException>().CircuitBreakerAsync(3, TimeSpan.FromSeconds(9)));")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<OrderTimeoutException>() });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is RedisConnectionException or RedisTimeoutException) });")]
    // No limit of a client: Polly's own exception, a name that only looks like one, none at all.
    [InlineData("var p = Policy.[|WrapAsync|](Policy.TimeoutAsync(2), Policy.Handle<RedisException>().Or<RedisConnectionException>().Or<TimeoutRejectedException>().CircuitBreakerAsync(3, TimeSpan.FromSeconds(9)));")]
    [InlineData("var p = Policy.[|WrapAsync|](Policy.TimeoutAsync<OrderTimeout>(2), Policy.Handle<HttpRequestException>().OrResult<OrderTimeout>(o => o is null).CircuitBreakerAsync(3, TimeSpan.FromSeconds(9)));")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<RedisConnectionException>() });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is RedisConnectionException or TimeoutRejectedException) });")]
    public Task Leaves_alone_who_counts_the_limit_of_the_client(string statements) => Verify.AnalyzeAsync(
        Setup(statements).Insert(0, "using StackExchange.Redis;\n") + "\nclass OrderTimeoutException : IOException { }\nclass OrderTimeout { }");

    [Theory]
    // HttpClient throws a cancellation with the TimeoutException inside.
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TimeoutException>() });")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is HttpRequestException or TimeoutException) });")]
    [InlineData("var p = builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<TimeoutException>() }).Build(); p.ExecuteAsync(async token => await http.GetAsync(\"prices\", token));")]
    [InlineData("var p = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<TimeoutException>() }).Build(); p.ExecuteAsync(async token => await http.GetStringAsync(\"prices\", token));")]
    [InlineData("var p = Policy.[|WrapAsync|](Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().Or<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); p.ExecuteAsync(token => http.GetAsync(\"prices\", token), default);")]
    [InlineData("_policy = Policy.[|WrapAsync|](Policy.TimeoutAsync(2), Policy.Handle<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); _policy.ExecuteAsync(token => http.GetAsync(\"prices\", token), default);")]
    [InlineData("services.AddHttpClient(\"a\").AddResilienceHandler(\"b\", b => b.AddTimeout(TimeSpan.FromSeconds(1)).[|AddCircuitBreaker|](new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<TimeoutException>() }));")]
    [InlineData("services.AddHttpClient(\"a\").AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(2)).[|AddPolicyHandler|](Policy<HttpResponseMessage>.Handle<HttpRequestException>().Or<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    // Something else may throw it: another client, another user, whoever runs it out of sight.
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<RedisException>().Or<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); p.ExecuteAsync(async () => await redis.StringGetAsync(\"a\"));")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().Or<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); p.ExecuteAsync(token => http.GetAsync(\"prices\", token), default); p.ExecuteAsync(async () => await redis.StringGetAsync(\"a\"));")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().Or<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); p.ExecuteAsync(() => http.GetAsync(\"prices\").WaitAsync(TimeSpan.FromSeconds(1)));")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().Or<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));")]
    [InlineData("Shared = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); Shared.ExecuteAsync(token => http.GetAsync(\"prices\", token), default);")]
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().Or<RedisTimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); p.ExecuteAsync(token => http.GetAsync(\"prices\", token), default);")]
    // The filter looks inside, or cannot be read.
    [InlineData("var p = Policy.WrapAsync(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().OrInner<TimeoutException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); p.ExecuteAsync(token => http.GetAsync(\"prices\", token), default);")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = a => ValueTask.FromResult(a.Outcome.Exception is TimeoutException || a.Outcome.Exception?.InnerException is TimeoutException) });")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = Filters.Late });")]
    public Task A_timeout_of_HttpClient_is_no_TimeoutException(string statements) => Verify.AnalyzeAsync(Calling(statements));

    [Fact]
    public Task A_handler_may_throw_it() => Verify.AnalyzeAsync(
        Calling("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TimeoutException>() });")
        + "\nclass Slow : DelegatingHandler { protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => throw new TimeoutException(); }");

    [Theory]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).{|#0:AddCircuitBreaker|}(new());", "AddCircuitBreaker", "timeout of 2 s", "AddTimeout")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddStandardResilienceHandler(); c.{|#0:AddResilienceHandler|}(\"b\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));", "AddCircuitBreaker", "timeout", "AddStandardResilienceHandler")]
    [InlineData("var p = Policy.{|#0:WrapAsync|}(Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));", "CircuitBreakerAsync", "timeout of 2 s", "TimeoutAsync")]
    public async Task Names_both(string statements, string breaker, string text, string timeout)
    {
        var test = new Verifier<BlindBreakerAnalyzer, NoFix>.Test(Setup(statements), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(BlindBreakerAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithArguments(breaker, text, timeout));
        await test.RunAsync();
    }

    [Fact]
    public async Task Knows_the_older_version_too() => await Verify.AnalyzeAsync(
        "using Polly; class C { object p = Policy.[|WrapAsync|](Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))); }",
        references: References.WithPrevious("Polly"));

    [Fact]
    public Task They_change_places() => Verify.FixAsync(
        Setup("""
            // The limit of each try.
            builder
                .AddRetry(new())
                .AddTimeout(TimeSpan.FromSeconds(2))
                .[|AddCircuitBreaker|](new()
                {
                    MinimumThroughput = 10, // few calls
                });
            var p = Policy.[|WrapAsync|](Policy.TimeoutAsync(2), Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));
            """),
        Setup("""
            // The limit of each try.
            builder
                .AddRetry(new())
                .AddCircuitBreaker(new()
                {
                    MinimumThroughput = 10, // few calls
                })
                .AddTimeout(TimeSpan.FromSeconds(2));
            var p = Policy.WrapAsync(Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)), Policy.TimeoutAsync(2));
            """));

    [Theory]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)); builder.[|AddCircuitBreaker|](new());")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddConcurrencyLimiter(9).[|AddCircuitBreaker|](new());")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)) // first\n.[|AddCircuitBreaker|](new());")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddStandardResilienceHandler(); c.[|AddResilienceHandler|](\"b\", b => b.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()));")]
    public Task Offers_nothing_where(string statements) => Verify.NoFixAsync(Setup(statements));

    [Theory]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new(")]
    [InlineData("builder.AddTimeout().AddCircuitBreaker();")]
    [InlineData("Policy.WrapAsync(Policy.TimeoutAsync(2), );")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Setup(statements));

    [Theory]
    [InlineData("http.GetAsync(\"prices\").WaitAsync(TimeSpan.FromSeconds(1))", "AddCircuitBreaker")]
    [InlineData("http.GetAsync(\"prices\")", "[|AddCircuitBreaker|]")]
    public Task Who_runs_it_out_of_sight_may_wait_with_a_time(string send, string add) => Verify.AnalyzeAsync(
        Calling($"builder.AddTimeout(TimeSpan.FromSeconds(2)).{add}(new() {{ ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<TimeoutException>() }});")
        + $"\nclass Prices(HttpClient http, ResiliencePipeline<HttpResponseMessage> pipeline) {{ public async Task Load() => await pipeline.ExecuteAsync(async token => await {send}); }}");

    private static string Calling(string statements) =>
        Setup(statements).Insert(0, "using StackExchange.Redis;\n").Replace("void Add(", "HttpClient http; IDatabase redis; private AsyncPolicy _policy; public AsyncPolicy Shared; void Add(", StringComparison.Ordinal)
        + "\nstatic class Filters { public static ValueTask<bool> Late(CircuitBreakerPredicateArguments<HttpResponseMessage> a) => ValueTask.FromResult(a.Outcome.Exception is TimeoutException); }";

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.CircuitBreaker;
        using Polly.Timeout;
        class Setup
        {
            void Add(IServiceCollection services, ResiliencePipelineBuilder<HttpResponseMessage> builder, CircuitBreakerStrategyOptions<HttpResponseMessage> given)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
