using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>FAL3002: streams a body that only goes into another stream.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BufferedResponseFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BufferedResponseAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Itself<InvocationExpressionSyntax>, StreamAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) =>
        OneByOne.OfferAsync(context, Finding.Itself<InvocationExpressionSyntax>, StreamAsync, "Stream the body; the client's timeout then covers the headers alone", nameof(BufferedResponseFixer));

    private static async Task<Document?> StreamAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || node is not InvocationExpressionSyntax send)
            return null;

        var streamed = BytesToStream.Build(model, send, cancellation) ?? new HeadersFirst(document, model).Build(send, cancellation);
        return await Compilability.CheckedAsync(document, streamed, cancellation).ConfigureAwait(false);
    }
}
