using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Turns expressions that block on a task into ones that await it.</summary>
internal static class AwaitedBlock
{
    /// <summary>The method, local function or lambda around an expression.</summary>
    public static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors().FirstOrDefault(around => around is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);

    public static bool IsAsync(SyntaxNode? function) => function switch
    {
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        _ => false,
    };

    /// <summary>Whether an expression may be awaited where it stands, and nobody there waits for the exception that only blocking throws.</summary>
    public static bool CanAwait(SyntaxNode node) => node.Ancestors().TakeWhile(around => around != Function(node)).All(around => around switch
    {
        LockStatementSyntax or CatchFilterClauseSyntax or QueryExpressionSyntax or UnsafeStatementSyntax or FixedStatementSyntax => false,
        TryStatementSyntax attempt => !attempt.Catches.Any(clause => clause.Declaration?.Type.ToString().EndsWith("AggregateException", StringComparison.Ordinal) == true),
        _ => true,
    });

    public static Action<DocumentEditor> Edit(IEnumerable<ExpressionSyntax> blockers) => editor =>
    {
        foreach (var blocker in blockers)
            editor.ReplaceNode(blocker, (current, _) => Awaited(TaskOf((ExpressionSyntax)current), blocker).WithTriviaFrom(current));
    };

    /// <summary>The task awaited in the place of another expression.</summary>
    public static ExpressionSyntax Awaited(ExpressionSyntax task, SyntaxNode place)
    {
        var awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task.WithoutLeadingTrivia().WithoutTrailingTrivia());
        return place.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax ? awaited : SyntaxFactory.ParenthesizedExpression(awaited).WithAdditionalAnnotations(Simplifier.Annotation);
    }

    private static ExpressionSyntax TaskOf(ExpressionSyntax blocker) => blocker switch
    {
        MemberAccessExpressionSyntax result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetResult", Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } } } => awaiter.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WaitAll" or "WaitAny" } wait } gather =>
            gather.WithExpression(wait.WithName(SyntaxFactory.IdentifierName("When" + wait.Name.Identifier.ValueText.Substring("Wait".Length)))),
        // What ended the wait early still does.
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax wait, ArgumentList.Arguments.Count: > 0 } call => call.WithExpression(wait.WithName(SyntaxFactory.IdentifierName("WaitAsync"))),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax wait } => wait.Expression,
        _ => blocker,
    };
}
