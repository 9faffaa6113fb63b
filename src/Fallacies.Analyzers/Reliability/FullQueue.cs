using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells where a loop waits for room in the queue of a Kafka producer: it is in this process, and no dependency is asked meanwhile.</summary>
internal static class FullQueue
{
    /// <summary>Whether nothing but a full queue leads from this clause to another try.</summary>
    public static bool IsWaitedFor(ICatchClauseOperation clause) =>
        (clause.Filter is { } filter && RetryFilter.Conjuncts(filter).Any(IsNamed)) || OtherwiseLeaves(clause.Handler.Operations);

    // if (e.Error.Code == ErrorCode.Local_QueueFull) { …; continue; } throw;
    private static bool OtherwiseLeaves(IReadOnlyList<IOperation> handler) => handler.OfType<IConditionalOperation>().Any(question =>
        RetryFilter.Conjuncts(question.Condition).Any(IsNamed)
            ? Leaves(question.WhenFalse) || (Leaves(handler[handler.Count - 1]) && handler.SelectMany(part => part.InThisFunction()).OfType<IBranchOperation>().All(jump => question.WhenTrue.Syntax.Span.Contains(jump.Syntax.Span)))
            : IsNamed(question.Condition, BinaryOperatorKind.NotEquals) && Leaves(question.WhenTrue));

    private static bool IsNamed(IOperation condition) => IsNamed(condition, BinaryOperatorKind.Equals);

    private static bool IsNamed(IOperation condition, BinaryOperatorKind comparison) => condition.Unwrapped() switch
    {
        IBinaryOperation binary => binary.OperatorKind == comparison && (IsCode(binary.LeftOperand) || IsCode(binary.RightOperand)),
        IIsPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } => comparison == BinaryOperatorKind.Equals && IsCode(value),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value: var value } } } => comparison == BinaryOperatorKind.NotEquals && IsCode(value),
        _ => false,
    };

    private static bool IsCode(IOperation value) => value.Unwrapped() is IFieldReferenceOperation { Field: { Name: "Local_QueueFull", ContainingType.Name: "ErrorCode" } };

    private static bool Leaves(IOperation? statement) => statement switch
    {
        IBlockOperation { Operations: { IsEmpty: false } statements } => Leaves(statements[statements.Length - 1]),
        IThrowOperation or IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break } or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };
}
