using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>FAL3002: streams a body that only goes into another stream.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BufferedResponseFixer : CodeFixProvider
{
    private const string Key = nameof(BufferedResponseFixer);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BufferedResponseAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Send, StreamAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && Send(root, diagnostic) is { } send && await StreamAsync(context.Document, send, Key, context.CancellationToken).ConfigureAwait(false) is { } streamed)
                context.RegisterCodeFix(CodeAction.Create("Stream the body; the client's timeout then covers the headers alone", _ => Task.FromResult(streamed), Key), diagnostic);
        }
    }

    private static SyntaxNode? Send(SyntaxNode root, Diagnostic diagnostic) => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax;

    private static async Task<Document?> StreamAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || node is not InvocationExpressionSyntax send)
            return null;

        var streamed = BytesToStream.Build(model, send, cancellation) ?? new HeadersFirst(document, model).Build(send, cancellation);
        return streamed is not null && await Compilability.HoldsAsync(document, document.WithSyntaxRoot(streamed), cancellation).ConfigureAwait(false)
            ? document.WithSyntaxRoot(streamed)
            : null;
    }
}
