using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.LateRetryAnalyzer, Fallacies.CodeFixes.Reliability.LateRetryFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1009.</summary>
public sealed class LateRetryTests
{
    private const string Retry = "new RetryStrategyOptions";

    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).{|#0:AddRetry|}(new RetryStrategyOptions());", "AddRetry", "the timeout of 1 s around it", "even the first retry waits 2 s and never starts", true)]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromMilliseconds(300) }).{|#0:AddRetry|}(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.FromSeconds(1), UseJitter = true });", "AddRetry", "the timeout of 300 ms around it", "even the first retry waits about 1 s and never starts", true)]
    [InlineData("var b = new ResiliencePipelineBuilder(); b.AddTimeout(TimeSpan.FromSeconds(2)); b.{|#0:AddRetry|}(new RetryStrategyOptions());", "AddRetry", "the timeout of 2 s around it", "even the first retry waits 2 s and never starts", true)]
    [InlineData("services.AddResiliencePipeline(\"x\", b => b.AddTimeout(TimeSpan.FromSeconds(1)).{|#0:AddRetry|}(new RetryStrategyOptions()));", "AddRetry", "the timeout of 1 s around it", "even the first retry waits 2 s and never starts", true)]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(30)).{|#0:AddRetry|}(new RetryStrategyOptions()).AddTimeout(TimeSpan.FromSeconds(10));", "AddRetry", "the timeout of 30 s around it", "3 retries × 2 s + 4 × 10 s = 46 s, so the last tries are cut off", false)]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(10)).{|#0:AddRetry|}(new RetryStrategyOptions { BackoffType = DelayBackoffType.Exponential });", "AddRetry", "the timeout of 10 s around it", "waits of 2 s + 4 s + 8 s = 14 s, so the last tries are cut off", false)]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(5)).{|#0:AddRetry|}(new RetryStrategyOptions { MaxRetryAttempts = 1 }).AddCircuitBreaker(new()).AddTimeout(TimeSpan.FromSeconds(2));", "AddRetry", "the timeout of 5 s around it", "1 retry × 2 s + 2 × 2 s = 6 s, so the last tries are cut off", false)]
    [InlineData("services.AddHttpClient(\"a\", c => c.Timeout = TimeSpan.FromSeconds(1)).AddResilienceHandler(\"own\", b => b.{|#0:AddRetry|}(new HttpRetryStrategyOptions { Delay = TimeSpan.FromSeconds(3) }));", "AddRetry", "the timeout of 'a', 1 s", "even the first retry waits about 3 s and never starts", true)]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => o.Retry.Delay = TimeSpan.FromMinutes(2));", "AddStandardResilienceHandler", "its total of 30 s", "even the first retry waits about 120 s and never starts", true)]
    [InlineData("Policy.TimeoutAsync(1).{|#0:WrapAsync|}(Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2)));", "WaitAndRetryAsync", "the timeout of 1 s around it", "even the first retry waits 2 s and never starts", true)]
    [InlineData("var retry = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(2, n => TimeSpan.FromSeconds(n)); var limit = Policy.TimeoutAsync(TimeSpan.FromSeconds(8)); Policy.{|#0:WrapAsync|}(limit, retry, Policy.TimeoutAsync(3));", "WaitAndRetryAsync", "the timeout of 8 s around it", "waits of 1 s + 2 s + 3 × 3 s = 12 s, so the last tries are cut off", false)]
    [InlineData("services.AddHttpClient(\"a\", c => c.Timeout = TimeSpan.FromSeconds(1)).{|#0:AddTransientHttpErrorPolicy|}(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2)));", "WaitAndRetryAsync", "the timeout of 'a', 1 s", "even the first retry waits 2 s and never starts", true)]
    [InlineData("services.AddHttpClient(\"a\").AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(5)).{|#0:AddPolicyHandler|}(Policy<HttpResponseMessage>.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2)));", "WaitAndRetryAsync", "the timeout of 5 s around it", "3 retries × 2 s = 6 s, so the last tries are cut off", false)]
    public Task Says_the_sum(string statement, string retry, string limit, string text, bool isWarning)
    {
        var source = statement.Contains("{|#0:", StringComparison.Ordinal) ? statement : statement.Replace(retry, "{|#0:" + retry + "|}", StringComparison.Ordinal);
        return new Verify.Test(Setup(source), "fallacies.project_kind = service")
        {
            ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.LateRetryAnalyzer.Descriptor).WithSeverity(isWarning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info).WithLocation(0).WithArguments(retry, limit, text).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations) },
        }.RunAsync();
    }

    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(" + Retry + "()).AddTimeout(TimeSpan.FromSeconds(1));")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(46)).AddRetry(" + Retry + "()).AddTimeout(TimeSpan.FromSeconds(10));")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(time).AddRetry(" + Retry + "());")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).AddRetry(" + Retry + " { Delay = time });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).AddRetry(" + Retry + " { Delay = TimeSpan.Zero });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).AddRetry(" + Retry + " { DelayGenerator = _ => new(TimeSpan.Zero) });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).AddRetry(" + Retry + " { MaxRetryAttempts = int.MaxValue, Delay = TimeSpan.FromSeconds(5) });")]
    // Jitter may make the waits short enough.
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(4)).AddRetry(" + Retry + " { UseJitter = true });")]
    [InlineData("services.AddHttpClient(\"a\", c => c.Timeout = TimeSpan.FromSeconds(8)).AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions()));")]
    [InlineData("services.AddHttpClient(\"a\").AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions { Delay = TimeSpan.FromMinutes(5) }));")]
    // The defaults, and what fits.
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler();")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(10); o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(2); });")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.Retry.Delay = TimeSpan.FromMinutes(2); if (number > 1) o.TotalRequestTimeout.Timeout = TimeSpan.FromMinutes(9); });")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.Retry.Delay = TimeSpan.FromMinutes(2); o.Retry.ShouldHandle = _ => PredicateResult.False(); });")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(section).Configure(o => o.Retry.Delay = TimeSpan.FromMinutes(2));")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2)).WrapAsync(Policy.TimeoutAsync(1));")]
    [InlineData("services.AddHttpClient(\"a\", c => c.Timeout = TimeSpan.FromSeconds(9)).AddTransientHttpErrorPolicy(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2)));")]
    [InlineData("services.AddHttpClient(\"a\").AddPolicyHandler(Policy<HttpResponseMessage>.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2))).AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(1));")]
    [InlineData("Policy.TimeoutAsync(1).WrapAsync(Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(number)));")]
    [InlineData("var b = new ResiliencePipelineBuilder(); if (number > 1) { b.AddTimeout(TimeSpan.FromSeconds(1)); } b.AddRetry(" + Retry + "());")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(Setup(statement));

    [Fact]
    public Task Leaves_values_alone_that_depend_on_symbols() => Verify.AnalyzeAsync(Setup("#if NETFRAMEWORK\n#endif\nnew ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).AddRetry(new RetryStrategyOptions());"));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Setup("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(1)).AddRetry(new RetryStrategyOptions());"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Setup("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds({|CS0103:limit|})).AddRetry(new RetryStrategyOptions { Delay = {|CS0103:wait|} });"));

    [Fact]
    public Task The_timeout_becomes_the_sum() => Verify.FixAsync(
        Setup(
            """
            new ResiliencePipelineBuilder()
                .AddTimeout(TimeSpan.FromSeconds(1) /* all */)
                .[|AddRetry|](new RetryStrategyOptions());
            new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(30) }).[|AddRetry|](new RetryStrategyOptions()).AddTimeout(TimeSpan.FromSeconds(10));
            """),
        Setup(
            """
            new ResiliencePipelineBuilder()
                .AddTimeout(TimeSpan.FromSeconds(10) /* all */)
                .AddRetry(new RetryStrategyOptions());
            new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(46) }).AddRetry(new RetryStrategyOptions()).AddTimeout(TimeSpan.FromSeconds(10));
            """));

    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(Limit).[|AddRetry|](new RetryStrategyOptions());")]
    [InlineData("Policy.TimeoutAsync(1).[|WrapAsync|](Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(2)));")]
    public Task No_fix_where_the_time_is_not_written_in_the_call(string statement) => Verify.NoFixAsync(Setup(statement));

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Retry;
        using Polly.Timeout;
        static class Setup
        {
            static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
            static void Add(IServiceCollection services, IConfigurationSection section, int number, TimeSpan time)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;
}
