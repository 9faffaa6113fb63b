using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes;

/// <summary>Finds the node that a finding is about.</summary>
internal delegate SyntaxNode? FindNode(SyntaxNode root, Diagnostic diagnostic);

/// <summary>The document with the finding at a node repaired in the way of a key, or <see langword="null"/> where that cannot be right.</summary>
internal delegate Task<Document?> Repair(Document document, SyntaxNode node, string? key, CancellationToken cancellation);

/// <summary>A repair that says what it has done.</summary>
internal delegate Task<(string Title, Document Document)?> TitledRepair(Document document, SyntaxNode node, CancellationToken cancellation);

/// <summary>Repairs the findings of a document one after the other: the new names of one must be known to the next.</summary>
internal static class OneByOne
{
    public static FixAllProvider Provider(FindNode find, Repair repair) =>
        KeyedFixAllProvider.Create((context, document, diagnostics) => AllAsync(document, diagnostics, context.CodeActionEquivalenceKey, find, repair, context.CancellationToken));

    public static FixAllProvider Provider(FindNode find, TitledRepair repair) =>
        Provider(find, async (document, node, _, cancellation) => (await repair(document, node, cancellation).ConfigureAwait(false))?.Document);

    /// <summary>Offers to repair the finding in the way of a key, and tells whether there is one.</summary>
    public static Task<bool> OfferAsync(CodeFixContext context, FindNode find, Repair repair, string title, string key) => OfferAsync(
        context, find, async (document, node, cancellation) => await repair(document, node, key, cancellation).ConfigureAwait(false) is { } repaired ? (title, repaired) : null, key);

    /// <summary>Offers all ways to repair the finding.</summary>
    public static async Task OfferAsync(CodeFixContext context, FindNode find, Repair repair, params (string Title, string Key)[] ways)
    {
        foreach (var (title, key) in ways)
            await OfferAsync(context, find, repair, title, key).ConfigureAwait(false);
    }

    /// <summary>Offers to repair the finding, and tells whether that is possible.</summary>
    public static async Task<bool> OfferAsync(CodeFixContext context, FindNode find, TitledRepair repair, string key)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || find(root, context.Diagnostics[0]) is not { } node || await repair(context.Document, node, context.CancellationToken).ConfigureAwait(false) is not var (title, repaired))
            return false;

        Offer.Changed(context, repaired, title, key);
        return true;
    }

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
