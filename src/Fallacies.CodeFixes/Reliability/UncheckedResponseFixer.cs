using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1023: makes an answer that is no success throw.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UncheckedResponseFixer : CodeFixProvider
{
    private const string Title = "Throw HttpRequestException when the status is no success: 'EnsureSuccessStatusCode'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UncheckedResponseAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UncheckedResponseFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } send
            || model.GetOperation(send) is not IInvocationOperation operation || ReceivedResponse.Of(operation) is not { Value.Syntax: ExpressionSyntax value } response)
            return null;

        // Behind a declaration, where the response is disposed of although the check throws.
        if (response.Local is { Name: var name } && value.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax block } statement)
        {
            if (statement is LocalDeclarationStatementSyntax or ExpressionStatementSyntax)
                return new ChainEdit(Title, [block], (_, current) => current is BlockSyntax changed ? After(changed, statement, name) : current);
            if (statement is UsingStatementSyntax { Statement: BlockSyntax { Statements.Count: > 0 } inner })
                return new ChainEdit(Title, [inner], (_, current) => current is BlockSyntax changed ? changed.WithStatements(changed.Statements.Insert(0, Check(changed.Statements[0], name))) : current);
        }

        return new ChainEdit(Title, [value.Parent as ParenthesizedExpressionSyntax ?? value], (_, current) => Ensured((ExpressionSyntax)current));
    }

    private static BlockSyntax After(BlockSyntax changed, StatementSyntax statement, string response)
    {
        // Earlier findings of the block have added their lines already.
        var place = changed.Statements.IndexOf(other => other.IsEquivalentTo(statement));
        return place < 0 ? changed : changed.WithStatements(changed.Statements.Insert(place + 1, Check(statement, response)));
    }

    // On a line of its own where its neighbour has one.
    private static ExpressionStatementSyntax Check(StatementSyntax neighbour, string response)
    {
        var check = ExpressionStatement(Call(IdentifierName(response)));
        var end = neighbour.GetTrailingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToArray();
        return end.Length == 0
            ? check.WithTrailingTrivia(Space)
            : check.WithLeadingTrivia(neighbour.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1)).WithTrailingTrivia(end);
    }

    private static InvocationExpressionSyntax Ensured(ExpressionSyntax response) => response switch
    {
        AwaitExpressionSyntax => Call(ParenthesizedExpression(response.WithoutTrivia())).WithTriviaFrom(response),
        _ => Call(response.WithoutTrivia()).WithTriviaFrom(response),
    };

    private static InvocationExpressionSyntax Call(ExpressionSyntax response) =>
        InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, response, IdentifierName("EnsureSuccessStatusCode")));
}
