using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>
/// Reads a filter that is written out as a lambda or a method of one expression. An answer is the names of the exceptions that it may let
/// through, none where it looks at replies alone, or <see langword="null"/> where it may let others through, or cannot be read.
/// </summary>
internal sealed class ExceptionPredicate(KnownTypes types)
{
    // A filter calls a method, that another one; half-typed methods may call themselves.
    private const int MostMethods = 3;

    private int _methods;

    private enum Subject
    {
        Other,

        Exception,

        /// <summary>The outcome of a try, or the arguments that hold it.</summary>
        Outcome,

        /// <summary>What is null where no reply came.</summary>
        Reply,
    }

    public string[]? Names(IOperation filter) => Operations.Unwrap(filter) switch
    {
        IAnonymousFunctionOperation lambda => OfBody(lambda.Body),
        IMethodReferenceOperation { SemanticModel: { } model } group => OfMethod(group.Method, model),
        _ => null,
    };

    private string[]? OfMethod(IMethodSymbol method, SemanticModel near) => _methods++ >= MostMethods ? null : Source.Body(method, near) switch
    {
        IMethodBodyOperation body => OfBody(body.BlockBody ?? body.ExpressionBody),
        ILocalFunctionOperation function => OfBody(function.Body),
        _ => null,
    };

    private string[]? OfBody(IBlockOperation? body) => body is { Operations: { Length: 1 } statements } && statements[0] is IReturnOperation { ReturnedValue: { } value } ? Of(value) : null;

    private string[]? Of(IOperation condition) => Operations.Unwrap(condition) switch
    {
        { ConstantValue: { HasValue: true, Value: false } } => [],
        IAwaitOperation wait => Of(wait.Operation),
        IObjectCreationOperation { Type.Name: "ValueTask", Arguments: { Length: 1 } arguments } => Of(arguments[0].Value),
        IInvocationOperation call => OfCall(call),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => Or(Of(either.LeftOperand), Of(either.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => And(Of(both.LeftOperand), Of(both.RightOperand)),
        IBinaryOperation comparison => OfComparison(comparison),
        IConditionalOperation { WhenFalse: { } otherwise } choice => Or(And(Of(choice.Condition), Of(choice.WhenTrue)), Of(otherwise)),
        IIsTypeOperation test => SubjectOf(test.ValueOperand) switch { Subject.Exception => [test.TypeOperand.Name], Subject.Reply => [], _ => null },
        IIsPatternOperation test => OfPattern(test.Pattern, SubjectOf(test.Value)),
        ISwitchExpressionOperation choice => choice.Arms.Aggregate((string[]?)[], (found, arm) =>
            Or(found, And(OfPattern(arm.Pattern, SubjectOf(choice.Value)), And(arm.Guard is { } guard ? Of(guard) : null, Of(arm.Value))))),
        _ => null,
    };

    private string[]? OfCall(IInvocationOperation call)
    {
        switch (call)
        {
            case { TargetMethod: { Name: "False", ContainingType.Name: "PredicateResult" } }:
                return [];
            case { TargetMethod: { Name: "FromResult", ContainingType.Name: "ValueTask" }, Arguments: { Length: 1 } arguments }:
                return Of(arguments[0].Value);
            case { SemanticModel: { } model, Arguments: { Length: 1 } arguments } when SubjectOf(arguments[0].Value) is Subject.Exception or Subject.Outcome && Source.Holds(model.Compilation, call.TargetMethod):
                return OfMethod(call.TargetMethod, model);
            default:
                return null;
        }
    }

    // Compared with a value that is there, what is null is neither the same nor greater.
    private string[]? OfComparison(IBinaryOperation comparison)
    {
        var (left, right) = (Operations.Unwrap(comparison.LeftOperand), Operations.Unwrap(comparison.RightOperand));
        if (IsNull(left))
            (left, right) = (right, left);

        return (comparison.OperatorKind, SubjectOf(left), SubjectOf(right)) switch
        {
            (BinaryOperatorKind.Equals, Subject.Exception, _) when IsNull(right) => [],
            (BinaryOperatorKind.NotEquals, Subject.Reply, _) when IsNull(right) => [],
            (BinaryOperatorKind.NotEquals, _, _) => null,
            (_, Subject.Reply, _) when IsThere(right) => [],
            (_, _, Subject.Reply) when IsThere(left) => [],
            _ => null,
        };
    }

    private static string[]? OfPattern(IPatternOperation pattern, Subject subject) => (pattern, subject) switch
    {
        (IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either, _) => Or(OfPattern(either.LeftPattern, subject), OfPattern(either.RightPattern, subject)),
        (IBinaryPatternOperation both, _) => And(OfPattern(both.LeftPattern, subject), OfPattern(both.RightPattern, subject)),
        (IConstantPatternOperation constant, Subject.Exception) when IsNull(constant.Value) => [],
        (INegatedPatternOperation { Pattern: IConstantPatternOperation constant }, Subject.Reply) when IsNull(constant.Value) => [],
        (IConstantPatternOperation constant, Subject.Reply) when !IsNull(constant.Value) => [],
        (IRelationalPatternOperation or ITypePatternOperation or IDeclarationPatternOperation { MatchesNull: false } or IRecursivePatternOperation, Subject.Reply) => [],
        (ITypePatternOperation type, Subject.Exception) => [type.MatchedType.Name],
        (IDeclarationPatternOperation { MatchesNull: false, MatchedType: { } type }, Subject.Exception) => [type.Name],
        (IRecursivePatternOperation parts, Subject.Exception) => And([parts.MatchedType.Name], OfParts(parts)),
        (IRecursivePatternOperation parts, Subject.Outcome) => OfParts(parts),
        _ => null,
    };

    private static string[]? OfParts(IRecursivePatternOperation pattern) =>
        pattern.PropertySubpatterns.Aggregate((string[]?)null, (found, part) => And(found, OfPattern(part.Pattern, part.Member is IPropertyReferenceOperation member ? SubjectOf(member.Property) : Subject.Other)));

    private Subject SubjectOf(IOperation value) => Operations.Unwrap(value) switch
    {
        IParameterReferenceOperation { Type: { } type } when Failures.IsException(type, types) => Subject.Exception,
        IParameterReferenceOperation { Type.Name: "Outcome" } => Subject.Outcome,
        IPropertyReferenceOperation property => SubjectOf(property.Property),
        IConditionalAccessOperation access => SubjectOf(access.Operation) == Subject.Reply ? Subject.Reply : Subject.Other,
        IParameterReferenceOperation { Type.Name: "RetryPredicateArguments" } => Subject.Outcome,
        _ => Subject.Other,
    };

    private static Subject SubjectOf(IPropertySymbol property) => (property.ContainingType.Name, property.Name) switch
    {
        ("Outcome", "Exception") => Subject.Exception,
        ("Outcome", "Result") when property.Type.IsReferenceType => Subject.Reply,
        ("HttpRequestException", "StatusCode") => Subject.Reply,
        ("RetryPredicateArguments", "Outcome") => Subject.Outcome,
        _ => Subject.Other,
    };

    // Either of them keeps out what it does not name.
    private static string[]? And(string[]? one, string[]? other) => one is null ? other : other is null || one.Length <= other.Length ? one : other;

    private static string[]? Or(string[]? one, string[]? other) => one is null || other is null ? null : [.. one, .. other];

    private static bool IsNull(IOperation value) => Operations.Unwrap(value) is { ConstantValue: { HasValue: true, Value: null } };

    private static bool IsThere(IOperation value) => value.ConstantValue is { HasValue: true, Value: not null } || value.Type is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T };
}
