using System.Collections.Immutable;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.Analyzers.Tests;

/// <summary>What <c>dotnet format</c> asks for when the first finding it sees belongs to another rule of the same analyzer.</summary>
public sealed class KeyedFixAllTests
{
    private const string Source = """
        using System;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;
        class First { HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan }; Task<string> Load(string url) => http.GetStringAsync(url); }
        class Second { HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan }; Task<string> Load(string url) => http.GetStringAsync(url); }
        """;

    [Theory]
    [InlineData(FixAllScope.Document)]
    [InlineData(FixAllScope.Project)]
    [InlineData(FixAllScope.Solution)]
    public async Task Everything_is_fixed_when_no_fix_was_named(FixAllScope scope)
    {
        var (document, diagnostics) = await FindingsAsync(Source);

        var fixedText = await FixAllAsync(document, diagnostics, scope);

        Assert.Equal(2, diagnostics.Length);
        Assert.DoesNotContain("InfiniteTimeSpan", fixedText, StringComparison.Ordinal);
        Assert.Equal(3, fixedText.Split("TimeSpan.FromSeconds(30)").Length);
    }

    [Fact]
    public async Task Nothing_is_offered_where_nothing_was_found()
    {
        var (document, _) = await FindingsAsync(Source);

        Assert.Null(await ActionAsync(document, [], FixAllScope.Project));
    }

    private static async Task<(Document Document, ImmutableArray<Diagnostic> Diagnostics)> FindingsAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Test", LanguageNames.CSharp).WithMetadataReferences(References.All)
            .WithCompilationOptions(new Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var document = project.AddDocument("Source.cs", source, filePath: "/Source.cs");
        var compilation = await document.Project.GetCompilationAsync();
        var diagnostics = await Analysis.RunAsync(compilation!, ("fallacies.project_kind", "service"));
        return (document, [.. diagnostics.Where(d => d.Id == "FAL2001")]);
    }

    private static async Task<string> FixAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, FixAllScope scope)
    {
        var action = await ActionAsync(document, diagnostics, scope);
        var operations = await action!.GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }

    private static Task<CodeAction?> ActionAsync(Document document, ImmutableArray<Diagnostic> diagnostics, FixAllScope scope)
    {
        var fixer = new InfiniteTimeoutFixer();
        var context = new FixAllContext(document, fixer, scope, codeActionEquivalenceKey: null!, fixer.FixableDiagnosticIds, new Known(diagnostics), CancellationToken.None);
        return fixer.GetFixAllProvider()!.GetFixAsync(context);
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
