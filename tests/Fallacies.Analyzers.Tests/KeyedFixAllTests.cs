using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests;

/// <summary>What "fix all" repairs in which scope, with either way to repair a document: of a fix that was named, and of none, as <c>dotnet format</c> asks when the first finding it sees belongs to another rule of the same analyzer.</summary>
public sealed class KeyedFixAllTests
{
    // Two findings for each of the fixes.
    private const string Source = """
        using System;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        class First { HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan }; Task<string> Load(string url) => http.GetStringAsync(url); }
        class Second { HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan }; Task<string> Load(string url) => http.GetStringAsync(url); }
        class Third { async Task Load(HttpClient http, string url, CancellationToken token) { await http.GetStringAsync(url); await http.GetStringAsync(url); } }
        """;

    private static readonly CodeFixProvider EachAlone = new InfiniteTimeoutFixer();

    private static readonly CodeFixProvider Together = new DroppedTokenFixer();

    [Theory]
    [InlineData(FixAllScope.Document, "A1")]
    [InlineData(FixAllScope.Project, "A1 A2")]
    [InlineData(FixAllScope.Solution, "A1 A2 B1")]
    public async Task Everything_in_scope_is_fixed_and_nothing_else(FixAllScope scope, string repaired)
    {
        foreach (var fixer in new[] { EachAlone, Together })
        {
            foreach (var isNamed in new[] { false, true })
            {
                var solution = await SolutionAsync();

                var fixedSolution = await FixAllAsync(fixer, Document(solution, "A1"), scope, isNamed);

                Assert.Equal(repaired, string.Join(' ', await RepairedAsync(fixer, solution, fixedSolution)));
            }
        }
    }

    [Fact]
    public async Task Nothing_is_offered_where_nothing_was_found() =>
        Assert.Null(await ActionAsync(EachAlone, Document(await SolutionAsync("class Idle { }"), "A1"), FixAllScope.Project, isNamed: false));

    private static async Task<Solution> SolutionAsync(string source = Source)
    {
        using var workspace = new AdhocWorkspace();
        var solution = workspace.CurrentSolution;
        foreach (var documents in new[] { new[] { "A1", "A2" }, ["B1"] })
        {
            var project = solution.AddProject(documents[0], documents[0], LanguageNames.CSharp).WithMetadataReferences(References.All)
                .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            foreach (var document in documents)
                project = project.AddDocument(document, $"namespace {document};\n{source}", filePath: $"/{document}.cs").Project;
            solution = project.Solution;
            Assert.DoesNotContain((await project.GetCompilationAsync())!.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        }

        return solution;
    }

    private static Document Document(Solution solution, string name) => solution.Projects.SelectMany(project => project.Documents).Single(document => document.Name == name);

    // A document keeps both of its findings, or none.
    private static async Task<IReadOnlyList<string>> RepairedAsync(CodeFixProvider fixer, Solution before, Solution after)
    {
        var findings = new Known(fixer);
        var names = new List<string>();
        foreach (var document in before.Projects.SelectMany(project => project.Documents).OrderBy(document => document.Name, StringComparer.Ordinal))
        {
            var found = await findings.GetDocumentDiagnosticsAsync(document, CancellationToken.None);
            var left = (await findings.GetDocumentDiagnosticsAsync(after.GetDocument(document.Id)!, CancellationToken.None)).Count();
            Assert.Equal(2, found.Count());
            Assert.True(left is 0 or 2, $"{document.Name} has {left} findings left.");
            if (left == 0)
                names.Add(document.Name);
        }

        return names;
    }

    private static async Task<Solution> FixAllAsync(CodeFixProvider fixer, Document document, FixAllScope scope, bool isNamed)
    {
        var action = await ActionAsync(fixer, document, scope, isNamed);
        var operations = await action!.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
    }

    private static async Task<CodeAction?> ActionAsync(CodeFixProvider fixer, Document document, FixAllScope scope, bool isNamed)
    {
        var findings = new Known(fixer);
        string? key = null;
        if (isNamed)
        {
            var first = (await findings.GetDocumentDiagnosticsAsync(document, CancellationToken.None)).First();
            await fixer.RegisterCodeFixesAsync(new CodeFixContext(document, first, (action, _) => key ??= action.EquivalenceKey, CancellationToken.None));
        }

        var context = new FixAllContext(document, fixer, scope, key!, fixer.FixableDiagnosticIds, findings, CancellationToken.None);
        return await fixer.GetFixAllProvider()!.GetFixAsync(context);
    }

    /// <summary>What the rules say of a project, as far as it is the fix's.</summary>
    private sealed class Known(CodeFixProvider fixer) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
        {
            var compilation = await project.GetCompilationAsync(cancellationToken);
            var diagnostics = await Analysis.RunAsync(compilation!, ("fallacies.project_kind", "service"));
            return diagnostics.Where(diagnostic => fixer.FixableDiagnosticIds.Contains(diagnostic.Id));
        }

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await GetAllDiagnosticsAsync(document.Project, cancellationToken)).Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
