using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Fallacies.CodeFixes.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6003: gives the request a message of its own, which carries the headers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SharedHeadersFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(SharedHeadersAnalyzer.Descriptor.Id);

    // Two headers of one request are two findings and one edit.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Node, FixAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Node, FixAsync, "Set the headers on this request alone: others no longer carry them", nameof(SharedHeadersFixer));

    // The message comes before the headers where what it needs is there, else right before it is sent.
    private static async Task<Document?> FixAsync(Document document, SyntaxNode change, string? key, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || HeaderedSend.Of(change, model, cancellation) is not { } send)
            return null;

        var message = new RequestMessage(send, model);
        foreach (var statements in new[] { message.WithHeadersInPlace(), message.WithHeadersMoved() })
        {
            if (statements is null)
                continue;

            var after = document.WithSyntaxRoot(root.ReplaceNode(send.Block, send.Block.WithStatements(new SyntaxList<Microsoft.CodeAnalysis.CSharp.Syntax.StatementSyntax>(statements))));
            if (await Checked.CompilesAsync(document, after, cancellation).ConfigureAwait(false) is { } checkedDocument)
                return checkedDocument;
        }

        return null;
    }
}
