using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>What around a retry loop goes with it: its counters, and code behind it that nothing reaches any more.</summary>
/// <param name="Removed">The statements to remove.</param>
/// <param name="ReturnsAfter">Whether the method has to return where the loop did.</param>
internal sealed record RetrySurroundings(IReadOnlyList<StatementSyntax> Removed, bool ReturnsAfter)
{
    public static RetrySurroundings? Of(RetryLoop retry, RetryMeaning meaning, RetriedBody body)
    {
        if (retry.Loop.Syntax.Parent is not BlockSyntax block || DeclarationsOf(retry, meaning) is not { } declarations)
            return null;

        var behind = block.Statements.SkipWhile(statement => statement != retry.Loop.Syntax).Skip(1).ToList();
        if (body.Ending == SuccessEnding.Break)
            return meaning.LastFailure is null ? new RetrySurroundings(declarations, false) : null;

        var throwsLast = meaning.LastFailure is { } last && behind.Count == 1 && behind[0] is ThrowStatementSyntax { Expression: { } thrown } && IsName(thrown, last.Name);
        if (meaning.LastFailure is not null && !throwsLast)
            return null;

        // Every way through the loop leaves the method, though the compiler cannot know it.
        if (behind.Count > 1 || behind.Any(statement => statement is not (ThrowStatementSyntax or ReturnStatementSyntax)) || behind.Any(statement => statement.DescendantTrivia().Any(Comments.Is)))
            return null;

        return new RetrySurroundings([.. declarations, .. behind], body.Ending == SuccessEnding.Return && !IsBodyOfFunction(block));
    }

    private static bool IsName(ExpressionSyntax expression, string name) => expression switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure => IsName(sure.Operand, name),
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        _ => false,
    };

    private static bool IsBodyOfFunction(BlockSyntax block) => block.Parent is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax;

    // Counters and limits that only the loop knows disappear; one that others read must not have been changed by the loop.
    private static List<StatementSyntax>? DeclarationsOf(RetryLoop retry, RetryMeaning meaning)
    {
        var loop = retry.Loop.Syntax;
        var operations = retry.Loop.InThisFunction().ToList();
        var member = Root(retry.Loop);
        var removed = new List<StatementSyntax>();
        foreach (var local in operations.Where(part => !retry.Attempt.Body.Syntax.Span.Contains(part.Syntax.Span)).Select(part => part.Variable()).OfType<ILocalSymbol>().Distinct<ILocalSymbol>(SymbolEqualityComparer.Default))
        {
            if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax declarator || loop.Span.Contains(declarator.Span))
                continue;
            if (local.Type.Equals(retry.Types.CancellationToken, SymbolEqualityComparer.Default))
                continue;

            var elsewhere = member.Descendants().Any(part => SymbolEqualityComparer.Default.Equals(part.Variable(), local) && (!loop.Span.Contains(part.Syntax.Span) || retry.Attempt.Body.Syntax.Span.Contains(part.Syntax.Span))
                && !(SymbolEqualityComparer.Default.Equals(local, meaning.LastFailure) && part.Syntax.FirstAncestorOrSelf<ThrowStatementSyntax>() is not null));
            if (elsewhere && operations.Any(part => SymbolEqualityComparer.Default.Equals(part.Write().Variable, local)))
                return null;
            if (elsewhere)
                continue;
            if (declarator.Parent is not VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement })
                return null;
            removed.Add(statement);
        }

        return removed;
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }
}
