using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>The class around the retry loops of these tests.</summary>
internal static class RetrySource
{
    /// <summary>A method of a client with this body.</summary>
    public static string Method(string body) =>
        $$"""
        sealed class Client(HttpClient http, string[] hosts, Random random)
        {
            const int Pause = 300;
            static readonly int[] Delays = [1, 2, 3];
            bool stopped;
            TimeSpan Changing => TimeSpan.FromMilliseconds(random.Next(9));
            int Compute() => random.Next(100);
            string Fallback() => hosts[1];
            string PickHost() => hosts[2];
            void Stop() => stopped = true;
            bool Worth(Exception failure) => !stopped && failure.Message.Length > 3;
            bool WorthAt(int attempt) => attempt < hosts.Length;
            static bool IsTransient(Exception failure) => failure is HttpRequestException;
            Task BackOffAsync(int i) => Task.Delay(i);
            Task ReconnectAsync() => Task.CompletedTask;
            Task<string> OwnAsync(string url, CancellationToken token) => http.GetStringAsync(url, token);
            Task Other() => Task.CompletedTask;
            async Task<string> Load(string url, int limit, CancellationToken token)
            {
                {{body.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
        }
        """;

    /// <summary>A method of a static class that asks, every five seconds, whether something has come up.</summary>
    public static string Waiting(string type, string method) =>
        $$"""
        static class {{type}}
        {
            public static async Task<int> {{method}}(HttpClient http, string url)
            {
                while (true)
                {
                    try { var response = await http.GetAsync(url); if (response.IsSuccessStatusCode) return 0; }
                    catch { }
                    await Task.Delay(5000);
                }
            }
        }
        """;

    /// <summary>What all rules say of a source that need not compile.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> FindAsync(string source, string kind = "service") =>
        await Analysis.RunAsync(Analysis.Compile(Verifier<Fallacies.Analyzers.Reliability.RetryWithoutBackOffAnalyzer, NoFix>.Test.ImplicitUsings + source), ("fallacies.project_kind", kind));
}
