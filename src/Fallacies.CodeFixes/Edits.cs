using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes;

/// <summary>Finds what to do about a finding; <see langword="null"/> where nothing can be right.</summary>
internal delegate Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation);

/// <summary>Finds what may be done about a finding, the best first.</summary>
internal delegate IEnumerable<Action<DocumentEditor>> EditsOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation);

/// <summary>Fixes that are written as edits, so that several findings of a document go through one editor. An edit counts only if the document compiles with it as well as before.</summary>
internal static class Edits
{
    /// <summary>Offers an edit where there is one.</summary>
    public static Task OfferAsync(CodeFixContext context, EditOf editOf, string title, string key) => OfferAsync(context, Only(editOf), title, key);

    /// <summary>Offers the first edit that counts.</summary>
    public static async Task OfferAsync(CodeFixContext context, EditsOf editsOf, string title, string key)
    {
        if (await FirstAsync(context.Document, context.Diagnostics[0], editsOf, context.CancellationToken).ConfigureAwait(false) is { } edit)
            context.RegisterCodeFix(CodeAction.Create(title, cancellation => ApplyAsync(context.Document, edit, cancellation), key), context.Diagnostics);
    }

    /// <summary>Repairs all findings of a document together; for edits that may touch the same statement.</summary>
    public static FixAllProvider FixAll(EditOf editOf) => FixAll(_ => Only(editOf));

    /// <summary>The same for a rule with several fixes, of which the key of the action picks one.</summary>
    public static FixAllProvider FixAll(Func<string?, EditOf> editOf) => FixAll(key => Only(editOf(key)));

    /// <summary>The same for findings that may be repaired in several ways.</summary>
    public static FixAllProvider FixAll(Func<string?, EditsOf> editsOf) => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
        await ApplyAllAsync(document, diagnostics, editsOf(context.CodeActionEquivalenceKey), context.CancellationToken).ConfigureAwait(false));

    /// <summary>The document with all findings repaired that can be.</summary>
    public static Task<Document> ApplyAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, EditOf editOf, CancellationToken cancellation) => ApplyAllAsync(document, diagnostics, Only(editOf), cancellation);

    /// <summary>The changed document, if it compiles as well as before.</summary>
    public static async Task<Document?> CheckedAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation)
    {
        var changed = await ApplyAsync(document, edit, cancellation).ConfigureAwait(false);
        return await Compilability.HoldsAsync(document, changed, cancellation).ConfigureAwait(false) ? changed : null;
    }

    private static async Task<Document> ApplyAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, EditsOf editsOf, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (await FirstAsync(document, diagnostic, editsOf, cancellation).ConfigureAwait(false) is { } edit)
                edit(editor);
        }

        return editor.GetChangedDocument();
    }

    private static async Task<Document> ApplyAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        edit(editor);
        return editor.GetChangedDocument();
    }

    private static EditsOf Only(EditOf editOf) => (diagnostic, root, model, cancellation) => editOf(diagnostic, root, model, cancellation) is { } edit ? [edit] : [];

    private static async Task<Action<DocumentEditor>?> FirstAsync(Document document, Diagnostic diagnostic, EditsOf editsOf, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null)
            return null;

        foreach (var edit in editsOf(diagnostic, root, model, cancellation))
        {
            if (await CheckedAsync(document, edit, cancellation).ConfigureAwait(false) is not null)
                return edit;
        }

        return null;
    }
}
