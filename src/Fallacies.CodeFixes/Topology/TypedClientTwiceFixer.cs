using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5009: takes the second registration of a typed client away, or lets it hand out the first one's client.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TypedClientTwiceFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(TypedClientTwiceAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Registrations may stand in one chain, so that edits touch: all of them go through one editor.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
        await ChangeAsync(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await OfferAsync("Remove it: the class is then the configured client, made anew for each use", TypedClientTwiceAnalyzer.Remove).ConfigureAwait(false);
        await OfferAsync("Hand out the client that 'AddHttpClient' configures", TypedClientTwiceAnalyzer.Forward).ConfigureAwait(false);

        async Task OfferAsync(string title, string key)
        {
            var changed = await ChangeAsync(context.Document, context.Diagnostics, key, context.CancellationToken).ConfigureAwait(false);
            if (changed != context.Document && await Compilability.HoldsAsync(context.Document, changed, context.CancellationToken).ConfigureAwait(false))
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), context.Diagnostics);
        }
    }

    private static async Task<Document> ChangeAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        var changed = false;
        foreach (var diagnostic in diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(TypedClientTwiceAnalyzer.Cure, out var cure) || cure != key)
                continue;
            if (editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax } call)
                continue;

            var edit = key == TypedClientTwiceAnalyzer.Remove ? SecondRegistration.Removal(call) : SecondRegistration.Forwarding(call);
            edit?.Invoke(editor);
            changed |= edit is not null;
        }

        return changed ? editor.GetChangedDocument() : document;
    }
}
