using System.Reflection;
using System.Text.RegularExpressions;
using Fallacies.Analyzers.Configuration;

namespace Fallacies.Analyzers.Tests;

/// <summary>A preset that names what does not exist would have no effect, and nobody would notice.</summary>
public sealed partial class PresetTests
{
    private static readonly string[] Severities = ["error", "warning", "suggestion", "silent", "none", "default"];

    private static readonly HashSet<string> Rules = [.. new FallacyRouter().SupportedDiagnostics.Select(d => d.Id)];

    private static readonly HashSet<string> Categories =
        [.. typeof(Fallacy).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    public static TheoryData<string> Presets => [.. Directory.GetFiles(Repository.At("docs", "presets"), "*.editorconfig").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_line_sets_something_that_exists(string preset)
    {
        var settings = Settings(preset).ToList();

        Assert.NotEmpty(settings);
        Assert.All(settings, setting => Assert.True(IsKnown(setting.Key, setting.Value), $"{setting.Key} = {setting.Value}"));
        Assert.Equal(settings.Count, settings.DistinctBy(setting => setting.Key).Count());
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void The_overview_explains_it(string preset) =>
        Assert.Contains($"({preset})", File.ReadAllText(Repository.At("docs", "presets", "README.md")), StringComparison.Ordinal);

    [Theory]
    [InlineData("dotnet_diagnostic.FAL9999.severity", "error")]
    [InlineData("dotnet_analyzer_diagnostic.category-Fallacies.Latencies.severity", "error")]
    [InlineData("dotnet_diagnostic.FAL2001.severity", "fatal")]
    [InlineData("fallacies.project_kinds", "service")]
    [InlineData("fallacies.project_kind", "microservice")]
    public void A_wrong_line_would_be_noticed(string key, string value) => Assert.False(IsKnown(key, value));

    private static bool IsKnown(string key, string value)
    {
        if (Severity().Match(key) is { Success: true } match)
            return Severities.Contains(value) && (match.Groups["rule"].Success ? Rules : Categories).Contains(match.Groups["name"].Value);
        return UnknownOptionAnalyzer.AllOptions.Any(option => option.Key == key && option.Accepts(value));
    }

    private static IEnumerable<(string Key, string Value)> Settings(string preset) =>
        from line in File.ReadAllLines(Repository.At("docs", "presets", preset))
        where line.Length > 0 && line[0] != '#' && line != "[*.cs]"
        let parts = line.Split(" = ", 2)
        select (parts[0], parts.Length == 2 ? parts[1] : "");

    [GeneratedRegex(@"^(?:(?<rule>dotnet_diagnostic)\.|dotnet_analyzer_diagnostic\.category-)(?<name>.+)\.severity$", RegexOptions.ExplicitCapture)]
    private static partial Regex Severity();
}
