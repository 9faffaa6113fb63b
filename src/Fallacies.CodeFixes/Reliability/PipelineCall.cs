using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Writes the one statement that stands where the retry loop stood.</summary>
internal static class PipelineCall
{
    private const string Hole = "Hole";

    public static StatementSyntax Of(RetryLoop retry, RetryMeaning meaning, RetriedBody body, string pipeline)
    {
        var loop = retry.Loop.Syntax;
        var token = meaning.Token is null ? "_" : Names.Unused(loop, "token");
        var statements = body.Statements.Select(statement => WithToken(statement, meaning.Token?.ToString(), token)).ToList();
        var leading = body.Ending == SuccessEnding.ReturnValue ? "return await " : body.Target is { } target ? $"{target} = await " : "await ";
        var passed = meaning.Token is null ? "" : $", {meaning.Token}";
        var configured = loop.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(part => part.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } && part.ArgumentList.ToString() == "(false)") ? ".ConfigureAwait(false)" : "";

        var block = SyntaxFactory.Block(body.Target is null ? statements : [.. statements.Take(statements.Count - 1), Returned((ExpressionStatementSyntax)statements[statements.Count - 1])]);
        var call = SyntaxFactory.ParseStatement($"{leading}{pipeline}.ExecuteAsync(async {token} => {Hole}{passed}){configured};");
        var lambda = call.DescendantNodes().OfType<SimpleLambdaExpressionSyntax>().Single();
        return call.ReplaceNode(lambda, Expression(body, statements, retry) is { } expression ? lambda.WithExpressionBody(expression.WithoutTrivia()) : lambda.WithExpressionBody(null).WithBlock(block))
            .WithLeadingTrivia(loop.GetLeadingTrivia().AddRange(CommentsOf(loop, body)))
            .WithTrailingTrivia(loop.GetTrailingTrivia())
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    // One awaited call reads best without braces; as a statement only where it yields nothing that would be thrown away.
    private static ExpressionSyntax? Expression(RetriedBody body, List<StatementSyntax> statements, RetryLoop retry) => statements.Count > 1 ? null : statements[0] switch
    {
        ReturnStatementSyntax { Expression: { } value } => value,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } when body.Target is not null => assignment.Right,
        ExpressionStatementSyntax { Expression: AwaitExpressionSyntax value } when retry.Loop.SemanticModel!.GetTypeInfo(((ExpressionStatementSyntax)body.Statements[0]).Expression).Type?.SpecialType == SpecialType.System_Void => value,
        _ => null,
    };

    private static ReturnStatementSyntax Returned(ExpressionStatementSyntax assignment) =>
        SyntaxFactory.ReturnStatement(((AssignmentExpressionSyntax)assignment.Expression).Right.WithLeadingTrivia(SyntaxFactory.Space)).WithTriviaFrom(assignment);

    private static StatementSyntax WithToken(StatementSyntax statement, string? token, string name) => token is null ? statement : statement.ReplaceNodes(
        statement.DescendantNodes().OfType<ExpressionSyntax>().Where(node => node is IdentifierNameSyntax or MemberAccessExpressionSyntax && node.ToString() == token && IsReference(node)),
        (node, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(node));

    private static bool IsReference(ExpressionSyntax node) => node.Parent is not NameColonSyntax && !(node.Parent is MemberAccessExpressionSyntax access && access.Name == node);

    // What the loop's author said about the retry stays above it.
    private static IEnumerable<SyntaxTrivia> CommentsOf(SyntaxNode loop, RetriedBody body)
    {
        var indentation = loop.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var newLine = loop.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var first = loop.GetFirstToken().SpanStart;
        var last = loop.GetLastToken().Span.End;
        foreach (var comment in loop.DescendantTrivia().Where(trivia => Comments.Is(trivia) && trivia.SpanStart > first && trivia.SpanStart < last && !body.Statements.Any(statement => statement.FullSpan.Contains(trivia.Span))))
        {
            yield return comment;
            yield return newLine;
            yield return indentation;
        }
    }
}
