using System.Text.RegularExpressions;

namespace Fallacies.Analyzers.Tests;

/// <summary>A page of <c>docs/rules</c>, taken apart.</summary>
internal sealed class RulePage
{
    private RulePage(string text) => Text = text;

    public string Text { get; }

    public string Title => Text.Split('\n')[0];

    /// <summary>The line under the title: the fallacy and the severity.</summary>
    public string FirstLine => Text.Split('\n')[2];

    public IEnumerable<string> Sections => Regex.Matches(Text, "^## (.+)$", RegexOptions.Multiline).Select(m => m.Groups[1].Value);

    public static RulePage Read(string id)
    {
        var path = Repository.At("docs", "rules", id + ".md");
        Assert.True(File.Exists(path), $"{id} has no page docs/rules/{id}.md.");
        return new RulePage(File.ReadAllText(path).ReplaceLineEndings("\n"));
    }

    /// <summary>The program of a section.</summary>
    public string Code(string section) => Block(section, "csharp");

    /// <summary>The settings of a section, as key and value.</summary>
    public (string Key, string Value)[] Settings(string section) =>
        [.. Block(section, "ini").Split('\n').Where(line => line.Contains('=')).Select(line => line.Split('=', 2)).Select(pair => (pair[0].Trim(), pair[1].Trim()))];

    private string Block(string section, string language)
    {
        var match = Regex.Match(Text, $"^## {section}\n.*?^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(match.Success, $"Section '{section}' of '{Title}' has no {language} block.");
        return match.Groups[1].Value;
    }
}
