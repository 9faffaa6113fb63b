using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests;

/// <summary>Holds the comparison with the nearest package to what our rules report.</summary>
public sealed partial class ComparisonTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string Page = File.ReadAllText(Repository.At("docs", "comparison.md")).ReplaceLineEndings("\n");

    private static readonly Example[] Examples = [.. Read()];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Examples.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Our_rules_report_what_the_page_says(int number)
    {
        var example = Examples[number];
        var compilation = Analysis.Compile(example.Program).AddSyntaxTrees(CSharpSyntaxTree.ParseText(ImplicitUsings, new CSharpParseOptions(LanguageVersion.Preview)));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));

        var found = await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service"));
        Assert.Equal(example.Reported, found.Select(d => d.Id).Where(example.Rules.Contains).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_rule_of_ours_that_is_named_exists() =>
        Assert.Empty(Rule("FAL").Matches(Page).Select(match => match.Value).Except(new FallacyRouter().SupportedDiagnostics.Select(d => d.Id)));

    [Fact]
    public void Every_rule_of_ours_is_set_beside_those_of_the_general_packages() =>
        Assert.Equal(
            new FallacyRouter().SupportedDiagnostics.Select(d => d.Id).Where(id => id != "FAL0001").Distinct().Order(StringComparer.Ordinal),
            Row().Matches(Page).Select(match => match.Groups["id"].Value));

    private static IEnumerable<Example> Read()
    {
        var section = "";
        foreach (Match part in Parts().Matches(Page))
        {
            if (part.Groups["section"] is { Success: true } heading)
                section = heading.Value;
            else
                yield return new Example(section, [.. Rule("FAL").Matches(part.Groups["reported"].Value).Select(match => match.Value).Order(StringComparer.Ordinal)], part.Groups["program"].Value);
        }
    }

    private static Regex Rule(string prefix) => new(prefix + @"\d+", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^## (?<section>[^\n]+)$|^Fallacies: (?<reported>[^\n]+) · HCR: [^\n]+\n\n```csharp\n(?<program>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^\| \[(?<id>FAL\d+)\]\(rules/\k<id>\.md\) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>A program of the page, and what of the section's rules it says is reported.</summary>
    private sealed record Example(string Section, string[] Reported, string Program)
    {
        public string[] Rules { get; } = [.. Rule("FAL").Matches(Section).Select(match => match.Value)];
    }
}
