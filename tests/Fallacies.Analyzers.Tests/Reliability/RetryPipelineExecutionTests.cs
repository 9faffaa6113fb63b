using static Fallacies.Analyzers.Tests.Reliability.RetryExecution;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Runs retry loops before and after they became a resilience pipeline: both must do the same but for their waits.</summary>
public sealed class RetryPipelineExecutionTests
{
    private static readonly Script[] Scripts =
    [
        new("success at once", _ => null),
        new("one failure", call => call == 1 ? new HttpRequestException("1") : null),
        new("two failures", call => call <= 2 ? new HttpRequestException("failure " + call) : null),
        new("three failures", call => call <= 3 ? new HttpRequestException("failure " + call) : null),
        new("failures for ever", call => new HttpRequestException("failure " + call)),
        new("not found for ever", call => new HttpRequestException("failure " + call, null, System.Net.HttpStatusCode.NotFound)),
        new("a fault of another kind", call => new InvalidOperationException("failure " + call)),
        new("a fault of another kind after a failure", call => call == 1 ? new HttpRequestException("1") : new InvalidOperationException("failure " + call)),
        new("a derived failure", call => new HttpIOException(HttpRequestError.ResponseEnded, "failure " + call)),
        new("the client's own time-out", call => new TaskCanceledException("failure " + call, new TimeoutException())),
        new("a time-out, then success", call => call == 1 ? new TaskCanceledException("failure " + call, new TimeoutException()) : null),
        new("the caller leaves during the first call", _ => null, CancelAt: 1),
        new("the caller leaves as the first call fails", call => new HttpRequestException("failure " + call), CancelAt: 1),
        new("the caller leaves as the second call fails", call => new HttpRequestException("failure " + call), CancelAt: 2),
        new("the caller leaves as the last call fails", call => new HttpRequestException("failure " + call), CancelAt: 3),
        new("the caller has left before", _ => null, CancelledBefore: true),
    ];

