using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes;

/// <summary>The document with findings repaired, or <see langword="null"/> where none of them can be.</summary>
internal delegate Task<Document?> RepairAll(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation);

/// <summary>Repairs all findings of a document in one go: what one of them needs is known only together with the others.</summary>
internal static class AtOnce
{
    public static FixAllProvider Provider(RepairAll repair) => KeyedFixAllProvider.Create((context, document, diagnostics) => repair(document, diagnostics, context.CancellationToken));

    /// <summary>Offers a repair if it compiles.</summary>
    public static async Task OfferAsync(CodeFixContext context, RepairAll repair, string title, string key)
    {
        var changed = await repair(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false);
        if (changed is not null && await Compilability.HoldsAsync(context.Document, changed, context.CancellationToken).ConfigureAwait(false))
            Offer.Changed(context, changed, title, key);
    }
}
