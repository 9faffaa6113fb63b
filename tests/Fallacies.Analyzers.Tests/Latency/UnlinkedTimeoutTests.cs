using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.UnlinkedTimeoutAnalyzer, Fallacies.CodeFixes.Latency.UnlinkedTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class UnlinkedTimeoutTests
{
    [Theory]
    [InlineData(
        "using var limit = [|new CancellationTokenSource(TimeSpan.FromSeconds(5))|]; // five\n        await http.GetAsync(url, limit.Token);",
        "using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct); // five\n        limit.CancelAfter(TimeSpan.FromSeconds(5));\n        await http.GetAsync(url, limit.Token);")]
    [InlineData(
        "using var limit = [|new CancellationTokenSource(millisecondsDelay: 5000)|];\n        var token = limit.Token;\n        await http.GetAsync(url, cancellationToken: token).ConfigureAwait(false);",
        "using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);\n        limit.CancelAfter(5000);\n        var token = limit.Token;\n        await http.GetAsync(url, cancellationToken: token).ConfigureAwait(false);")]
    [InlineData(
        "CancellationTokenSource limit = [|new()|];\n        limit.CancelAfter(5000);\n        await http.GetAsync(url, limit.Token);",
        "CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);\n        limit.CancelAfter(5000);\n        await http.GetAsync(url, limit.Token);")]
    [InlineData(
        "using (var limit = [|new CancellationTokenSource(5000)|])\n        {\n            await http.GetAsync(url, limit.Token);\n        }",
        "using (var limit = CancellationTokenSource.CreateLinkedTokenSource(ct))\n        {\n            limit.CancelAfter(5000);\n            await http.GetAsync(url, limit.Token);\n        }")]
    [InlineData(
        "using var limit = [|new CancellationTokenSource(5000)|];\n        await LoadAsync(url, limit.Token);",
        "using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);\n        limit.CancelAfter(5000);\n        await LoadAsync(url, limit.Token);")]
    public Task The_source_hears_of_the_caller_too(string before, string after) => Verify.FixAsync(Around(before), Around(after));

    [Theory]
    [InlineData("LoadAsync(url)", "new CancellationTokenSource(5000)")]
    [InlineData("LoadAsync(url, stop)", "[|new CancellationTokenSource(5000)|]")]
    public Task A_token_that_nobody_gives_is_no_caller(string call, string source) => Verify.AnalyzeAsync(
        $$"""
        class Prices(HttpClient http)
        {
            public Task ShowAsync(string url, CancellationToken stop) => {{call}};
            private async Task LoadAsync(string url, CancellationToken token = default)
            {
                using var limit = {{source}};
                await http.GetAsync(url, limit.Token);
            }
        }
        """);

    [Fact]
    public Task All_at_once() => Verify.FixAsync(
        Around("using var one = [|new CancellationTokenSource(5000)|];\n        await http.GetAsync(url, one.Token);\n        using var two = [|new CancellationTokenSource(6000)|];\n        await http.GetAsync(url, two.Token);"),
        Around("using var one = CancellationTokenSource.CreateLinkedTokenSource(ct);\n        one.CancelAfter(5000);\n        await http.GetAsync(url, one.Token);\n        using var two = CancellationTokenSource.CreateLinkedTokenSource(ct);\n        two.CancelAfter(6000);\n        await http.GetAsync(url, two.Token);"));

    [Theory]
    [InlineData("using var limit = [|new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System)|]; await http.GetAsync(url, limit.Token);")]
    [InlineData("CancellationTokenSource a = [|new(5000)|], b = new(); await http.GetAsync(url, a.Token); b.Dispose();")]
    public Task Offers_nothing_for(string body) => Verify.NoFixAsync(Around(body));

    [Fact]
    public Task A_token_that_may_be_missing_is_linked_where_it_is_there() => Verify.FixAsync(
        Maybe("using var limit = [|new CancellationTokenSource(5000)|];\n        await http.GetAsync(url, limit.Token);"),
        Maybe("using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct ?? default);\n        limit.CancelAfter(5000);\n        await http.GetAsync(url, limit.Token);"));

    [Theory]
    [InlineData("using var limit = ct.HasValue ? CancellationTokenSource.CreateLinkedTokenSource(ct.Value) : new CancellationTokenSource(5000); limit.CancelAfter(5000); await http.GetAsync(url, limit.Token);")]
    [InlineData("var token = ct ?? new CancellationTokenSource(5000).Token; await http.GetAsync(url, token);")]
    [InlineData("if (ct is null) { using var limit = new CancellationTokenSource(5000); await http.GetAsync(url, limit.Token); } else await http.GetAsync(url, ct.Value);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); ct ??= limit.Token; await http.GetAsync(url, ct.Value);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); await http.GetAsync(url, ct ?? limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); using var both = CancellationTokenSource.CreateLinkedTokenSource(ct ?? default, limit.Token); await http.GetAsync(url, both.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); using var end = ct?.Register(limit.Cancel); await http.GetAsync(url, limit.Token);")]
    public Task Leaves_a_token_alone_that_may_be_missing_and_is_linked_or_replaced(string body) => Verify.AnalyzeAsync(Maybe(body));

    [Fact]
    public Task Two_tokens_of_the_caller_are_a_choice() => Verify.NoFixAsync(
        "class C { async Task M(HttpClient http, CancellationToken a, CancellationToken b) { using var limit = [|new CancellationTokenSource(5)|]; await http.GetAsync(\"\", limit.Token); } }");

    [Theory]
    [InlineData("using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct); limit.CancelAfter(5000); await http.GetAsync(url, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token); await http.GetAsync(url, both.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); using var _ = ct.Register(() => limit.Cancel()); await http.GetAsync(url, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); using var _ = ct.Register(limit.Cancel); await http.GetAsync(url, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); await http.GetAsync(url, limit.Token).WaitAsync(ct);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); await Task.WhenAny(http.GetAsync(url, limit.Token), Task.Delay(-1, ct));")]
    [InlineData("using var limit = new CancellationTokenSource(); await http.GetAsync(url, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan); await http.GetAsync(url, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(-1); await http.GetAsync(url, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); await Task.Delay(1, limit.Token);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); Keep(limit); await http.GetAsync(url, limit.Token);")]
    [InlineData("try { } finally { using var limit = new CancellationTokenSource(5000); await http.DeleteAsync(url, limit.Token); }")]
    [InlineData("try { } catch { using var limit = new CancellationTokenSource(5000); await http.DeleteAsync(url, limit.Token); }")]
    [InlineData("while (!ct.IsCancellationRequested) { await Task.Yield(); } using var limit = new CancellationTokenSource(5000); await http.DeleteAsync(url, limit.Token);")]
    [InlineData("if (ct.IsCancellationRequested) { using var limit = new CancellationTokenSource(5000); await http.DeleteAsync(url, limit.Token); }")]
    [InlineData("await http.PutAsync(url, null, ct); using var limit = new CancellationTokenSource(5000); await http.PostAsync(url, null, limit.Token);")]
    [InlineData("_ = Task.Run(async () => { using var limit = new CancellationTokenSource(5000); await http.GetAsync(url, limit.Token); });")]
    public Task Leaves_alone(string body) => Verify.AnalyzeAsync(Around(body));

    [Theory]
    [InlineData("async Task M(HttpClient http) { using var limit = new CancellationTokenSource(5); await http.GetAsync(\"\", limit.Token); }")]
    [InlineData("async Task StopAsync(HttpClient http, CancellationToken ct) { using var limit = new CancellationTokenSource(5); await http.GetAsync(\"\", limit.Token); }")]
    [InlineData("readonly CancellationTokenSource _limit = new(5); async Task M(HttpClient http, CancellationToken ct) => await http.GetAsync(\"\", _limit.Token);")]
    public Task Leaves_alone_in(string member) => Verify.AnalyzeAsync($"class C {{ {member} }}");

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Around("using var limit = new CancellationTokenSource(5000); await http.GetAsync(url, limit.Token);"), "fallacies.project_kind = test");

    [Fact]
    public Task Works_in_a_worker() => Verify.FixAsync(
        """
        class Worker(HttpClient http) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    using var limit = [|new CancellationTokenSource(5000)|];
                    await http.GetStringAsync("prices", limit.Token);
                }
            }
        }
        """,
        """
        class Worker(HttpClient http) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                    limit.CancelAfter(5000);
                    await http.GetStringAsync("prices", limit.Token);
                }
            }
        }
        """);

    private static string Maybe(string body) => Around(body).Replace("CancellationToken ct)", "CancellationToken? ct)", StringComparison.Ordinal);

    private static string Around(string body) =>
        $$"""
        class Client(HttpClient http)
        {
            public async Task RunAsync(string url, CancellationToken ct)
            {
                {{body}}
            }
            private async Task LoadAsync(string url, CancellationToken token) => await http.GetAsync(url, token);
            private static void Keep(CancellationTokenSource source) { }
        }
        """;
}
