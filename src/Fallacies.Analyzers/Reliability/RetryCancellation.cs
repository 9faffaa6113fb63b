using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What a retry loop does with the cancellation of its caller.</summary>
internal static class RetryCancellation
{
    private const string Linking = "CreateLinkedTokenSource";

    /// <summary>The caller's token that the tried call gets; one made for a single try is the loop's own time limit.</summary>
    public static IOperation? TokenOf(RetryLoop retry) => retry.Call.Arguments.Select(argument => argument.Value.Unwrapped()).Select(value => LinkedOf(value, retry) ?? value)
        .FirstOrDefault(value => IsToken(value, retry.Types) && !IsMadeInside(value, retry));

    // "linked.Token" of a source that ends with the caller's token or with the time of one try.
    private static IOperation? LinkedOf(IOperation token, RetryLoop retry) =>
        token is IPropertyReferenceOperation { Property.Name: "Token", Instance: { } instance } && instance.Unwrapped() is ILocalReferenceOperation source
        && Locals.OnlyValue(source)?.Unwrapped() is IInvocationOperation { TargetMethod.Name: Linking } made
            ? made.Arguments.Select(argument => argument.Value.Unwrapped()).FirstOrDefault(value => IsToken(value, retry.Types) && !IsMadeInside(value, retry))
            : null;

    /// <summary>Whether the loop looks at any token itself: in its condition, at a wait, or by asking.</summary>
    public static bool Observes(RetryLoop retry) => retry.Loop.InThisFunction().Any(operation => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } => true,
        IInvocationOperation { TargetMethod.Name: "ThrowIfCancellationRequested" } => true,
        IArgumentOperation { Parent: IInvocationOperation call } argument => call.TargetMethod.Name != Linking && !InAttempt(call, retry) && IsToken(argument.Value.Unwrapped(), retry.Types),
        _ => false,
    });

    /// <summary>Whether a clause takes a cancellation for a failure, and nothing in the loop stops it.</summary>
    public static bool Swallows(RetryLoop retry, ICatchClauseOperation clause) =>
        Takes(retry, clause) && !Observes(retry) && !EarlierTakesCancellation(retry, clause) && !AsksForCancellation(retry, clause) && !Judges(clause);

    /// <summary>Whether a clause catches cancellations: everything is caught and no filter can tell them apart.</summary>
    public static bool Takes(RetryLoop retry, ICatchClauseOperation clause) =>
        (clause.ExceptionType.SpecialType == SpecialType.System_Object || SymbolEqualityComparer.Default.Equals(clause.ExceptionType, retry.Types.Exception))
        && (clause.Filter is not { } filter || RetryFilter.Conjuncts(filter).All(part => !RetryFilter.IsAboutFailure(part, clause) && !part.DescendantsAndSelf().Any(o => o is IInvocationOperation or IPropertyReferenceOperation)));

    // "if (failure is OperationCanceledException) throw;"
    private static bool AsksForCancellation(RetryLoop retry, ICatchClauseOperation clause) => clause.Handler.InThisFunction().Any(part => part switch
    {
        IIsTypeOperation test => IsCancellation(test.TypeOperand, retry.Types),
        ITypePatternOperation pattern => IsCancellation(pattern.MatchedType, retry.Types),
        IDeclarationPatternOperation pattern => IsCancellation(pattern.MatchedType, retry.Types),
        IRecursivePatternOperation pattern => IsCancellation(pattern.MatchedType, retry.Types),
        _ => false,
    });

    // "if (!IsTransient(failure)) throw;": the method may know cancellations.
    private static bool Judges(ICatchClauseOperation clause) => clause.Handler.InThisFunction().OfType<IConditionalOperation>().Any(choice =>
        choice.Condition.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call => call.Descendants().OfType<ILocalReferenceOperation>().Any(local => clause.Locals.Contains(local.Local, SymbolEqualityComparer.Default)))
        && choice.Descendants().Any(part => part is IThrowOperation or IReturnOperation or IBranchOperation));

    private static bool EarlierTakesCancellation(RetryLoop retry, ICatchClauseOperation clause) =>
        retry.Attempt.Catches.TakeWhile(earlier => earlier != clause).Any(earlier => IsCancellation(earlier.ExceptionType, retry.Types));

    /// <summary>Whether an exception type is that of a cancellation, or derived from it.</summary>
    public static bool IsCancellation(ITypeSymbol? type, KnownTypes types) => type.IsOrDerivesFrom(types.OperationCanceledException);

    private static bool InAttempt(IInvocationOperation call, RetryLoop retry) => retry.Attempt.Body.Syntax.Span.Contains(call.Syntax.Span) && !retry.Waits.Calls.Contains(call);

    /// <summary>Whether an argument is a token that can be cancelled.</summary>
    // CancellationToken.None and default say that nothing is to be observed.
    public static bool IsToken(IOperation value, KnownTypes types) => SymbolEqualityComparer.Default.Equals(value.Type, types.CancellationToken)
        && value is not (IDefaultValueOperation or IPropertyReferenceOperation { Property: { IsStatic: true, Name: "None" } } or IObjectCreationOperation);

    /// <summary>Whether a token is made anew for each try.</summary>
    public static bool IsMadeInside(IOperation token, RetryLoop retry) => token.DescendantsAndSelf().OfType<ILocalReferenceOperation>()
        .Any(local => local.Local.DeclaringSyntaxReferences.Any(reference => retry.Loop.Syntax.Span.Contains(reference.Span)));
}
