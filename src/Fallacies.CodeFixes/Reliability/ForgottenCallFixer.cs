using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1033: awaits a call whose task is thrown away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ForgottenCallFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForgottenCallAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { Parent: ExpressionStatementSyntax } discard
            || model?.GetEnclosingSymbol(discard.SpanStart, context.CancellationToken) is not IMethodSymbol { IsAsync: true })
            return;

        var waiting = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), discard.Right.WithoutLeadingTrivia()).WithTriviaFrom(discard);
        var changed = context.Document.WithSyntaxRoot(root.ReplaceNode(discard, waiting));
        if (await Compilability.HoldsAsync(context.Document, changed, context.CancellationToken).ConfigureAwait(false))
            context.RegisterCodeFix(CodeAction.Create("Wait for the call, and fail with it", _ => Task.FromResult(changed), nameof(ForgottenCallFixer)), context.Diagnostics);
    }
}
