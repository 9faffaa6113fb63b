using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Looks for anything that can end a retry loop whose head does not: a counter, a deadline, a token, a flag.</summary>
internal static class RetryBound
{
    private static readonly HashSet<string> Times = new(StringComparer.Ordinal) { "TimeSpan", "DateTime", "DateTimeOffset", "Stopwatch", "TimeOnly" };

    public static bool MayEnd(RetryLoop retry) =>
        retry.Loop.InThisFunction().Any(operation => IsComparison(operation, retry))
        || retry.Attempt.Catches.Any(clause => clause.Filter is { } filter && RetryFilter.Conjuncts(filter).Any(part => !IsAboutFailureAlone(part, clause)))
        || LeavesOnItsOwn(retry)
        || RetryCancellation.Observes(retry)
        || (RetryCancellation.TokenOf(retry) is not null && !retry.Catches.Any(clause => RetryCancellation.Swallows(retry, clause)));

    // Any comparison with a variable that the loop steps, or with a time, may be the bound; so may a method that is told the count.
    private static bool IsComparison(IOperation operation, RetryLoop retry) => operation switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary =>
            IsMeasure(binary.LeftOperand, retry) || IsMeasure(binary.RightOperand, retry),
        IIsPatternOperation pattern => IsMeasure(pattern.Value, retry),
        IArgumentOperation { Parent: IInvocationOperation call } argument => !retry.Waits.Calls.Contains(call) && call.Type?.SpecialType == SpecialType.System_Boolean && IsMeasure(argument.Value, retry),
        _ => false,
    };

    private static bool IsMeasure(IOperation operand, RetryLoop retry) => operand.DescendantsAndSelf().Any(part =>
        (part.Type is { } type && Times.Contains(type.Name))
        || part is IPropertyReferenceOperation { Property: { Name: "TickCount" or "TickCount64" or "ElapsedMilliseconds" or "ElapsedTicks" } }
        || (part.Variable() is { } variable && RetryTarget.IsCounter(variable, retry.Loop))
        || (part is IIncrementOrDecrementOperation));

    // "if (_stopped) return;", "if (!policy.ShouldRetry(error)) throw;": what the condition knows is not ours to judge.
    private static bool LeavesOnItsOwn(RetryLoop retry) => retry.Loop.Syntax.DescendantNodes(node => node != retry.Attempt.Body.Syntax)
        .Any(node => node is BreakStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax && IsConditional(node, retry));

    private static bool IsConditional(SyntaxNode exit, RetryLoop retry)
    {
        foreach (var node in exit.Ancestors().TakeWhile(node => node != retry.Loop.Syntax))
        {
            var condition = node switch { IfStatementSyntax branch => branch.Condition, SwitchStatementSyntax choice => choice.Expression, SwitchExpressionSyntax choice => choice.GoverningExpression, ConditionalExpressionSyntax choice => choice.Condition, _ => null };
            if (condition is not null && !IsAboutFailure(condition, exit, retry))
                return true;
        }

        return false;
    }

    private static bool IsAboutFailure(ExpressionSyntax condition, SyntaxNode exit, RetryLoop retry) =>
        exit.FirstAncestorOrSelf<CatchClauseSyntax>() is { } syntax
        && retry.Attempt.Catches.FirstOrDefault(clause => clause.Syntax == syntax) is { } clause
        && retry.Loop.SemanticModel?.GetOperation(condition) is { } operation
        && IsAboutFailureAlone(operation, clause);

    // A method or a field of the object may remember how often it was asked.
    private static bool IsAboutFailureAlone(IOperation condition, ICatchClauseOperation clause) =>
        RetryFilter.IsAboutFailure(condition, clause) && !condition.DescendantsAndSelf().Any(part => part is IInstanceReferenceOperation or IFieldReferenceOperation { Field.IsConst: false });
}
