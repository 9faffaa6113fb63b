using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.LostRaceAnalyzer, Fallacies.CodeFixes.Latency.LostRaceFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class LostRaceTests
{
    [Theory]
    [InlineData(
        """
        var task = http.GetAsync(url, ct);
                if (await Task.[|WhenAny|](task, Task.Delay(5000)) != task)
                    throw new TimeoutException(); // too late
                return await task;
        """,
        """
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var task = http.GetAsync(url, limit.Token);
                if (await Task.WhenAny(task, Task.Delay(5000)) != task)
                {
                    limit.Cancel();
                    throw new TimeoutException(); // too late
                }

                return await task;
        """)]
    [InlineData(
        """
        // Once.
                var task = http.GetAsync(url);
                var winner = await Task.[|WhenAny|](task, Task.Delay(TimeSpan.FromSeconds(5))).ConfigureAwait(false);
                if (winner == task)
                {
                    return await task;
                }

                throw new TimeoutException();
        """,
        """
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                // Once.
                var task = http.GetAsync(url, limit.Token);
                var winner = await Task.WhenAny(task, Task.Delay(TimeSpan.FromSeconds(5))).ConfigureAwait(false);
                if (winner == task)
                {
                    return await task;
                }

                limit.Cancel();
                throw new TimeoutException();
        """)]
    [InlineData(
        """
        var task = http.GetAsync(url, CancellationToken.None);
                var delay = Task.Delay(5000, ct);
                if (await Task.[|WhenAny|](new Task[] { task, delay }) == delay)
                {
                    // Nobody waits.
                    throw new TimeoutException();
                }

                return await task;
        """,
        """
        using var limit = new CancellationTokenSource();
                var task = http.GetAsync(url, limit.Token);
                var delay = Task.Delay(5000, ct);
                if (await Task.WhenAny(new Task[] { task, delay }) == delay)
                {
                    limit.Cancel();
                    // Nobody waits.
                    throw new TimeoutException();
                }

                return await task;
        """)]
    public Task The_loser_is_cancelled(string before, string after) => Verify.FixAsync(Around(before), Around(after));

    [Theory]
    [InlineData("await Task.[|WhenAny|](http.GetAsync(url), Task.Delay(5000)); return null!;")]
    [InlineData("var task = http.GetAsync(url); await Task.[|WhenAny|](task, Task.Delay(5000)); return task.IsCompleted ? await task : throw new TimeoutException();")]
    [InlineData("var task = LoadAsync(url); if (await Task.[|WhenAny|](task, Task.Delay(5000)) != task) throw new TimeoutException(); return await task;")]
    public Task Offers_nothing_where_it_cannot_be_told(string body) => Verify.NoFixAsync(Around(body));

    [Theory]
    [InlineData("var task = http.GetAsync(url); await Task.WhenAny(task, Task.Delay(5000)); return await task;")]
    [InlineData("var task = http.GetAsync(url); while (await Task.WhenAny(task, Task.Delay(5000)) != task) { } return await task;")]
    [InlineData("using var limit = new CancellationTokenSource(); var task = http.GetAsync(url, limit.Token); if (await Task.WhenAny(task, Task.Delay(5000)) != task) { limit.Cancel(); throw new TimeoutException(); } return await task;")]
    [InlineData("using var limit = new CancellationTokenSource(5000); var task = http.GetAsync(url, limit.Token); if (await Task.WhenAny(task, Task.Delay(5000)) != task) throw new TimeoutException(); return await task;")]
    [InlineData("var task = http.GetAsync(url); if (await Task.WhenAny(task, Task.Delay(5000)) != task) { http.CancelPendingRequests(); throw new TimeoutException(); } return await task;")]
    [InlineData("var task = http.GetAsync(url); if (await Task.WhenAny(task, Task.Delay(-1, ct)) != task) throw new TimeoutException(); return await task;")]
    [InlineData("var task = http.GetAsync(url); if (await Task.WhenAny(task, Task.Delay(Timeout.InfiniteTimeSpan, ct)) != task) throw new TimeoutException(); return await task;")]
    [InlineData("var task = http.GetAsync(url); if (await Task.WhenAny(task, Task.Delay(5000)) != task) { Keep(task); throw new TimeoutException(); } return await task;")]
    [InlineData("var signal = new TaskCompletionSource<HttpResponseMessage>(); if (await Task.WhenAny(signal.Task, Task.Delay(5000)) != signal.Task) throw new TimeoutException(); return await signal.Task;")]
    [InlineData("using var client = new System.Net.Sockets.TcpClient(); var task = client.ConnectAsync(url, 80); if (await Task.WhenAny(task, Task.Delay(5000)) != task) throw new TimeoutException(); return null!;")]
    [InlineData("var a = http.GetAsync(url); var b = http.GetAsync(url); return await await Task.WhenAny(a, b);")]
    [InlineData("return await PingAsync(); async Task<HttpResponseMessage> PingAsync() { var task = http.GetAsync(url); if (await Task.WhenAny(task, Task.Delay(5000)) != task) throw new TimeoutException(); return await task; }")]
    public Task Leaves_alone(string body) => Verify.AnalyzeAsync(Around(body));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Around("await Task.WhenAny(http.GetAsync(url), Task.Delay(5000)); return null!;"), "fallacies.project_kind = test");

    private static string Around(string body) =>
        $$"""
        class Client(HttpClient http)
        {
            public async Task<HttpResponseMessage> RunAsync(string url, CancellationToken ct)
            {
                {{body}}
            }
            private async Task<HttpResponseMessage> LoadAsync(string url) => await http.GetAsync(url);
            private static void Keep(Task task) { }
        }
        """;
}
