using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.InfiniteTimeoutAnalyzer, Fallacies.CodeFixes.Latency.InfiniteTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class InfiniteTimeoutTests
{
    [Fact]
    public Task Every_infinite_timeout_becomes_finite() => Verify.FixAsync(
        """
        class Client
        {
            readonly HttpClient _http = new() { Timeout = [|Timeout.InfiniteTimeSpan|] };
            void Reset() => _http.Timeout = [|TimeSpan.FromMilliseconds(-1)|];
        }
        """,
        """
        class Client
        {
            readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
            void Reset() => _http.Timeout = TimeSpan.FromSeconds(30);
        }
        """);

    [Theory]
    [InlineData("http.Timeout = TimeSpan.FromSeconds(5);")]
    [InlineData("limit = System.Threading.Timeout.InfiniteTimeSpan;")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(
        $$"""
        class Client { void Set(HttpClient http, TimeSpan limit) { {{statement}} } }
        """);
}
