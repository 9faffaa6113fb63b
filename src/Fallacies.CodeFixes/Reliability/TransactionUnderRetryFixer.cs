using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1024: hands the whole transaction to the execution strategy of its context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TransactionUnderRetryFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(TransactionUnderRetryAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(static (root, diagnostic) => BeginAt(root, diagnostic), static (document, node, _, cancellation) => RepairAsync(document, (InvocationExpressionSyntax)node, cancellation));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || BeginAt(root, context.Diagnostics[0]) is not { } begin || await RepairAsync(context.Document, begin, context.CancellationToken).ConfigureAwait(false) is not { } repaired)
            return;

        context.RegisterCodeFix(
            CodeAction.Create("Run the transaction in the execution strategy, which may repeat all of it", _ => Task.FromResult(repaired), equivalenceKey: nameof(TransactionUnderRetryFixer)), context.Diagnostics);
    }

    private static InvocationExpressionSyntax? BeginAt(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();

    private static async Task<Document?> RepairAsync(Document document, InvocationExpressionSyntax begin, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model is null || root is null || StrategyCall.Of(begin, model) is not { } call)
            return null;

        return await Checked.CompilesAsync(document, document.WithSyntaxRoot(call.PutInto(root)), cancellation).ConfigureAwait(false);
    }
}
