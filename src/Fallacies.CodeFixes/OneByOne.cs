using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes;

/// <summary>Finds the node that a finding is about.</summary>
internal delegate SyntaxNode? FindNode(SyntaxNode root, Diagnostic diagnostic);

/// <summary>The document with the finding at a node repaired in the way of a key, or <see langword="null"/> where that cannot be right.</summary>
internal delegate Task<Document?> Repair(Document document, SyntaxNode node, string? key, CancellationToken cancellation);

/// <summary>Repairs the findings of a document one after the other: the new names of one must be known to the next.</summary>
internal static class OneByOne
{
    public static FixAllProvider Provider(FindNode find, Repair repair) =>
        KeyedFixAllProvider.Create((context, document, diagnostics) => AllAsync(document, diagnostics, context.CodeActionEquivalenceKey, find, repair, context.CancellationToken));

    private static async Task<Document?> AllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, FindNode find, Repair repair, CancellationToken cancellation)
    {
        var root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var marks = diagnostics.Select(diagnostic => find(root, diagnostic)).OfType<SyntaxNode>().Distinct().ToDictionary(node => node, _ => new SyntaxAnnotation());
        var original = document;
        var marked = document = document.WithSyntaxRoot(root.ReplaceNodes(marks.Keys, (node, rewritten) => rewritten.WithAdditionalAnnotations(marks[node])));
        foreach (var mark in marks.Values)
        {
            root = (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            if (root.GetAnnotatedNodes(mark).FirstOrDefault() is { } node)
                document = await repair(document, node, key, cancellation).ConfigureAwait(false) ?? document;
        }

        return document == marked ? original : document;
    }
}
