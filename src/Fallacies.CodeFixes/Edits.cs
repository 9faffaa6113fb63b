using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes;

/// <summary>Finds what to do about a finding; <see langword="null"/> where nothing can be right.</summary>
internal delegate Task<Action<DocumentEditor>?> EditOf(Document document, Diagnostic diagnostic, CancellationToken cancellation);

/// <summary>Fixes that are written as edits, so that several findings of a document go through one editor.</summary>
internal static class Edits
{
    /// <summary>Repairs all findings of a document together; for edits that may touch the same statement.</summary>
    public static FixAllProvider FixAll(EditOf editOf) => FixAll(_ => editOf);

    /// <summary>The same for a rule with several fixes, of which the key of the action picks one.</summary>
    public static FixAllProvider FixAll(Func<string?, EditOf> editOf) => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
        await ApplyAllAsync(document, diagnostics, editOf(context.CodeActionEquivalenceKey), context.CancellationToken).ConfigureAwait(false));

    /// <summary>The document with all findings repaired that can be.</summary>
    public static async Task<Document> ApplyAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, EditOf editOf, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (await editOf(document, diagnostic, cancellation).ConfigureAwait(false) is { } edit)
                edit(editor);
        }

        return editor.GetChangedDocument();
    }

    /// <summary>Offers an edit where there is one.</summary>
    public static async Task OfferAsync(CodeFixContext context, EditOf editOf, string title, string key)
    {
        if (await editOf(context.Document, context.Diagnostics[0], context.CancellationToken).ConfigureAwait(false) is { } edit)
            context.RegisterCodeFix(CodeAction.Create(title, cancellation => ApplyAsync(context.Document, edit, cancellation), key), context.Diagnostics);
    }

    public static async Task<Document> ApplyAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        edit(editor);
        return editor.GetChangedDocument();
    }

    /// <summary>The edit, if the document compiles with it as well as before.</summary>
    public static async Task<Action<DocumentEditor>?> CheckedAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation) =>
        await CheckedDocumentAsync(document, edit, cancellation).ConfigureAwait(false) is null ? null : edit;

    /// <summary>The document with the edit, if it compiles as well as before.</summary>
    public static async Task<Document?> CheckedDocumentAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation)
    {
        var changed = await ApplyAsync(document, edit, cancellation).ConfigureAwait(false);
        return await Compilability.HoldsAsync(document, changed, cancellation).ConfigureAwait(false) ? changed : null;
    }
}
