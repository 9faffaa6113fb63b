using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UnboundedFanOutAnalyzer, Fallacies.CodeFixes.Bandwidth.UnboundedFanOutFixer>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

/// <summary>Runs what the fixes write beside what stood there before.</summary>
public sealed class FanOutRunTests
{
    private const string Usings = """
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;


        """;

    private const string Unread = Usings + """
        public static class Client
        {
            public static async Task Load(HttpClient http, IReadOnlyList<string> urls, CancellationToken cancellation)
            {
                await Task.WhenAll(urls.Select(url => http.GetAsync(url)));
            }
        }
        """;

    private const string UnreadBounded = Usings + """
        public static class Client
        {
            public static async Task Load(HttpClient http, IReadOnlyList<string> urls, CancellationToken cancellation)
            {
                await Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (url, token) => await http.GetAsync(url, token));
            }
        }
        """;

    private const string Read = Usings + """
        public static class Client
        {
            public static async Task<string[]> Load(HttpClient http, IReadOnlyList<string> urls, CancellationToken cancellation)
            {
                return await Task.WhenAll(urls.Select(url => http.GetStringAsync(url, cancellation)));
            }
        }
        """;

    private const string ReadBounded = Usings + """
        public static class Client
        {
            public static async Task<string[]> Load(HttpClient http, IReadOnlyList<string> urls, CancellationToken cancellation)
            {
                var results = new List<string>();
                foreach (var batch in urls.Chunk(8))
                    results.AddRange(await Task.WhenAll(batch.Select(url => http.GetStringAsync(url, cancellation))));
                return results.ToArray();
            }
        }
        """;

    private static readonly string[] Urls = Enumerable.Range(0, 32).Select(number => "/" + number).ToArray();

    [Fact]
    public Task The_fixes_write_what_is_run_here() => Task.WhenAll(
        Verify.FixAsync(Marked(Unread, "http.GetAsync(url)"), UnreadBounded),
        Verify.FixAsync(Marked(Read, "http.GetStringAsync(url, cancellation)"), ReadBounded));

    [Theory]
    [InlineData(Unread, UnreadBounded)]
    [InlineData(Read, ReadBounded)]
    public async Task No_more_than_eight_requests_are_under_way_and_the_results_are_the_same(string before, string after)
    {
        var (unbounded, bounded) = (new FanOutRun { Together = Urls.Length }, new FanOutRun { Together = 8 });

        var expected = await unbounded.LoadAsync(before, Urls);
        var actual = await bounded.LoadAsync(after, Urls);

        Assert.Equal(expected as string[], actual as string[]);
        Assert.Equal(unbounded.Paths.Order(), bounded.Paths.Order());
        Assert.Equal(Urls.Length, unbounded.Most);
        Assert.Equal(8, bounded.Most);
    }

    [Theory]
    [InlineData(UnreadBounded)]
    [InlineData(ReadBounded)]
    public async Task The_first_failure_reaches_the_caller_and_stops_the_rest(string after)
    {
        var run = new FanOutRun { Failing = "/3" };

        await Assert.ThrowsAsync<HttpRequestException>(() => run.LoadAsync(after, Urls));

        Assert.InRange(run.Paths.Count, 1, Urls.Length - 1);
    }

    [Theory]
    [InlineData(UnreadBounded)]
    [InlineData(ReadBounded)]
    public async Task A_cancelled_caller_gets_its_cancellation(string after)
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new FanOutRun().LoadAsync(after, Urls, cancelled.Token));
    }

    private static string Marked(string source, string call) => source.Replace(call, $"[|{call}|]", StringComparison.Ordinal);
}
