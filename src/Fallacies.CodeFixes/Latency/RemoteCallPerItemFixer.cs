using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2008: asks for all items with one call where there is one, else for a few at a time.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RemoteCallPerItemFixer : CodeFixProvider
{
    private const string Together = nameof(RemoteCallPerItemFixer) + "." + nameof(Together);

    private const string InBatches = nameof(RemoteCallPerItemFixer) + "." + nameof(InBatches);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RemoteCallPerItemAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(CallOf, ChangeAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await OfferAsync(context, Together, "Read all keys with one call before the loop").ConfigureAwait(false);
        await OfferAsync(context, InBatches, $"Ask for {ItemBatches.AtOnce} items at a time").ConfigureAwait(false);
    }

    private static async Task OfferAsync(CodeFixContext context, string key, string title)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && CallOf(root, diagnostic) is { } call && await ChangeAsync(context.Document, call, key, context.CancellationToken).ConfigureAwait(false) is { } changed)
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), diagnostic);
        }
    }

    private static SyntaxNode? CallOf(SyntaxNode root, Diagnostic diagnostic) => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;

    private static async Task<Document?> ChangeAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || node is not InvocationExpressionSyntax call || call.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { } loop)
            return null;

        var root = key == Together ? RedisKeys.Build(model, loop, call, cancellation) : ItemBatches.Build(model, loop, call, cancellation);
        return root is not null && await Compilability.HoldsAsync(document, document.WithSyntaxRoot(root), cancellation).ConfigureAwait(false) ? document.WithSyntaxRoot(root) : null;
    }
}
