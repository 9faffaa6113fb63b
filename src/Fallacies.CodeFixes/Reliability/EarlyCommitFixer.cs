using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
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
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(EarlyCommitFixer) + IsCommit(context.Diagnostics[0]), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var call = Finding.Around<InvocationExpressionSyntax>(root, diagnostic);
        if (call?.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement || !RunsThrough(block, statement))
            return null;

        return IsCommit(diagnostic)
            ? new ChainEdit("Move the commit behind the work", [block], (_, _) => block.WithStatements(block.Statements.Remove(statement).Add(statement)))
            : Stored(root, block, statement, call, diagnostic);
    }

    private static bool IsCommit(Diagnostic diagnostic) => diagnostic.AdditionalLocations.Count == 0;

    // What leaves the block early would leave the offset behind.
    private static bool RunsThrough(BlockSyntax block, StatementSyntax statement) =>
        block.Statements.Last() != statement && !block.Statements.SkipWhile(other => other != statement).Skip(1)
            .SelectMany(other => other.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax))
            .Any(node => node is ContinueStatementSyntax or BreakStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax);

    private static ChainEdit? Stored(SyntaxNode root, BlockSyntax block, StatementSyntax statement, InvocationExpressionSyntax consume, Diagnostic diagnostic)
    {
        if (statement is not LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } || consume.Expression is not MemberAccessExpressionSyntax { Expression: var consumer }
            || Finding.Named<BaseObjectCreationExpressionSyntax>(root, diagnostic) is not { } creation || HasOwn(block))
            return null;

        var last = block.Statements.Last();
        var layout = Layout.At(last, last.SpanStart);
        var store = SyntaxFactory.ParseStatement($"{consumer}.StoreOffset({variables[0].Identifier.ValueText});").WithLeadingTrivia(layout.Indentation).WithTrailingTrivia(layout.EndOfLine);
        return new ChainEdit("Store the offset by hand, behind the work", [block, creation], (original, current) => original == block
            ? ((BlockSyntax)current).AddStatements(store)
            : CreationMember.With((BaseObjectCreationExpressionSyntax)current, SyntaxFactory.ParseExpression("EnableAutoOffsetStore = false")));
    }

    private static bool HasOwn(BlockSyntax block) => block.DescendantTokens().Any(token => token.ValueText is "Commit" or "StoreOffset");
}
