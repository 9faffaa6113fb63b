using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests;

public sealed class CatalogueTests
{
    private static readonly string[] Sections = ["Why", "Bad", "Good", "Options", "When to suppress"];

    private static readonly (string Folder, string Page, string Name)[] Fallacies =
    [
        ("Configuration", "", "Settings of this package"),
        ("Reliability", "1-reliability.md", "Fallacy 1: the network is reliable"),
        ("Latency", "2-latency.md", "Fallacy 2: latency is zero"),
        ("Bandwidth", "3-bandwidth.md", "Fallacy 3: bandwidth is infinite"),
        ("Security", "4-security.md", "Fallacy 4: the network is secure"),
        ("Topology", "5-topology.md", "Fallacy 5: topology does not change"),
        ("Administration", "6-administration.md", "Fallacy 6: there is one administrator"),
        ("Transport", "7-transport.md", "Fallacy 7: transport cost is zero"),
        ("Homogeneity", "8-homogeneity.md", "Fallacy 8: the network is homogeneous"),
    ];

    public static TheoryData<string> Rules => [.. new FallacyRouter().SupportedDiagnostics.Select(d => d.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_bad_example_yields_its_rule_alone_and_the_good_one_nothing(string id)
    {
        var page = RulePage.Read(id);
        if (id == "FAL0001")
        {
            // This rule is about .editorconfig: its examples are settings, not programs.
            Assert.NotEmpty(page.Settings("Bad"));
            Assert.Equal([id], await FindingsOf("class Program;", page.Settings("Bad")));
            Assert.Empty(await FindingsOf("class Program;", page.Settings("Good")));
            return;
        }

        (string, string)[] service = [("fallacies.project_kind", "service")];
        Assert.Equal([id], await FindingsOf(page.Code("Bad"), service));
        Assert.Empty(await FindingsOf(page.Code("Good"), service));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_page_has_its_title_its_fallacy_and_exactly_the_known_sections(string id)
    {
        var descriptor = Descriptor(id);
        var page = RulePage.Read(id);
        var (_, _, name) = Fallacies.Single(f => "Fallacies." + f.Folder == descriptor.Category);

        Assert.Equal($"# {id}: {descriptor.Title}", page.Title);
        Assert.StartsWith($"{name}. ", page.FirstLine, StringComparison.Ordinal);
        Assert.Contains(SeverityName(descriptor), page.FirstLine, StringComparison.Ordinal);
        Assert.Equal(Sections, page.Sections);
        Assert.EndsWith($"/docs/rules/{id}.md", descriptor.HelpLinkUri, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_stands_on_the_page_of_its_rule()
    {
        foreach (var rule in FallacyRouter.AllRules)
        {
            var pages = rule.Descriptors.Select(d => RulePage.Read(d.Id).Text).ToList();
            Assert.All(rule.Options, option => Assert.Contains(pages, page => page.Contains($"`{option.Key}`", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Every_option_stands_in_the_configuration_guide()
    {
        var guide = File.ReadAllText(Repository.At("docs", "configuration.md"));

        Assert.All(Analyzers.Configuration.UnknownOptionAnalyzer.AllOptions, option => Assert.Contains($"| `{option.Key}` |", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void The_catalogue_is_up_to_date()
    {
        var path = Repository.At("docs", "rules", "README.md");

        Assert.True(Repository.IsCurrent(path, Catalogue()), "docs/rules/README.md was out of date and has been rewritten from the rules: commit it.");
    }

    [Fact]
    public async Task Nothing_is_said_of_a_compilation_without_network_types()
    {
        const string Source = """
            namespace System.Net.Http { public class HttpClientLookalike { public TimeSpan Timeout { get; set; } } }
            class Client { void Set(System.Net.Http.HttpClientLookalike c) => c.Timeout = System.Threading.Timeout.InfiniteTimeSpan; }
            """;
        var compilation = Analysis.Compile("using System;\n" + Source, References.WithoutNetwork);

        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.Null(compilation.GetTypeByMetadataName("System.Net.Http.HttpClient"));
        Assert.Empty(await Analysis.RunAsync(compilation, ("fallacies.unknown", "1")));
    }

    private static async Task<IEnumerable<string>> FindingsOf(string source, (string, string)[] options)
    {
        // "#:package Name@version", as in a program of one file, adds what the tests do not all compile against.
        var packages = Regex.Matches(source, @"^#:package ([\w.]+).*\n", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToArray();
        var compilation = Analysis.Compile(Regex.Replace(source, @"^#:package.*\n", "", RegexOptions.Multiline), packages.Length > 0 ? References.With(packages) : null);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return (await Analysis.RunAsync(compilation, options)).Select(d => d.Id).Distinct();
    }

    private static DiagnosticDescriptor Descriptor(string id) => new FallacyRouter().SupportedDiagnostics.Single(d => d.Id == id);

    private static string SeverityName(DiagnosticDescriptor descriptor) =>
        !descriptor.IsEnabledByDefault ? "Disabled" : descriptor.DefaultSeverity == DiagnosticSeverity.Info ? "Suggestion" : descriptor.DefaultSeverity.ToString();

    private static string Catalogue()
    {
        var text = new StringBuilder("# Rules\n\nGenerated from the rules by `CatalogueTests`; change the rules, not this page.\n");
        var fixable = FixableIds();
        foreach (var (folder, page, name) in Fallacies)
        {
            var rules = new FallacyRouter().SupportedDiagnostics.Where(d => d.Category == "Fallacies." + folder).OrderBy(d => d.Id, StringComparer.Ordinal).ToList();
            if (rules.Count == 0)
                continue;

            text.Append($"\n## {(page.Length > 0 ? $"[{name}](../fallacies/{page})" : name)}\n\n| rule | says | default | fix |\n|---|---|---|---|\n");
            foreach (var rule in rules)
                text.Append($"| [{rule.Id}]({rule.Id}.md) | {rule.Title} | {SeverityName(rule)} | {(fixable.Contains(rule.Id) ? "yes" : "")} |\n");
        }

        return text.ToString();
    }

    private static HashSet<string> FixableIds() =>
        [.. typeof(CodeFixes.Latency.InfiniteTimeoutFixer).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider).IsAssignableFrom(type))
            .SelectMany(type => ((Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)];
}
