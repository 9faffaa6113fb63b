namespace Fallacies.Analyzers.Tests;

/// <summary>What the last build of the samples reported.</summary>
public sealed class ShopTests
{
    private static readonly string Snapshot = Repository.At("tests", "Fallacies.Analyzers.Tests", "ShopFindings.txt");

    [Fact]
    public void The_shop_has_the_findings_of_the_snapshot()
    {
        var lines = Findings("Shop").Select(f => $"{Place(f)} {f.Id} {f.Level}: {f.Message}").Order(StringComparer.Ordinal);

        Assert.True(Repository.IsCurrent(Snapshot, string.Join('\n', lines) + "\n"), "The findings in samples/Shop changed, and ShopFindings.txt has been rewritten: read the difference and commit it.");
    }

    // A build prints no notes.
    [Fact]
    public void The_build_of_the_shop_prints_every_rule_there_is() =>
        Assert.Empty(new FallacyRouter().SupportedDiagnostics.Select(d => d.Id).Except(Findings("Shop").Where(f => f.Level is "warning" or "error").Select(f => f.Id)));

    [Fact]
    public void The_cured_shop_has_no_finding() => Assert.Empty(Findings("ShopCured"));

    private static IEnumerable<Finding> Findings(string sample)
    {
        // artifacts/bin/<project>/<configuration>/ beside artifacts/obj/<project>/<configuration>/.
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Sarif.Read(Repository.At("artifacts", "obj", sample, configuration, "findings.sarif")).Where(f => f.IsOurs);
    }

    private static string Place(Finding finding) =>
        finding.Uri.IndexOf("samples/", StringComparison.Ordinal) is >= 0 and var at ? $"{finding.Uri[at..]}({finding.Line})" : "samples/Shop";
}
