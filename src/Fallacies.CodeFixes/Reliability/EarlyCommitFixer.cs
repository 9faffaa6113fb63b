using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1015: commits or stores an offset as the last thing that is done for its message.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EarlyCommitFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(EarlyCommitAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var call = root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call?.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || !RunsThrough(block, statement))
            return;

        var isCommit = context.Diagnostics[0].AdditionalLocations.Count == 0;
        var changed = isCommit ? Moved(root!, block, statement) : Stored(root!, block, statement, call, context.Diagnostics[0].AdditionalLocations[0]);
        if (changed is null || !await Compilability.HoldsAsync(context.Document, context.Document.WithSyntaxRoot(changed), context.CancellationToken).ConfigureAwait(false))
            return;

        context.RegisterCodeFix(
            CodeAction.Create(isCommit ? "Move the commit behind the work" : "Store the offset by hand, behind the work", _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: nameof(EarlyCommitFixer) + isCommit),
            context.Diagnostics);
    }

    // What leaves the block early would leave the offset behind.
    private static bool RunsThrough(BlockSyntax block, StatementSyntax statement) =>
        block.Statements.Last() != statement && !block.Statements.SkipWhile(other => other != statement).Skip(1)
            .SelectMany(other => other.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax))
            .Any(node => node is ContinueStatementSyntax or BreakStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax);

    private static SyntaxNode Moved(SyntaxNode root, BlockSyntax block, StatementSyntax statement)
    {
        var statements = block.Statements.Remove(statement);
        return root.ReplaceNode(block, block.WithStatements(statements.Add(statement)));
    }

    private static SyntaxNode? Stored(SyntaxNode root, BlockSyntax block, StatementSyntax statement, InvocationExpressionSyntax consume, Location config)
    {
        if (statement is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } || consume.Expression is not MemberAccessExpressionSyntax { Expression: var consumer } || config.SourceTree != root.SyntaxTree
            || root.FindNode(config.SourceSpan, getInnermostNodeForTie: true) is not BaseObjectCreationExpressionSyntax creation || HasOwn(block))
            return null;

        var last = block.Statements.Last();
        var layout = Layout.At(last, last.SpanStart);
        var store = SyntaxFactory.ParseStatement($"{consumer}.StoreOffset({variables[0].Identifier.ValueText});").WithLeadingTrivia(layout.Indentation).WithTrailingTrivia(layout.EndOfLine);
        return root.ReplaceNodes(new SyntaxNode[] { block, creation }, (original, current) => original == block
            ? ((BlockSyntax)current).AddStatements(store)
            : CreationMember.With((BaseObjectCreationExpressionSyntax)current, SyntaxFactory.ParseExpression("EnableAutoOffsetStore = false")));
    }

    private static bool HasOwn(BlockSyntax block) => block.DescendantTokens().Any(token => token.ValueText is "Commit" or "StoreOffset");
}
