using System.IO.Compression;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests;

/// <summary>The package as installed: packed, restored, and driven by the real tools.</summary>
public sealed class PackageTests(PackageFixture package) : IClassFixture<PackageFixture>
{
    private static readonly ILookup<string, DiagnosticDescriptor> Descriptors = new FallacyRouter().SupportedDiagnostics.ToLookup(d => d.Id);

    [Fact]
    public void It_holds_the_rules_the_fixes_and_the_modes_and_nothing_else()
    {
        string[] expected =
        [
            "Fallacies.Analyzers.nuspec", "README.md", "analyzers/dotnet/cs/Fallacies.Analyzers.dll", "analyzers/dotnet/cs/Fallacies.CodeFixes.dll",
            "build/Fallacies.Analyzers.targets", "icon.png", "modes/all.globalconfig", "modes/certain.globalconfig", "modes/none.globalconfig",
            "modes/recommended.globalconfig", "modes/strict.globalconfig",
        ];
        using var archive = ZipFile.OpenRead(package.Package);

        var entries = archive.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml");
        Assert.Equal(expected, entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_is_a_development_dependency_without_dependencies()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        using var reader = new StreamReader(archive.GetEntry("Fallacies.Analyzers.nuspec")!.Open());
        var nuspec = reader.ReadToEnd();

        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<license type=\"expression\">MIT</license>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<icon>icon.png</icon>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", nuspec, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependenc", nuspec, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_readme_links_to_pages_that_exist_outside_the_repository()
    {
        using var archive = ZipFile.OpenRead(package.Package);
        using var reader = new StreamReader(archive.GetEntry("README.md")!.Open());

        var readme = reader.ReadToEnd();

        Assert.Contains("](https://github.com/fallacies/fallacies/blob/main/docs/", readme, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\]\((?!https:|#)", readme);
    }

    [Theory]
    [InlineData("Certain")]
    [InlineData("Recommended")]
    [InlineData("Strict")]
    [InlineData("All")]
    public void Each_mode_reports_its_rules_with_its_severities_and_their_pages(string mode)
    {
        var findings = Ours(package.FindingsOf("Service", mode));

        Assert.All(findings, finding => Assert.Contains(finding.Level, Levels(Descriptors[finding.Id].First(), mode)));
        Assert.All(findings, finding => Assert.Equal(Descriptors[finding.Id].First().HelpLinkUri, finding.HelpLink));
        Assert.Equal(mode != "Certain", findings.Any(finding => finding is { Id: "FAL2001", Level: "warning" }));
    }

    [Fact]
    public void Mode_None_reports_nothing() => Assert.Empty(Ours(package.FindingsOf("Service", "None")));

    [Fact]
    public void Mode_Strict_with_warnings_as_errors_makes_errors_of_suggestions()
    {
        var findings = Ours(package.FindingsOf("Service", "StrictAsErrors"));

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal("error", finding.Level));
    }

    [Fact]
    public void An_unknown_mode_stops_the_build_and_names_the_allowed_ones() => Assert.Contains(
        $"error FAL0002: The property FallaciesMode is '{Consumers.UnknownMode}'; allowed are None, Certain, Recommended, Strict and All.",
        package.Output,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("None")]
    [InlineData("Strict")]
    public void The_owners_severity_of_a_rule_wins_over_the_mode(string mode) =>
        Assert.Equal(["error", "error"], Ours(package.FindingsOf("Owner", mode)).Where(f => f.Id == "FAL2001").Select(f => f.Level));

    [Theory]
    [InlineData("Recommended", "error")]
    [InlineData("Strict", "error")]
    public void The_owners_severity_of_a_fallacy_wins_over_the_mode(string mode, string level) =>
        Assert.Equal([level, level], Ours(package.FindingsOf("OwnerOfAFallacy", mode)).Where(f => f.Id == "FAL2001").Select(f => f.Level));

    [Fact]
    public void A_fallacys_severity_does_not_bring_back_what_mode_None_switched_off() => Assert.Empty(Ours(package.FindingsOf("OwnerOfAFallacy", "None")));

    [Fact]
    public void A_misspelt_option_is_reported_once_per_project() =>
        Assert.Single(package.FindingsOf("Misspelt"), finding => finding.Id == "FAL0001" && finding.Message.Contains("fallacies.project_kind", StringComparison.Ordinal));

    [Fact]
    public void A_project_without_network_types_gets_nothing() => Assert.Empty(package.FindingsOf("WithoutNetwork"));

    [Theory]
    [InlineData("OldCompiler", 2)]
    [InlineData("OldLanguage", 3)]
    [InlineData("Wrapped", 3)]
    public void Findings_survive_older_compilers_and_wrapped_calls(string consumer, int atLeast)
    {
        Assert.True(File.Exists(package.PathOf(consumer, $"bin/Default/{consumer}.dll")), package.Output);
        Assert.InRange(package.FindingsOf(consumer).Count(finding => finding.Id == "FAL2001"), atLeast, 4);
    }

    [Fact]
    public void A_project_that_does_not_compile_is_still_analyzed() => Assert.Contains(package.FindingsOf("Broken"), finding => finding.Id.StartsWith("CS", StringComparison.Ordinal));

    [Fact]
    public void No_rule_throws_and_no_compiler_refuses_them()
    {
        var findings = Consumers.All.SelectMany(consumer => consumer.Variants
            .Where(v => v.Variant != Consumers.UnknownMode)
            .SelectMany(v => package.FindingsOf(consumer.Name, v.Variant)));

        Assert.DoesNotContain(findings, finding => finding.Id is "AD0001" or "CS8032" or "CS8033" or "CS9057");
        Assert.DoesNotContain("AD0001", package.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_as_errors_fail_the_build_and_formatting_repairs_it()
    {
        var failed = await package.RunAsync("build", "Repaired", "-warnaserror", "--no-restore", "-nologo", "-v", "minimal");
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("error FAL2001: ", failed.Output, StringComparison.Ordinal);

        var format = await package.RunAsync("format", "analyzers", "Repaired", "--no-restore");
        Assert.True(format.ExitCode == 0, format.Output);
        var repaired = await File.ReadAllTextAsync(package.PathOf("Repaired", "Program.cs"));
        Assert.DoesNotContain("InfiniteTimeSpan", repaired, StringComparison.Ordinal);
        Assert.Contains("// As long as it takes.", repaired, StringComparison.Ordinal);

        var built = await package.RunAsync("build", "Repaired", "-warnaserror", "--no-restore", "-nologo", "-v", "minimal");
        Assert.True(built.ExitCode == 0, built.Output);
    }

    private static List<Finding> Ours(IEnumerable<Finding> findings) => [.. findings.Where(finding => finding.IsOurs)];

    // A rule may speak more softly than its default where it is less sure; what a mode sets holds for every finding.
    private static string[] Levels(DiagnosticDescriptor descriptor, string mode) => descriptor.DefaultSeverity switch
    {
        DiagnosticSeverity.Error => ["error"],
        _ when mode is "Strict" or "All" => ["warning"],
        DiagnosticSeverity.Warning => ["warning", "note"],
        _ => ["note"],
    };
}
