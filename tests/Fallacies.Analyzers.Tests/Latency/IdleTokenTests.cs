using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.DroppedTokenAnalyzer, Fallacies.CodeFixes.Latency.DroppedTokenFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2004 on tokens that no caller gives.</summary>
public sealed class IdleTokenTests
{
    private const string Own = "async Task Load(string url, CancellationToken token = default) => await http.";

    [Theory]
    [InlineData("private", "public Task Start() => Load(\"\");")]
    [InlineData("private", "public Task Start() => Load(\"\", CancellationToken.None);")]
    [InlineData("private", "public Task Start() => Load(token: default, url: \"\"); public Task Other() => this.Load(\"\");")]
    [InlineData("internal", "} class Page(Prices? prices) { public Task Start() => prices?.Load(\"\") ?? Task.CompletedTask;")]
    [InlineData("public", "public Task Start() => First(\"\"); public Task First(string url, CancellationToken token = default) => Load(url, token);")]
    [InlineData("private", "public Task Start() => First(\"\", default); private Task First(string url, CancellationToken own) => Second(url, own); private Task Second(string url, CancellationToken own) => Load(url, own);")]
    [InlineData("public", "} interface IPrices { Task Load(string url, CancellationToken token = default); } class Page(IPrices prices) { public Task Start() => prices.Load(\"\"); public Prices Own(HttpClient http) => new(http);")]
    public Task Leaves_alone_a_token_that_nobody_gives(string accessibility, string callers) => Verify.AnalyzeAsync(Source(accessibility, "GetAsync", callers));

    [Theory]
    [InlineData("private", "GetAsync")]
    [InlineData("public", "[|GetAsync|]")]
    public Task An_overload_with_a_token_is_there_for_those_who_have_one(string accessibility, string call) => Verify.AnalyzeAsync(
        $$"""
        class Prices(HttpClient http)
        {
            public Task Load(string url) => Load(url, CancellationToken.None);
            {{accessibility}} async Task Load(string url, CancellationToken own) => await http.{{call}}(url);
        }
        """);

    [Theory]
    // Somebody gives one.
    [InlineData("private", "public Task Start() => Load(\"\"); public Task Other(CancellationToken token) => Load(\"\", token);")]
    [InlineData("private", "public Task Start() => Load(\"\", new CancellationTokenSource(1000).Token);")]
    [InlineData("public", "} interface IPrices { Task Load(string url, CancellationToken token = default); } class Page(IPrices prices) { public Task Start(CancellationToken token) => prices.Load(\"\", token); public Task Other(Prices own) => own.Load(\"\");")]
    [InlineData("private", "public Task Start() => A(default); Task A(CancellationToken own) => B(own); Task B(CancellationToken own) => C(own); Task C(CancellationToken own) => Load(\"\", own);")]
    // Somebody else may.
    [InlineData("public", "")]
    [InlineData("private", "public Task Start() => Load(\"\"); public Func<string, CancellationToken, Task> Later => Load;")]
    [InlineData("private", "public Task Start() => Load(\"\"); public Task All(string[] urls) => Parallel.ForEachAsync(urls, (url, token) => new ValueTask(Load(url, token)));")]
    [InlineData("private", "public Task Start() => Load(\"\"); public object? Found => GetType().GetMethod(nameof(Load));")]
    [InlineData("internal", "public static System.Linq.Expressions.Expression<Func<Prices, Task>> Job => prices => prices.Load(\"\", CancellationToken.None);")]
    [InlineData("[Obsolete] private", "[Obsolete] public Task Start() => Load(\"\");")]
    [InlineData("public virtual", "} class Fast(HttpClient http) : Prices(http) { public override Task Load(string url, CancellationToken token = default) => base.Load(url, token); public Task Start() => base.Load(\"\");")]
    [InlineData("public", "} class PricesHandler(HttpClient http) { public async Task Handle(string url, CancellationToken token = default) => await http.[|GetAsync|](url); public Task Start() => Handle(\"\");")]
    [InlineData("public", "} class PricesController(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase { public async Task Show(string url, CancellationToken token = default) => await http.[|GetAsync|](url); public Task Start() => [|Show|](\"\");")]
    [InlineData("public", "} class Start(HttpClient http) : Microsoft.Extensions.Hosting.IHostedService { public async Task StartAsync(CancellationToken token) => await http.[|GetAsync|](\"\"); public Task StopAsync(CancellationToken token) => Task.CompletedTask; public Task Again() => StartAsync(default);")]
    public Task Reports_a_token_that_somebody_may_give(string accessibility, string callers) => Verify.AnalyzeAsync(Source(accessibility, "[|GetAsync|]", callers));

    [Fact]
    public Task Reports_a_token_that_the_method_itself_puts_in_its_place() => Verify.AnalyzeAsync(
        """
        class Prices(HttpClient http, CancellationTokenSource stop)
        {
            public Task Start() => Load("");
            private async Task Load(string url, CancellationToken token = default) { token = stop.Token; await http.[|GetAsync|](url); }
        }
        """);

    [Fact]
    public Task Reports_a_token_that_comes_with_the_enumeration() => Verify.AnalyzeAsync(
        """
        class Prices(HttpClient http, CancellationTokenSource stop)
        {
            public async Task Start() { await foreach (var _ in Load("").WithCancellation(stop.Token)) { } }
            private async IAsyncEnumerable<string> Load(string url, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
            {
                yield return await http.[|GetStringAsync|](url);
            }
        }
        """);

    [Theory]
    [InlineData("private", "GetAsync")]
    [InlineData("public", "[|GetAsync|]")]
    public Task In_a_library_others_may_give_one_to_what_they_see(string accessibility, string call) =>
        Verify.AnalyzeAsync(Source(accessibility, call, "public Task Start() => Load(\"\");"), "fallacies.project_kind = library");

    [Theory]
    [InlineData("public Task Start() => Load(, );")]
    [InlineData("public Task Start() => Load(\"\", token: );")]
    public Task Survives_half_typed(string callers) => Reliability.PipelineSource.SurvivesAsync(Source("private", "GetAsync", callers));

    private static string Source(string accessibility, string call, string others) =>
        $$"""
        class Prices(HttpClient http){{(others.Contains("IPrices", StringComparison.Ordinal) ? " : IPrices" : "")}}
        {
            {{accessibility}} {{Own}}{{call}}(url);
            {{others}}
        }
        """;
}
