using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1006: lets a pipeline give up.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnboundedRetryPolicyFixer : CodeFixProvider
{
    // Polly's own default.
    private const int Retries = 3;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnboundedRetry.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Give up after {Retries} retries and let the caller see the failure",
                _ => Task.FromResult(Limit(context.Document, root, assignment.Right)),
                equivalenceKey: nameof(UnboundedRetryPolicyFixer)),
            context.Diagnostics);
    }

    private static Document Limit(Document document, SyntaxNode root, ExpressionSyntax endless)
    {
        var limit = SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(Retries));
        return document.WithSyntaxRoot(root.ReplaceNode(endless, limit.WithTriviaFrom(endless)));
    }
}
