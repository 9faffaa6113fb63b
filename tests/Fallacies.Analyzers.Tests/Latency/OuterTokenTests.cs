using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.OuterTokenAnalyzer, Fallacies.CodeFixes.Latency.OuterTokenFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class OuterTokenTests
{
    [Theory]
    [InlineData(
        "await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, [|ct|]));",
        "await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "await Parallel.ForEachAsync(urls, ct, async (url, _) => await http.GetAsync(url, [|ct|]));",
        "await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.[|GetAsync|](url));",
        "await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "await Parallel.ForEachAsync(urls, async (url, _) => await http.[|GetAsync|](url));",
        "await Parallel.ForEachAsync(urls, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "await Parallel.ForEachAsync(urls, async (url, _) => { await Task.Delay(1, ct); await http.GetAsync(url, [|ct|]); });",
        "await Parallel.ForEachAsync(urls, ct, async (url, token) => { await Task.Delay(1, token); await http.GetAsync(url, token); });")]
    [InlineData(
        "await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (url, token) => await http.GetAsync(url, [|ct|]));",
        "await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "await Parallel.ForEachAsync(urls, new ParallelOptions() { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (url, token) => await http.GetAsync(url, [|ct|]));",
        "await Parallel.ForEachAsync(urls, new ParallelOptions() { MaxDegreeOfParallelism = 4, CancellationToken = ct }, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "var eight = new ParallelOptions { CancellationToken = ct }; await Parallel.ForEachAsync(urls, eight, async (url, token) => await http.GetAsync(url, [|ct|]));",
        "var eight = new ParallelOptions { CancellationToken = ct }; await Parallel.ForEachAsync(urls, eight, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData(
        "await Parallel.ForAsync(0, 9, async (i, token) => { using var reply = await http.GetAsync(\"\", [|ct|]).ConfigureAwait(false); });",
        "await Parallel.ForAsync(0, 9, ct, async (i, token) => { using var reply = await http.GetAsync(\"\", token).ConfigureAwait(false); });")]
    [InlineData(
        "await Parallel.ForEachAsync(\n            urls,\n            async (url, _) =>\n            {\n                // One.\n                await LoadAsync(url, [|ct|]); // Done.\n            });",
        "await Parallel.ForEachAsync(\n            urls,\n            ct,\n            async (url, token) =>\n            {\n                // One.\n                await LoadAsync(url, token); // Done.\n            });")]
    [InlineData(
        "var token = 1; await Parallel.ForEachAsync(urls, ct, async (url, _) => await http.GetAsync(url + token, [|ct|]));",
        "var token = 1; await Parallel.ForEachAsync(urls, ct, async (url, token2) => await http.GetAsync(url + token, token2));")]
    public Task The_loops_token_takes_the_place(string before, string after) => Verify.FixAsync(Around(before), Around(after));

    [Fact]
    public Task All_loops_at_once() => Verify.FixAsync(
        Around("await Parallel.ForEachAsync(urls, async (url, _) => await http.GetAsync(url, [|ct|])); await Parallel.ForEachAsync(urls, ct, async (url, token) => { await http.GetAsync(url, [|ct|]); await http.GetAsync(url); });"),
        Around("await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, token)); await Parallel.ForEachAsync(urls, ct, async (url, token) => { await http.GetAsync(url, token); await http.GetAsync(url, token); });"));

    [Theory]
    [InlineData("await Parallel.ForEachAsync(urls, options, async (url, token) => await http.GetAsync(url, [|ct|]));")]
    [InlineData("using var other = new CancellationTokenSource(); await Parallel.ForEachAsync(urls, other.Token, async (url, token) => await http.GetAsync(url, [|ct|]));")]
    [InlineData("using var other = new CancellationTokenSource(); await Parallel.ForEachAsync(urls, async (url, token) => { await http.GetAsync(url, [|ct|]); await http.GetAsync(url, other.Token); });")]
    public Task Offers_nothing_where_the_loop_would_miss_a_cancellation(string body) => Verify.NoFixAsync(Around(body));

    [Theory]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, token));")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, CancellationToken.None));")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, default(CancellationToken)));")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => { using var limit = CancellationTokenSource.CreateLinkedTokenSource(token); await http.GetAsync(url, limit.Token); });")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => { try { } finally { await http.DeleteAsync(url, ct); } });")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => { await http.PutAsync(url, null, token); await http.PostAsync(url, null); });")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => await pipeline.ExecuteAsync(async inner => await http.GetAsync(url, inner), token));")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url).WaitAsync(token));")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, async (url, token) => await Task.Delay(1, ct));")]
    [InlineData("await Parallel.ForEachAsync(urls, ct, Body); ValueTask Body(string url, CancellationToken token) => default;")]
    [InlineData("await ForEachAsync(urls, async (url, token) => await http.GetAsync(url, ct));")]
    public Task Leaves_alone(string body) => Verify.AnalyzeAsync(Around(body));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Around("await Parallel.ForEachAsync(urls, ct, async (url, token) => await http.GetAsync(url, ct));"), "fallacies.project_kind = test");

    private static string Around(string body) =>
        $$"""
        class Client(HttpClient http, Polly.ResiliencePipeline pipeline)
        {
            public async Task RunAsync(IEnumerable<string> urls, ParallelOptions options, CancellationToken ct)
            {
                {{body}}
            }
            private async Task LoadAsync(string url, CancellationToken ct) => await http.GetAsync(url, ct);
            private static Task ForEachAsync(IEnumerable<string> urls, Func<string, CancellationToken, Task> body) => Task.CompletedTask;
            private object All => pipeline;
        }
        """;
}
