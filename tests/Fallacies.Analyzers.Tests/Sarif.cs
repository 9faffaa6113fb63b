using System.Text.Json;

namespace Fallacies.Analyzers.Tests;

/// <summary>One result of a build's error log.</summary>
internal sealed record Finding(string Id, string Level, string Message, string? HelpLink, string Uri = "", int Line = 0)
{
    public bool IsOurs => Id.StartsWith("FAL", StringComparison.Ordinal);
}

/// <summary>Reads the error log of a build.</summary>
internal static class Sarif
{
    public static IReadOnlyList<Finding> Read(string path)
    {
        using var log = JsonDocument.Parse(File.ReadAllText(path));
        var run = log.RootElement.GetProperty("runs")[0];
        var links = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .ToLookup(rule => Text(rule, "id"), rule => rule.TryGetProperty("helpUri", out var link) ? link.GetString() : null);

        return [.. run.GetProperty("results").EnumerateArray().Select(result => new Finding(
            Text(result, "ruleId"),
            Text(result, "level"),
            result.GetProperty("message").GetProperty("text").GetString()!,
            links[Text(result, "ruleId")].FirstOrDefault(),
            Place(result) is { } place ? Text(place.GetProperty("artifactLocation"), "uri") : "",
            Place(result) is { } line ? line.GetProperty("region").GetProperty("startLine").GetInt32() : 0))];
    }

    // A finding about settings has no place.
    private static JsonElement? Place(JsonElement result) =>
        result.TryGetProperty("locations", out var locations) && locations.GetArrayLength() > 0 ? locations[0].GetProperty("physicalLocation") : null;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
