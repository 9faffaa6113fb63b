using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5004: lets a singleton hold the factory and ask it for a client at the one place that uses it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HeldClientFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HeldClientAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Two clients of one class may be kept under one new name: whatever comes second is looked at again.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Node, AskAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Node, AskAsync, "Ask the factory for a client at each use", nameof(HeldClientFixer));

    private static async Task<Document?> AskAsync(Document document, SyntaxNode asked, string? key, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        return root is null || model is null || asked is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call ? null
            : await Compilability.CheckedAsync(document, FactoryAtUse.Edits(call, root, model, cancellation), cancellation).ConfigureAwait(false);
    }
}
