using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes;

/// <summary>Finds the change that repairs a finding; <see langword="null"/> where nothing can be right.</summary>
internal delegate ChainEdit? ChainEditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, SyntaxGenerator generator);

/// <summary>A change to nodes of one document, which may stand in one chain with those of other changes.</summary>
/// <param name="Title">What the change does.</param>
/// <param name="Nodes">The nodes that change.</param>
/// <param name="Rewrite">Gets a node as it was and as it is by now, and gives the new one; nothing removes a statement.</param>
internal sealed record ChainEdit(string Title, IReadOnlyCollection<SyntaxNode> Nodes, Func<SyntaxNode, SyntaxNode, SyntaxNode?> Rewrite)
{
    /// <summary>The namespace of an extension that the change calls and that is not in scope.</summary>
    public string? Using { get; init; }

    /// <summary>Both changes under the title of this one, which builds on the other.</summary>
    public ChainEdit After(ChainEdit first) => new(Title, [.. first.Nodes.Union(Nodes)], (old, current) =>
    {
        var changed = first.Nodes.Contains(old) ? first.Rewrite(old, current) : current;
        return changed is not null && Nodes.Contains(old) ? Rewrite(old, changed) : changed;
    })
    {
        Using = Using ?? first.Using,
    };

    /// <summary>All changes of a document at once; those of one node follow one another, inner nodes come before those around them.</summary>
    public static Document Apply(Document document, SyntaxNode root, IReadOnlyCollection<ChainEdit> edits)
    {
        var pairs = edits.SelectMany(edit => edit.Nodes.Select(node => (Node: node, Edit: edit))).ToLookup(pair => pair.Node, pair => pair.Edit);
        var changed = root.TrackNodes(pairs.Select(pair => pair.Key));
        foreach (var pair in pairs.OrderByDescending(pair => pair.Key.SpanStart).ThenBy(pair => pair.Key.Span.Length))
        {
            if (changed.GetCurrentNode(pair.Key) is not { } current)
                continue;
            var rewritten = pair.Aggregate((SyntaxNode?)current, (node, edit) => node is null ? null : edit.Rewrite(pair.Key, node));
            changed = rewritten is null ? changed.RemoveNode(current, SyntaxRemoveOptions.KeepDirectives)! : changed.ReplaceNode(current, rewritten);
        }

        return document.WithSyntaxRoot(edits.Select(edit => edit.Using).OfType<string>().Distinct().Aggregate(changed, Usings.Add));
    }

    /// <summary>Offers a change if it compiles.</summary>
    public static Task OfferAsync(CodeFixContext context, string key, Func<Diagnostic, SyntaxNode, SemanticModel, ChainEdit?> edit) => OfferAsync(context, key, (diagnostic, root, model, _) => edit(diagnostic, root, model));

    /// <summary>The same for a change that writes new code.</summary>
    public static async Task OfferAsync(CodeFixContext context, string key, ChainEditOf edit)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null || edit(context.Diagnostics[0], root, model, SyntaxGenerator.GetGenerator(context.Document)) is not { } found)
            return;

        var changed = Apply(context.Document, root, [found]);
        if (await Compilability.HoldsAsync(context.Document, changed, context.CancellationToken).ConfigureAwait(false))
            Offer.Changed(context, changed, found.Title, key);
    }

    /// <summary>The provider that makes the same changes to all findings of a document.</summary>
    public static FixAllProvider FixAll(Func<Diagnostic, SyntaxNode, SemanticModel, ChainEdit?> edit) => FixAll((diagnostic, root, model, _) => edit(diagnostic, root, model));

    /// <summary>The same for changes that write new code.</summary>
    public static FixAllProvider FixAll(ChainEditOf edit) =>
        KeyedFixAllProvider.Create(async (context, document, diagnostics) => await ApplyAllAsync(document, diagnostics, edit, context.CancellationToken).ConfigureAwait(false));

    /// <summary>The document with all findings changed; those whose change would not compile are left out.</summary>
    public static async Task<Document> ApplyAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, ChainEditOf edit, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null)
            return document;

        var edits = new List<ChainEdit>();
        var generator = SyntaxGenerator.GetGenerator(document);
        foreach (var found in diagnostics.Select(diagnostic => edit(diagnostic, root, model, generator)).OfType<ChainEdit>())
        {
            if (await Compilability.HoldsAsync(document, Apply(document, root, [found]), cancellation).ConfigureAwait(false))
                edits.Add(found);
        }

        return edits.Count == 0 ? document : Apply(document, root, edits);
    }
}
