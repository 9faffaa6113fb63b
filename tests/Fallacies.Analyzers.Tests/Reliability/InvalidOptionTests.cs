using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.InvalidOptionAnalyzer, Fallacies.CodeFixes.Reliability.InvalidOptionFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1008.</summary>
public sealed class InvalidOptionTests
{
    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { {|#0:MaxRetryAttempts = 0|} });", "'MaxRetryAttempts' is 0 where 1 or more is allowed", "building the pipeline")]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(new() { {|#0:Delay = -TimeSpan.FromSeconds(1)|} });", "'Delay' is -1 s where 0 s to 1 day is allowed", "building the pipeline")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions { {|#0:Timeout = System.Threading.Timeout.InfiniteTimeSpan|} });", "'Timeout' is infinite where 10 ms to 1 day is allowed", "building the pipeline")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout({|#0:TimeSpan.Zero|});", "'Timeout' is 0 s where 10 ms to 1 day is allowed", "building the pipeline")]
    [InlineData("new ResiliencePipelineBuilder().AddCircuitBreaker(new() { {|#0:MinimumThroughput = 1|} });", "'MinimumThroughput' is 1 where 2 or more is allowed", "building the pipeline")]
    [InlineData("new ResiliencePipelineBuilder().AddCircuitBreaker(new() { {|#0:FailureRatio = 50|} });", "'FailureRatio' is 50 where 0 to 1 is allowed", "building the pipeline")]
    [InlineData("new ResiliencePipelineBuilder<string>().AddHedging(new() { {|#0:MaxHedgedAttempts = 11|} });", "'MaxHedgedAttempts' is 11 where 1 to 10 is allowed", "building the pipeline")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => {|#0:o.Retry.MaxRetryAttempts = 0|});", "'MaxRetryAttempts' is 0 where 1 or more is allowed", "creating the client")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler().Configure(o => {|#0:o.CircuitBreaker.BreakDuration = TimeSpan.Zero|});", "'BreakDuration' is 0 s where 500 ms to 1 day is allowed", "creating the client")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => {|#0:o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5)|});", "The 5 s for all tries are less than the 10 s for one", "creating the client")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.TotalRequestTimeout = new() { Timeout = TimeSpan.FromMinutes(2) }; {|#0:o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(20)|}; });", "The 30 s that the circuit breaker looks back are less than twice the 20 s for one try", "creating the client")]
    [InlineData("services.AddHttpClient(\"a\").{|#0:AddStandardHedgingHandler|}().Configure(o => o.Endpoint.Timeout.Timeout = TimeSpan.FromSeconds(16));", "The 30 s that the circuit breaker looks back are less than twice the 16 s for one try", "creating the client")]
    [InlineData("services.AddHttpClient(\"a\").{|#0:AddStandardHedgingHandler|}().Configure(o => { o.Hedging.MaxHedgedAttempts = 4; o.Hedging.Delay = TimeSpan.FromSeconds(8); });", "The 4 × 8 s until the last hedged try are more than the 30 s for all tries", "creating the client")]
    [InlineData("services.AddHttpClient(\"a\").{|#0:AddStandardResilienceHandler|}(Limits.Set);", "The 4 s for all tries are less than the 10 s for one", "creating the client")]
    public Task Says_what_is_refused(string statement, string text, string moment) => Message(
        Setup(statement) + "\nstatic class Limits { public static void Set(HttpStandardResilienceOptions options) => options.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(4); }", text, moment);

    [Fact]
    public Task Both_contradictions_are_told() => Verify.AnalyzeAsync(
        Setup("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => {|FAL1008:{|FAL1008:o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(40)|}|});"));

    [Fact]
    public Task Variables_constants_and_fields_are_followed() => Verify.AnalyzeAsync(
        Setup(
            """
            const int None = 0;
            var retry = new RetryStrategyOptions { [|MaxRetryAttempts = None|] };
            new ResiliencePipelineBuilder().AddRetry(retry);
            var timeout = new TimeoutStrategyOptions();
            [|timeout.Timeout = Never|];
            new ResiliencePipelineBuilder().AddTimeout(timeout);
            services.AddHttpClient("a").AddResilienceHandler("own", p => p.AddRetry(new HttpRetryStrategyOptions { [|MaxRetryAttempts = 0|] }).AddTimeout([|TimeSpan.FromDays(2)|]));
            """).Replace("static class Setup {", "static class Setup { static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;", StringComparison.Ordinal));

    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.Zero, MaxDelay = null });")]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = number });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(10)).AddTimeout(TimeSpan.FromDays(1));")]
    [InlineData("new ResiliencePipelineBuilder<string>().AddHedging(new() { Delay = Timeout.InfiniteTimeSpan });")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(10));")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(15));")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardHedgingHandler().Configure(o => o.Hedging.Delay = TimeSpan.FromSeconds(30));")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardHedgingHandler().Configure(o => { o.Hedging.Delay = TimeSpan.FromSeconds(40); o.Hedging.DelayGenerator = _ => new(TimeSpan.Zero); });")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5); o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(2); });")]
    // Configuration may say something else.
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 0).Configure(section);")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.Retry.MaxRetryAttempts = 0; section.Bind(o.Retry); });")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(section).Configure(o => o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5));")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 0); services.Configure<HttpStandardResilienceOptions>(\"a-standard\", section);")]
    [InlineData("var retry = new RetryStrategyOptions { MaxRetryAttempts = 0 }; section.Bind(retry); new ResiliencePipelineBuilder().AddRetry(retry);")]
    // Set again.
    [InlineData("var retry = new RetryStrategyOptions { MaxRetryAttempts = 0 }; retry.MaxRetryAttempts = 3; new ResiliencePipelineBuilder().AddRetry(retry);")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5); if (number > 1) o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(20); });")]
    // A wrapper that knows what zero means.
    [InlineData("Wrap(new RetryStrategyOptions { MaxRetryAttempts = 0 });")]
    [InlineData("new Fake { MaxRetryAttempts = 0, Timeout = TimeSpan.Zero };")]
    public Task Leaves_alone(string statement) => Verify.AnalyzeAsync(
        Setup(statement.StartsWith("new Fake", StringComparison.Ordinal) ? "_ = " + statement : statement) + "\nclass Fake { public int MaxRetryAttempts { get; set; } public TimeSpan Timeout { get; set; } }");

    [Fact]
    public Task Leaves_values_alone_that_depend_on_symbols() => Verify.AnalyzeAsync(Setup(
        """
        services.AddHttpClient("a").AddStandardResilienceHandler(o =>
        {
            o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5);
        #if NETFRAMEWORK
            o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(1);
        #endif
        });
        """));

    [Fact]
    public Task The_range_is_that_of_the_referenced_version() => Verify.AnalyzeAsync(
        """
        using Polly.Retry;
        class Program
        {
            void Build(Polly.ResiliencePipelineBuilder builder)
            {
                builder.AddRetry(new RetryStrategyOptions<int> { [|MaxRetryAttempts = 6|], Delay = TimeSpan.FromDays(3) });
                builder.AddRetry(new RetryStrategyOptions<int> { MaxRetryAttempts = 0, [|Delay = TimeSpan.Zero|] });
            }
        }
        """,
        references: [.. References.All.Where(reference => Path.GetFileName(reference.Display)?.StartsWith("Polly", StringComparison.Ordinal) != true), OtherVersion()]);

    private static PortableExecutableReference OtherVersion()
    {
        const string Source =
            """
            using System;
            using System.ComponentModel.DataAnnotations;
            namespace Polly { public class ResiliencePipelineBuilder { public void AddRetry<T>(Retry.RetryStrategyOptions<T> options) { } } }
            namespace Polly.Retry
            {
                public class RetryStrategyOptions<T>
                {
                    [Range(0, 5)] public int MaxRetryAttempts { get; set; }
                    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")] public TimeSpan Delay { get; set; }
                }
            }
            """;
        using var image = new MemoryStream();
        Assert.True(Analysis.Compile(Source).WithAssemblyName("Polly.Core").Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Setup("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.Zero);"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Setup(
        """
        new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { MaxRetryAttempts = {|CS1525:}|} );
        services.AddHttpClient("a").AddStandardResilienceHandler(o => o.{|CS1061:Missing|}.Timeout = TimeSpan.Zero);
        """));

    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { [|MaxRetryAttempts = 0|] }).AddTimeout([|TimeSpan.Zero|]).Build();", "new ResiliencePipelineBuilder().Build();")]
    [InlineData("var b = new ResiliencePipelineBuilder();\nb.AddTimeout([|Timeout.InfiniteTimeSpan|]);\nb.AddTimeout(new TimeoutStrategyOptions { [|Timeout = TimeSpan.Zero|] });\nb.Build();", "var b = new ResiliencePipelineBuilder();\nb.Build();")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => [|o.Retry.MaxRetryAttempts = 0|] /* none */);", "services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => o.Retry.ShouldHandle = _ => PredicateResult.False() /* none */);")]
    [InlineData("var retry = new HttpRetryStrategyOptions { [|MaxRetryAttempts = -1|] }; new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry);", "var retry = new HttpRetryStrategyOptions { ShouldHandle = _ => PredicateResult.False() }; new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(retry);")]
    [InlineData("new ResiliencePipelineBuilder().AddCircuitBreaker(new() { [|FailureRatio = 50|], [|MinimumThroughput = 1|], [|BreakDuration = TimeSpan.FromMilliseconds(100)|] });", "new ResiliencePipelineBuilder().AddCircuitBreaker(new() { FailureRatio = 0.5, MinimumThroughput = 2, BreakDuration = TimeSpan.FromMilliseconds(500) });")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout([|TimeSpan.FromDays(3)|]).AddTimeout([|TimeSpan.FromMilliseconds(1)|]);", "new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromDays(1)).AddTimeout(TimeSpan.FromMilliseconds(10));")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => [|o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5)|]);", "services.AddHttpClient(\"a\").AddStandardResilienceHandler(o =>\n{\n    o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5);\n    o.AttemptTimeout.Timeout = TimeSpan.FromMilliseconds(2500);\n});")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(15); [|o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(5)|]; });", "services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => { o.AttemptTimeout.Timeout = TimeSpan.FromSeconds(15); o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(45); });")]
    [InlineData("services.AddHttpClient(\"a\").[|AddStandardHedgingHandler|]().Configure(o => { o.Hedging.Delay = TimeSpan.FromSeconds(20); o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(30); o.Hedging.MaxHedgedAttempts = 2; });", "services.AddHttpClient(\"a\").AddStandardHedgingHandler().Configure(o => { o.Hedging.Delay = TimeSpan.FromSeconds(20); o.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(50); o.Hedging.MaxHedgedAttempts = 2; });")]
    public Task The_fix_says_what_was_meant_or_the_nearest(string statement, string cured) => Verify.FixAsync(Setup(statement), Setup(cured));

    [Theory]
    [InlineData("new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { /* off for now */ [|MaxRetryAttempts = 0|] }).Build();")]
    [InlineData("services.AddHttpClient(\"a\").AddStandardResilienceHandler(o => [|o.AttemptTimeout.Timeout = TimeSpan.Zero|]);")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(new TimeoutStrategyOptions { [|Timeout = TimeSpan.FromSeconds(-5)|] });")]
    public Task Offers_nothing_where_nobody_knows_what_was_meant(string statement) => Verify.NoFixAsync(Setup(statement));

    private static Task Message(string source, params object[] arguments) =>
        new Verify.Test(source, "fallacies.project_kind = service")
        {
            ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.InvalidOptionAnalyzer.Descriptor).WithLocation(0).WithArguments(arguments).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations) },
        }.RunAsync();

    private static string Setup(string statements) =>
        $$"""
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Retry;
        using Polly.Timeout;
        static class Setup {
            static void Add(IServiceCollection services, IConfigurationSection section, int number)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            static void Wrap(RetryStrategyOptions options) { if (options.MaxRetryAttempts > 0) new ResiliencePipelineBuilder().AddRetry(options); }
        }
        """;
}
