using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes;

/// <summary>Offers a document that is changed already.</summary>
internal static class Offer
{
    public static void Changed(CodeFixContext context, Document changed, string title, string key) =>
        context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), context.Diagnostics);

    /// <summary>Offers the first of these roots that compiles.</summary>
    public static async Task FirstAsync(CodeFixContext context, IEnumerable<SyntaxNode> roots, string title, string key)
    {
        foreach (var root in roots)
        {
            if (await Compilability.CheckedAsync(context.Document, root, context.CancellationToken).ConfigureAwait(false) is not { } changed)
                continue;

            Changed(context, changed, title, key);
            return;
        }
    }
}
