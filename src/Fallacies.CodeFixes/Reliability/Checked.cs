using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Holds back a change that the compiler would complain about.</summary>
internal static class Checked
{
    // A global using says it already, in this file or in another one.
    private static readonly HashSet<string> SaidTwice = new(StringComparer.Ordinal) { "CS0105", "CS8933" };

    /// <summary>The changed document with its imports, or <see langword="null"/> where it has an error or a warning that was not there before.</summary>
    public static async Task<Document?> CompilesAsync(Document before, Document after, CancellationToken cancellation)
    {
        var imported = await ImportAsync(after, cancellation).ConfigureAwait(false);
        var old = await ComplaintsAsync(before, cancellation).ConfigureAwait(false);
        var now = await ComplaintsAsync(imported, cancellation).ConfigureAwait(false);
        return now.All(complaint => old.TryGetValue(complaint.Key, out var count) && complaint.Value <= count) ? imported : null;
    }

    /// <summary>The same for a changed root; <see langword="null"/> also where there is none.</summary>
    public static async Task<Document?> CompilesAsync(Document before, SyntaxNode? changed, CancellationToken cancellation) =>
        changed is null ? null : await CompilesAsync(before, before.WithSyntaxRoot(changed), cancellation).ConfigureAwait(false);

    // The clean-up behind every fix imports what a generator has made; names that were parsed are left to us.
    private static async Task<Document> ImportAsync(Document document, CancellationToken cancellation)
    {
        var known = UsingsOf(await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false)).Select(directive => directive.Name?.ToString()).ToList();
        var imported = await ImportAdder.AddImportsAsync(document, Simplifier.AddImportsAnnotation, cancellationToken: cancellation).ConfigureAwait(false);
        var root = await imported.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await imported.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var twice = model!.GetDiagnostics(cancellationToken: cancellation).Where(diagnostic => SaidTwice.Contains(diagnostic.Id)).Select(diagnostic => diagnostic.Location.SourceSpan).ToList();
        var needless = UsingsOf(root).Where(directive => !known.Contains(directive.Name?.ToString()) && twice.Any(directive.Span.Contains)).ToList();
        return needless.Count == 0 ? imported : imported.WithSyntaxRoot(root!.RemoveNodes(needless, SyntaxRemoveOptions.KeepNoTrivia)!);
    }

    private static IEnumerable<UsingDirectiveSyntax> UsingsOf(SyntaxNode? root) =>
        root?.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>().Where(directive => directive.GlobalKeyword.RawKind == 0) ?? [];

    private static async Task<Dictionary<string, int>> ComplaintsAsync(Document document, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return model!.GetDiagnostics(cancellationToken: cancellation)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .GroupBy(diagnostic => diagnostic.Id)
            .ToDictionary(group => group.Key, group => group.Count());
    }
}
