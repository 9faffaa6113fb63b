using System.IO.Compression;
using System.Text.RegularExpressions;
using Fallacies.Analyzers.Tests;

namespace Fallacies.Resilience.Tests;

/// <summary>The package as installed, and the pages that tell how to use it.</summary>
public sealed partial class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    private static readonly string[] Sections = ["Why", "How it decides", "Options", "Example", "What it is not"];

    public static TheoryData<string> Pages => new(PackageFixture.Pages.Select(page => Path.GetFileName(page)!));

    [Fact]
    public void It_holds_the_library_its_documentation_and_nothing_else()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        var entries = archive.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml");
        Assert.Equal(
            [
                "Fallacies.Resilience.nuspec", "README.md", "icon.png", "lib/net10.0/Fallacies.Resilience.dll", "lib/net10.0/Fallacies.Resilience.xml",
                "lib/net8.0/Fallacies.Resilience.dll", "lib/net8.0/Fallacies.Resilience.xml",
            ],
            entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_depends_on_Polly_and_the_health_checks_and_not_on_the_analyzers()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        using var reader = new StreamReader(archive.GetEntry("Fallacies.Resilience.nuspec")!.Open());
        var dependencies = Dependency().Matches(reader.ReadToEnd()).Select(match => match.Groups["id"].Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(["Microsoft.Extensions.Diagnostics.HealthChecks", "Polly.Core", "Polly.Extensions", "Polly.RateLimiting"], dependencies);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_consumer_uses_the_strategy_as_its_page_shows(string page)
    {
        var pipelines = Pipeline().Matches(PackageFixture.ExampleOf(Repository.At("docs", "resilience", page))).Select(match => match.Groups["name"].Value).ToArray();
        Assert.NotEmpty(pipelines);

        var output = await package.RunAsync(pipelines);
        Assert.Equal(pipelines.Select(name => name + ": 200"), output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_has_its_sections_and_is_reached_from_the_overview(string page)
    {
        var headings = Heading().Matches(File.ReadAllText(Repository.At("docs", "resilience", page))).Select(match => match.Groups["text"].Value).ToList();
        Assert.Equal(Sections, headings.Intersect(Sections));
        Assert.Contains($"]({page})", File.ReadAllText(Repository.At("docs", "resilience", "README.md")), StringComparison.Ordinal);
    }

    [GeneratedRegex("<dependency id=\"(?<id>[^\"]+)\"")]
    private static partial Regex Dependency();

    [GeneratedRegex("AddResiliencePipeline<string, HttpResponseMessage>\\(\\s*\"(?<name>[^\"]+)\"")]
    private static partial Regex Pipeline();

    [GeneratedRegex("^## (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
