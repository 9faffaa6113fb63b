using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Which failures a retry loop handles, written as the predicate of a resilience pipeline.</summary>
/// <param name="Predicate">The expression that builds the predicate.</param>
/// <param name="TakesCancellation">Whether a cancellation is among the failures that are handled.</param>
internal sealed record HandledFailures(string Predicate, bool TakesCancellation)
{
    private const string Builder = "new global::Polly.PredicateBuilder()";

    public static HandledFailures? Of(RetryLoop retry)
    {
        var (predicate, passed, takesCancellation) = (Builder, new List<ITypeSymbol>(), false);
        foreach (var clause in retry.Attempt.Catches)
        {
            var type = clause.ExceptionType.SpecialType == SpecialType.System_Object ? retry.Types.Exception! : clause.ExceptionType;
            if (IsPassedOn(clause))
            {
                passed.Add(type);
                continue;
            }

            if (!retry.Catches.Contains(clause) || UsesParameterOf(type) || Conditions(clause) is not { } conditions)
                return null;

            var above = passed.Where(earlier => earlier.IsOrDerivesFrom(type)).ToList();
            var name = clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation { Symbol.Name: { Length: > 0 } declared } ? declared : "exception";
            var all = above.Select(earlier => $"{name} is not {Name(earlier)}").Concat(conditions).ToList();
            predicate += $".Handle<{Name(type)}>({(all.Count == 0 ? "" : $"{name} => {string.Join(" && ", all)}")})";
            takesCancellation |= TakesCancellationOf(type, clause, passed, retry);
        }

        return predicate == Builder ? null : new HandledFailures(predicate, takesCancellation);
    }

    // "catch (X) { throw; }" in front of the clause that retries.
    private static bool IsPassedOn(ICatchClauseOperation clause) =>
        clause.Filter is null && clause.Handler.Operations.Length == 1 && clause.Handler.Operations[0] is IThrowOperation { Exception: null } or IExpressionStatementOperation { Operation: IThrowOperation { Exception: null } };

    private static List<string>? Conditions(ICatchClauseOperation clause)
    {
        if (clause.Filter is not { } filter)
            return [];

        var about = RetryFilter.Conjuncts(filter).Where(part => RetryFilter.IsAboutFailure(part, clause)).ToList();
        return about.All(part => CanStandAlone(part, clause))
            ? about.Select(part => part.Syntax is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } or ConditionalExpressionSyntax ? $"({part.Syntax.WithoutTrivia()})" : part.Syntax.WithoutTrivia().ToString()).ToList()
            : null;
    }

    // A filter that throws counts as false; a predicate that throws does not. So only what cannot throw is taken over, and nothing
    // that a static field cannot see.
    private static bool CanStandAlone(IOperation condition, ICatchClauseOperation clause) => condition.DescendantsAndSelf().All(part => part switch
    {
        IInstanceReferenceOperation or IParameterReferenceOperation or IAwaitOperation or IAnonymousFunctionOperation or IArrayElementReferenceOperation => false,
        IInvocationOperation call => call.Instance is null || IsSafe(call.Instance, clause),
        IPropertyReferenceOperation property => property.Instance is null || IsSafe(property.Instance, clause),
        IFieldReferenceOperation field => field.Field.IsStatic || (field.Instance is { } owner && IsSafe(owner, clause)),
        IConversionOperation conversion => conversion.IsTryCast || conversion.IsImplicit,
        _ => true,
    });

    private static bool IsSafe(IOperation owner, ICatchClauseOperation clause) => owner.Unwrapped() switch
    {
        ILocalReferenceOperation local => clause.Locals.Contains(local.Local, SymbolEqualityComparer.Default) || local.Syntax.FirstAncestorOrSelf<CatchFilterClauseSyntax>() is not null,
        IConditionalAccessInstanceOperation => true,
        IPropertyReferenceOperation property => property.Property.Name == "Message" || property.Type is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T },
        _ => false,
    };

    private static bool TakesCancellationOf(ITypeSymbol type, ICatchClauseOperation clause, List<ITypeSymbol> passed, RetryLoop retry)
    {
        var cancellation = retry.Types.OperationCanceledException;
        if (cancellation is null || passed.Any(earlier => SymbolEqualityComparer.Default.Equals(earlier, cancellation)))
            return false;
        if (clause.Filter is { } filter && RetryFilter.Conjuncts(filter).Any(part => !MayHold(part, cancellation)))
            return false;

        return cancellation.IsOrDerivesFrom(type) || RetryCancellation.IsCancellation(type, retry.Types);
    }

    // Whether a condition on the failure can hold for a cancellation; true where only a run can tell.
    private static bool MayHold(IOperation condition, ITypeSymbol cancellation) => condition.Unwrapped() switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => MayHold(either.LeftOperand, cancellation) || MayHold(either.RightOperand, cancellation),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => MayHold(both.LeftOperand, cancellation) && MayHold(both.RightOperand, cancellation),
        IIsTypeOperation { IsNegated: false, ValueOperand: ILocalReferenceOperation } test => AreRelated(test.TypeOperand, cancellation),
        IIsPatternOperation { Value: ILocalReferenceOperation } test => MayMatch(test.Pattern, cancellation),
        _ => true,
    };

    private static bool MayMatch(IPatternOperation pattern, ITypeSymbol cancellation) => pattern switch
    {
        ITypePatternOperation type => AreRelated(type.MatchedType, cancellation),
        IDeclarationPatternOperation { MatchedType: { } type } => AreRelated(type, cancellation),
        IRecursivePatternOperation recursive => AreRelated(recursive.MatchedType, cancellation),
        INegatedPatternOperation { Pattern: ITypePatternOperation type } => !cancellation.IsOrDerivesFrom(type.MatchedType),
        INegatedPatternOperation { Pattern: IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either } => new[] { either.LeftPattern, either.RightPattern }.All(side => side is not ITypePatternOperation type || !cancellation.IsOrDerivesFrom(type.MatchedType)),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => MayMatch(either.LeftPattern, cancellation) || MayMatch(either.RightPattern, cancellation),
        IBinaryPatternOperation both => MayMatch(both.LeftPattern, cancellation) && MayMatch(both.RightPattern, cancellation),
        _ => true,
    };

    private static bool AreRelated(ITypeSymbol type, ITypeSymbol cancellation) => type.TypeKind == TypeKind.Interface || type.IsOrDerivesFrom(cancellation) || cancellation.IsOrDerivesFrom(type);

    private static bool UsesParameterOf(ITypeSymbol type) => type is ITypeParameterSymbol || (type is INamedTypeSymbol named && named.TypeArguments.Any(UsesParameterOf));

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
}
