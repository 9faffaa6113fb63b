using System.Text;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests;

/// <summary>Writes the modes that the package ships from the rules' descriptors; nobody edits them.</summary>
public sealed class ModeTests
{
    private static readonly DiagnosticDescriptor[] Descriptors =
        [.. new FallacyRouter().SupportedDiagnostics.DistinctBy(d => d.Id).OrderBy(d => d.Id, StringComparer.Ordinal)];

    [Theory]
    [InlineData("None")]
    [InlineData("Certain")]
    [InlineData("Recommended")]
    [InlineData("Strict")]
    [InlineData("All")]
    public void The_file_of_each_mode_is_up_to_date(string mode)
    {
        var path = Repository.At("src", "Fallacies.Package", "modes", mode.ToLowerInvariant() + ".globalconfig");

        Assert.True(Repository.IsCurrent(path, Text(mode)), $"{Path.GetFileName(path)} was out of date and has been rewritten from the rules: commit it.");
    }

    [Fact]
    public void No_rule_has_two_descriptors_that_differ_by_default() => Assert.All(
        new FallacyRouter().SupportedDiagnostics.GroupBy(d => d.Id),
        same => Assert.Single(same.Select(d => (d.Category, d.DefaultSeverity, d.IsEnabledByDefault)).Distinct()));

    private static string Text(string mode)
    {
        var text = new StringBuilder($"""
            # FallaciesMode {mode}. Written by ModeTests from the rules' descriptors.
            is_global = true
            global_level = -1

            """);
        foreach (var (key, severity) in Lines(mode))
            text.Append(key).Append(".severity = ").Append(severity).Append('\n');
        return text.ToString();
    }

    // A line for a rule beats a user's line for its category, so what a mode only raises is raised by category;
    // what it switches off or on is a matter of each rule.
    private static IEnumerable<(string Key, string Severity)> Lines(string mode) => mode switch
    {
        "None" => Descriptors.Select(d => (Rule(d), "none")),
        "Certain" => Descriptors.Where(d => d.IsEnabledByDefault && !IsCertain(d)).Select(d => (Rule(d), "none")),
        "Recommended" => [],
        "Strict" => Raised(),
        _ => Raised().Concat(Descriptors.Where(d => !d.IsEnabledByDefault).Select(d => (Rule(d), "warning"))),
    };

    private static IEnumerable<(string Key, string Severity)> Raised() => Descriptors
        .Where(d => d.IsEnabledByDefault && d.DefaultSeverity != DiagnosticSeverity.Error)
        .Select(d => ($"dotnet_analyzer_diagnostic.category-{d.Category}", "warning"))
        .Distinct()
        .Concat(Descriptors.Where(d => d.DefaultSeverity == DiagnosticSeverity.Error).Select(d => (Rule(d), "error")));

    private static string Rule(DiagnosticDescriptor descriptor) => $"dotnet_diagnostic.{descriptor.Id}";

    // A setting without effect is as sure as a crash.
    private static bool IsCertain(DiagnosticDescriptor descriptor) =>
        descriptor.CustomTags.Contains(Fallacies.Analyzers.Rule.Certain) || descriptor.Category == Fallacy.Configuration;
}
