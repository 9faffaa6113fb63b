using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1025: drops the handler that retries what another one retries.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class StackedRetriesFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(StackedRetriesAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(StackedRetriesFixer), EditOf);

    // A policy around a call is taken apart by hand: what it does besides retrying is not known here.
    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { Expression: MemberAccessExpressionSyntax access } handler)
            return null;
        return model.GetTypeInfo(access.Expression).Type is { Name: "IHttpClientBuilder" }
            ? BuilderChain.Remove($"Drop '{access.Name.Identifier.ValueText}': its retries and all else it does", handler, model)
            : null;
    }
}
