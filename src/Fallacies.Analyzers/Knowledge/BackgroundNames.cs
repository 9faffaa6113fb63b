namespace Fallacies.Analyzers.Knowledge;

/// <summary>Knows names of things that come again in a moment, so that nobody misses one of them.</summary>
internal static class BackgroundNames
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "log", "logs", "logger", "logging", "metric", "metrics", "telemetry", "trace", "traces", "tracing", "span", "spans", "heartbeat", "heartbeats", "health", "ping",
    };

    /// <summary>Whether the words of a topic or type say that its messages are logs, metrics, traces or signs of life.</summary>
    public static bool Has(string text) => NameWords.Of(text).Any(Words.Contains);
}
