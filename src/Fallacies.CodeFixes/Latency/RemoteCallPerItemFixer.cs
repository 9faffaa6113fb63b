using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
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
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Itself<InvocationExpressionSyntax>, ChangeAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(
        context, Finding.Itself<InvocationExpressionSyntax>, ChangeAsync, ("Read all keys with one call before the loop", Together), ($"Ask for {ItemBatches.AtOnce} items at a time", InBatches));

    private static async Task<Document?> ChangeAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || node is not InvocationExpressionSyntax call || call.FirstAncestorOrSelf<ForEachStatementSyntax>() is not { } loop)
            return null;

        var root = key == Together ? RedisKeys.Build(model, loop, call, cancellation) : ItemBatches.Build(model, loop, call, cancellation);
        return await Compilability.CheckedAsync(document, root, cancellation).ConfigureAwait(false);
    }
}