    public static TheoryData<string> Loops =>
    [
        // The head counts, a filter bounds.
        "for (var attempt = 1; ; attempt++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (attempt < 3) { await Task.Delay(1, token); } }",
        "for (var attempt = 0; ; attempt++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (attempt < 2) { await Task.Delay(TimeSpan.FromMilliseconds(1)); } }",
        // The catch bounds.
        "for (var attempt = 1; attempt <= 3; attempt++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { if (attempt == 3) throw; await Task.Delay(1, token); } } throw new InvalidOperationException();",
        "for (var attempt = 1; attempt <= 4; attempt++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { if (attempt >= 4) { throw; } } await Task.Delay(1, token); } return null!;",
        // The catch counts.
        "var attempt = 0; while (true) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { attempt++; if (attempt >= 3) throw; await Task.Delay(1, token); } }",
        "var failures = 0; while (true) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (++failures < 3) { await Task.Delay(1, token); } }",
        "var failures = 0; while (true) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (failures++ < 3) { await Task.Delay(1, token); } }",
        // Counting down.
        "var left = 3; while (true) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { if (--left == 0) throw; await Task.Delay(1, token); } }",
        "var left = 3; while (left-- > 0) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { if (left == 0) throw; await Task.Delay(1, token); } } return null!;",
        "var n = 0; do { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { n++; if (n > 2) throw; await Task.Delay(1, token); } } while (n < 9); return null!;",
        "const int most = 3; foreach (var n in Enumerable.Range(1, most)) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (n != most) { await Task.Delay(1, token); } } throw new InvalidOperationException();",
        // The last exception is kept.
        "Exception? last = null; for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException e) { last = e; await Task.Delay(1); } } throw last!;",
        // Everything is caught, with and without a token, with and without cancellation.
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (Exception) when (i < 3) { await Task.Delay(1); } }",
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch { if (i == 2) throw; await Task.Delay(1); } }",
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (Exception) when (i < 3) { await Task.Delay(1, token); } }",
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (Exception e) when (i < 3 && e is not OperationCanceledException) { await Task.Delay(1); } }",
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (OperationCanceledException) { throw; } catch (Exception) when (i < 2) { await Task.Delay(1); } }",
        // Some of a kind.
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException e) when (i < 2 && e.StatusCode != System.Net.HttpStatusCode.NotFound) { await Task.Delay(1, token); } }",
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (i < 2) { await Task.Delay(1, token); } catch (IOException) when (i < 2) { await Task.Delay(1, token); } }",
        "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (Exception e) when (i < 2 && (e is IOException || e is HttpRequestException)) { await Task.Delay(1); } }",
        // More than one statement, results that are assigned, nothing returned.
        "for (var i = 0; ; i++) { try { using var response = await http.GetAsync(url, token); response.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync(token); } catch (HttpRequestException) when (i < 2) { await Task.Delay(1, token); } }",
        "string text; for (var i = 0; ; i++) { try { text = await http.GetStringAsync(url, token); break; } catch (HttpRequestException) when (i < 2) { await Task.Delay(1, token); } } return text + \"!\";",
        "string text = \"\"; for (var i = 0; i < 3; i++) { try { using var response = await http.GetAsync(url, token); text = await response.Content.ReadAsStringAsync(token); break; } catch (HttpRequestException) when (i < 2) { await Task.Delay(1, token); } } return text + \"!\";",
        "for (var i = 0; ; i++) { try { await http.DeleteAsync(url, token); break; } catch (HttpRequestException) when (i < 2) { await Task.Delay(1, token).ConfigureAwait(false); } } return \"done\";",
        "await Send(); return \"sent\"; async Task Send() { for (var i = 0; i < 3; i++) { try { await http.PutAsync(url, null, token); return; } catch (HttpRequestException) { if (i == 2) throw; await Task.Delay(1, token); } } }",
    ];

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task The_pipeline_does_what_the_loop_did(string loop)
    {
        var before = Source(loop);
        var fixes = await FixesAsync(before);
        Assert.True(fixes.TryGetValue(PipelineTitle, out var after), "not offered");
        Assert.Contains("RetryPipeline.ExecuteAsync(async ", after, StringComparison.Ordinal);
        Assert.DoesNotContain("catch", after, StringComparison.Ordinal);

        await SameAsync(before, after!);
    }

    [Fact]
    public async Task A_loop_without_a_wait_gets_one()
    {
        var before = Source("for (var i = 1; ; i++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (i < 3) { } }");
        var after = (await FixesAsync(before))[PipelineTitle];

        Assert.Contains("Delay = TimeSpan.FromMilliseconds(200)", after, StringComparison.Ordinal);
        await SameAsync(before, after);
    }

    [Theory]
    [InlineData("public static class Sample { public static async Task<string> Run(HttpClient http, string url, CancellationToken token) { LOOP } }")]
    [InlineData("public sealed class Outer { public sealed class Sample(HttpClient http) { public async Task<string> Run(string url, CancellationToken token) { LOOP } } }")]
    [InlineData("public sealed class Sample<T>(HttpClient http) { public async Task<string> Run(string url, CancellationToken token) { LOOP } }")]
    [InlineData("public sealed record Sample(HttpClient http) { public async Task<string> Run(string url, CancellationToken token) { LOOP } }")]
    [InlineData("public struct Sample { public static async Task<string> Run(HttpClient http, string url, CancellationToken token) { LOOP } }")]
    [InlineData("public partial class Sample(HttpClient http) { } public partial class Sample { public async Task<string> Run(string url, CancellationToken token) { LOOP } }")]
    public async Task Every_kind_of_type_can_hold_the_pipeline(string type)
    {
        var before = Usings + type.Replace("LOOP", "for (var i = 1; ; i++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) when (i < 3) { await Task.Delay(1, token); } }", StringComparison.Ordinal);
        var after = (await FixesAsync(before))[PipelineTitle];

        await SameAsync(before, after);
    }

    [Fact]
    public async Task The_doubled_wait_keeps_tries_and_exceptions()
    {
        var before = Source("for (var i = 1; i <= 4; i++) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { if (i == 4) throw; await Task.Delay(1, token); } } return null!;");
        var after = (await FixesAsync(before))["Double the wait with each try and add jitter"];

        Assert.Contains("await Task.Delay(TimeSpan.FromMilliseconds(1) * (Math.Pow(2, i - 1) + Random.Shared.NextDouble()), token);", after, StringComparison.Ordinal);
        await SameAsync(before, after);
    }

    private static async Task SameAsync(string before, string after)
    {
        var (loop, changed) = (Load(before), Load(after));
        foreach (var script in Scripts)
        {
            var (expected, actual) = (await RunAsync(loop, script), await RunAsync(changed, script));
            Assert.True(expected == actual, $"{script}: {expected} became {actual}\n{after}");
        }
    }

    private const string Usings = """
        using System;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;


        """;

    private static string Source(string body) =>
        Usings + $$"""
        public sealed class Sample(HttpClient http)
        {
            public async Task<string> Run(string url, CancellationToken token)
            {
                {{body}}
            }
        }
        """;
}
