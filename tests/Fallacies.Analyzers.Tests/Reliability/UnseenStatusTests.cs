using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UnseenStatusAnalyzer, Fallacies.CodeFixes.Reliability.UnseenStatusFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1029.</summary>
public sealed class UnseenStatusTests
{
    [Theory]
    [InlineData("builder.AddCircuitBreaker([|new()|]);")]
    [InlineData("builder.AddCircuitBreaker([|new CircuitBreakerStrategyOptions<HttpResponseMessage> { MinimumThroughput = 10 }|]);")]
    [InlineData("builder.AddRetry([|new RetryStrategyOptions<HttpResponseMessage>()|]);")]
    [InlineData("builder.AddTimeout(TimeSpan.FromSeconds(9)).AddRetry([|new() { UseJitter = true }|]);")]
    [InlineData("var options = [|new RetryStrategyOptions<HttpResponseMessage>()|]; options.Delay = TimeSpan.Zero; builder.AddRetry(options);")]
    [InlineData("services.AddHttpClient(\"a\").AddResilienceHandler(\"b\", b => b.AddCircuitBreaker([|new()|]));")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddResilienceHandler(\"b\", (b, _) => { b.AddCircuitBreaker([|new()|]); }); c.AddHttpMessageHandler<Signing>();")]
    [InlineData("var p = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry([|new()|]).Build(); p.ExecuteAsync(async t => await http.GetAsync(\"a\", t));")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Setup(statements));

