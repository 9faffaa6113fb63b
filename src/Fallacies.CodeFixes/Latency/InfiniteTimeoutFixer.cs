using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2001: replaces an infinite timeout by a finite one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class InfiniteTimeoutFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(InfiniteTimeoutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not { } infinite || model?.Compilation.GetTypeByMetadataName("System.TimeSpan") is not { } timeSpan)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Wait {Seconds.Default} seconds at most",
                cancellation => LimitAsync(context.Document, infinite, timeSpan, cancellation),
                equivalenceKey: nameof(InfiniteTimeoutFixer)),
            context.Diagnostics);
    }

    private static async Task<Document> LimitAsync(Document document, SyntaxNode infinite, INamedTypeSymbol timeSpan, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        editor.ReplaceNode(infinite, Seconds.ToTimeSpan(editor.Generator, timeSpan, editor.SemanticModel, infinite.SpanStart).WithTriviaFrom(infinite));
        return editor.GetChangedDocument();
    }
}
