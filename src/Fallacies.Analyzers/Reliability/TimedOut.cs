using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Retries of what has run out of time alone: the time that was waited in vain lies between two tries.</summary>
internal static class TimedOut
{
    /// <summary>Whether a loop tries only timeouts of <c>HttpClient</c> again, and none that is known to be shorter than a wait that overloads nobody.</summary>
    public static bool Separates(RetryLoop retry, TimeSpan longEnough, CancellationToken cancellation) =>
        retry.Catches.All(clause => clause.ExceptionType.Name is "TaskCanceledException" or "OperationCanceledException" && clause.Filter is { } filter && AsksForTimeout(filter))
        && retry.Call.SemanticModel is { } model && !(new OnlyTimeout(retry.Types, model, cancellation).Of(retry.Call)?.Time < longEnough);

    // when (e.InnerException is TimeoutException)
    private static bool AsksForTimeout(IOperation filter) => Operations.Unwrap(filter) switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => AsksForTimeout(both.LeftOperand) || AsksForTimeout(both.RightOperand),
        IIsTypeOperation { TypeOperand.Name: "TimeoutException", ValueOperand: var asked } => IsInner(asked),
        IIsPatternOperation { Value: var asked, Pattern: ITypePatternOperation { MatchedType.Name: "TimeoutException" } or IDeclarationPatternOperation { MatchedType.Name: "TimeoutException" } } => IsInner(asked),
        _ => false,
    };

    private static bool IsInner(IOperation asked) => Operations.Unwrap(asked) is IPropertyReferenceOperation { Property.Name: "InnerException" };
}