    [Theory]
    [InlineData("builder.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions());")]
    [InlineData("builder.AddRetry(new HttpRetryStrategyOptions());")]
    [InlineData("builder.AddRetry(new() { ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is not null) });")]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); options.ShouldHandle = _ => ValueTask.FromResult(true); builder.AddRetry(options);")]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); Fill(options); builder.AddRetry(options);")]
    [InlineData("builder.AddRetry(given);")]
    [InlineData("builder.AddHedging(new() { Delay = TimeSpan.FromSeconds(1) });")]
    [InlineData("new ResiliencePipelineBuilder().AddCircuitBreaker(new());")]
    [InlineData("new ResiliencePipelineBuilder<string>().AddCircuitBreaker(new());")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddResilienceHandler(\"b\", b => b.AddCircuitBreaker(new())); c.AddHttpMessageHandler<Strict>();")]
    [InlineData("var c = services.AddHttpClient(\"a\"); c.AddResilienceHandler(\"b\", b => b.AddCircuitBreaker(new())); c.AddHttpMessageHandler(() => Foreign());")]
    [InlineData("var p = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new()).Build(); p.ExecuteAsync(async t => { var r = await http.GetAsync(\"a\", t); r.EnsureSuccessStatusCode(); return r; });")]
    [InlineData("var p = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new()).Build(); p.ExecuteAsync(async t => await Get(t));")]
    [InlineData("var p = new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new()).Build(); p.ExecuteAsync(async t => { var r = await http.GetAsync(\"a\", t); if ((int)r.StatusCode > 499) throw new HttpRequestException(); return r; });")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Setup(statements));

    [Theory]
    [InlineData("RateLimitException", "new()")]
    [InlineData("HttpRequestException", "[|new()|]")]
    public Task A_retry_that_waits_by_an_exception_of_ones_own_has_something_inside_that_throws_it(string exception, string options) => Verify.AnalyzeAsync(
        Setup($"builder.AddRetry({options.Replace("()", "() { DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(args.Outcome.Exception switch { " + exception + " => TimeSpan.FromSeconds(9), _ => null }) }", StringComparison.Ordinal)});")
        + "class RateLimitException : Exception;");

    [Fact]
    public Task Leaves_pipelines_alone_that_run_where_bad_answers_throw() => Verify.AnalyzeAsync(
        Setup("services.AddResiliencePipeline<string, HttpResponseMessage>(\"a\", b => b.AddRetry(new()));")
        + """
        class Pages(HttpClient http, [FromKeyedServices("a")] ResiliencePipeline<HttpResponseMessage> pipeline)
        {
            public ValueTask<HttpResponseMessage> Load(CancellationToken token) => pipeline.ExecuteAsync(async t => (await http.GetAsync("a", t)).EnsureSuccessStatusCode(), token);
        }
        """);

    [Fact]
    public Task Reports_pipelines_that_are_handed_out() => Verify.AnalyzeAsync(Setup("services.AddResiliencePipeline<string, HttpResponseMessage>(\"a\", b => b.AddRetry([|new()|]));"));

    [Fact]
    public Task Leaves_tests_alone() => Verify.AnalyzeAsync(Setup("builder.AddCircuitBreaker(new());"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("builder.AddCircuitBreaker({|#0:new()|});", "AddCircuitBreaker", "however many answers are 503, the circuit stays closed")]
    [InlineData("builder.AddRetry({|#0:new()|});", "AddRetry", "an answer of 503 is taken at once, it is never tried again")]
    public async Task Says_what_comes_of_it(string statements, string name, string harm)
    {
        var test = new Verifier<UnseenStatusAnalyzer, NoFix>.Test(Setup(statements), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(UnseenStatusAnalyzer.Descriptor).WithLocation(0).WithArguments(name, harm));
        await test.RunAsync();
    }

    [Fact]
    public Task The_options_for_http_know_bad_answers() => Verify.FixAsync(
        Setup("""
            // Stops when nothing works.
            builder.AddCircuitBreaker([|new()|]) // first
                .AddRetry([|new()
                {
                    Delay = TimeSpan.Zero, // at once
                }|]);
            builder.AddRetry([|new RetryStrategyOptions<HttpResponseMessage>()|]);
            """),
        Setup("""
            // Stops when nothing works.
            builder.AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()) // first
                .AddRetry(new HttpRetryStrategyOptions
                {
                    Delay = TimeSpan.Zero, // at once
                });
            builder.AddRetry(new HttpRetryStrategyOptions());
            """));

    [Fact]
    public Task Without_the_package_the_answers_are_named() => Verify.FixAsync(
        """
        using Polly;
        class C
        {
            ResiliencePipeline<HttpResponseMessage> Build() => new ResiliencePipelineBuilder<HttpResponseMessage>()
                .AddCircuitBreaker([|new()|])
                .Build();
        }
        """,
        """
        using Polly;
        class C
        {
            ResiliencePipeline<HttpResponseMessage> Build() => new ResiliencePipelineBuilder<HttpResponseMessage>()
                .AddCircuitBreaker(new() { ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().HandleResult(response => (int)response.StatusCode >= 500) })
                .Build();
        }
        """,
        references: [.. References.All.Where(reference => !reference.Display!.Contains("Http.Resilience", StringComparison.Ordinal))]);

    [Theory]
    [InlineData("builder.AddCircuitBreaker(new(")]
    [InlineData("builder.AddCircuitBreaker();")]
    [InlineData("builder.AddCircuitBreaker(new Missing<HttpResponseMessage>());")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Setup(statements));

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.CircuitBreaker;
        using Polly.Retry;
        class Setup(HttpClient http)
        {
            void Add(IServiceCollection services, ResiliencePipelineBuilder<HttpResponseMessage> builder, RetryStrategyOptions<HttpResponseMessage> given)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            static void Fill(RetryStrategyOptions<HttpResponseMessage> options) { }
            static DelegatingHandler Foreign() => throw new NotSupportedException();
            async Task<HttpResponseMessage> Get(CancellationToken token) { var r = await http.GetAsync("a", token); return r.EnsureSuccessStatusCode(); }
        }
        class Signing : DelegatingHandler;
        class Strict : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => (await base.SendAsync(request, token)).EnsureSuccessStatusCode();
        }
        """;
}
