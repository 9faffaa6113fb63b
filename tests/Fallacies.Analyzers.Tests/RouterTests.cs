using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Fallacies.Analyzers.Tests;

/// <summary>A rule that is switched off costs nothing: it is not even told of the compilation.</summary>
public sealed class RouterTests
{
    private const string Id = "FAL1005";

    [Theory]
    [InlineData(ReportDiagnostic.Suppress, false)]
    [InlineData(ReportDiagnostic.Warn, true)]
    [InlineData(ReportDiagnostic.Default, true)]
    public async Task A_severity_for_the_whole_compilation_counts(ReportDiagnostic severity, bool isAsked) =>
        Assert.Equal(isAsked, await IsAskedAsync(new Severities { Global = severity }));

    [Fact]
    public async Task The_command_line_counts_before_any_file()
    {
        Assert.True(await IsAskedAsync(new Severities { Global = ReportDiagnostic.Suppress }, ReportDiagnostic.Warn));
        Assert.False(await IsAskedAsync(new Severities { Global = ReportDiagnostic.Warn, File = ReportDiagnostic.Warn }, ReportDiagnostic.Suppress));
    }

    [Fact]
    public async Task An_error_that_is_a_warning_again_says_nothing_of_the_rule() =>
        Assert.False(await IsAskedAsync(new Severities { Global = ReportDiagnostic.Suppress }, ReportDiagnostic.Default));

    [Fact]
    public async Task One_file_that_switches_a_rule_on_is_enough() =>
        Assert.True(await IsAskedAsync(new Severities { Global = ReportDiagnostic.Suppress, File = ReportDiagnostic.Warn }));

    [Fact]
    public async Task A_file_that_switches_a_rule_off_leaves_it_on_for_others() =>
        Assert.True(await IsAskedAsync(new Severities { File = ReportDiagnostic.Suppress }));

    [Fact]
    public async Task A_rule_without_a_setting_follows_its_default()
    {
        Assert.True(await IsAskedAsync(null));
        Assert.False(await IsAskedAsync(null, isEnabledByDefault: false));
        Assert.True(await IsAskedAsync(null, ReportDiagnostic.Info, isEnabledByDefault: false));
    }

    // A second rule that is on stands beside: the compiler itself leaves out an analyzer that has none.
    private static async Task<bool> IsAskedAsync(Severities? severities, ReportDiagnostic? commandLine = null, bool isEnabledByDefault = true)
    {
        var rule = new Listener(Id, isEnabledByDefault);
        var other = new Listener("FAL1006", isEnabledByDefault: true);
        var compilation = Analysis.Compile("class C { }");
        var options = compilation.Options.WithSyntaxTreeOptionsProvider(severities);
        if (commandLine is { } severity)
            options = options.WithSpecificDiagnosticOptions([new(Id, severity)]);

        await compilation.WithOptions(options).WithAnalyzers([new FallacyRouter([rule, other])]).GetAnalyzerDiagnosticsAsync();
        Assert.True(other.IsAsked);
        return rule.IsAsked;
    }

    private sealed class Listener(string id, bool isEnabledByDefault)
        : FallacyAnalyzer(Rule.Create(id, Fallacy.Reliability, DiagnosticSeverity.Warning, "title", "message", "description", isEnabledByDefault))
    {
        public bool IsAsked { get; private set; }

        public override void Register(Registration registration) => IsAsked = true;
    }

    private sealed class Severities : SyntaxTreeOptionsProvider
    {
        public ReportDiagnostic? Global { get; init; }

        public ReportDiagnostic? File { get; init; }

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.NotGenerated;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) => Try(File, diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) => Try(Global, diagnosticId, out severity);

        private static bool Try(ReportDiagnostic? set, string diagnosticId, out ReportDiagnostic severity)
        {
            severity = set ?? default;
            return set is not null && diagnosticId == Id;
        }
    }
}
