using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Evaluates conditions in a certificate validation for one set of policy errors; what depends on anything else is <see langword="null"/>.</summary>
internal sealed class PolicyConditions(int errors)
{
    // A local that names a local is followed no further than this.
    private const int Depth = 8;

    public bool? IsTrue(IOperation? condition, int depth = Depth) => depth == 0 ? null : condition switch
    {
        null => null,
        { ConstantValue: { HasValue: true, Value: bool constant } } => constant,
        IConversionOperation conversion => IsTrue(conversion.Operand, depth),
        IParenthesizedOperation parenthesized => IsTrue(parenthesized.Operand, depth),
        IThrowOperation => false,
        IBlockOperation { Operations: { Length: 1 } only } => only[0] is IReturnOperation { ReturnedValue: { } value } ? IsTrue(value, depth) : null,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !IsTrue(not.Operand, depth),
        IBinaryOperation binary => OfBinary(binary, depth - 1),
        IInvocationOperation { TargetMethod.Name: "HasFlag", Instance: { } instance, Arguments: { Length: 1 } flags } =>
            Number(instance, depth) is { } number && Number(flags[0].Value, depth) is { } flag ? (number & flag) == flag : null,
        IIsPatternOperation pattern => Number(pattern.Value, depth) is { } number ? Matches(pattern.Pattern, number) : null,
        IConditionalOperation choice => IsTrue(choice.Condition, depth) switch
        {
            true => IsTrue(choice.WhenTrue, depth),
            false => IsTrue(choice.WhenFalse, depth),
            _ => IsTrue(choice.WhenTrue, depth) is { } one && one == IsTrue(choice.WhenFalse, depth) ? one : null,
        },
        ISwitchExpressionOperation choice => OfSwitch(choice, depth - 1),
        ILocalReferenceOperation local => IsTrue(Locals.OnlyValue(local), depth - 1),
        _ => null,
    };

    /// <summary>The value of flags or their combinations.</summary>
    public int? Number(IOperation? value, int depth = Depth) => depth == 0 ? null : value switch
    {
        null => null,
        { ConstantValue: { HasValue: true, Value: int or byte or short or long } constant } => Convert.ToInt32(constant.Value, CultureInfo.InvariantCulture),
        IConversionOperation conversion => Number(conversion.Operand, depth),
        IParenthesizedOperation parenthesized => Number(parenthesized.Operand, depth),
        IParameterReferenceOperation or IPropertyReferenceOperation { Instance: IParameterReferenceOperation } => value.Type?.Name == PolicyErrors.TypeName ? errors : null,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.BitwiseNegation } not => ~Number(not.Operand, depth - 1),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.And } both => Number(both.LeftOperand, depth - 1) & Number(both.RightOperand, depth - 1),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Or } either => Number(either.LeftOperand, depth - 1) | Number(either.RightOperand, depth - 1),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ExclusiveOr } either => Number(either.LeftOperand, depth - 1) ^ Number(either.RightOperand, depth - 1),
        ILocalReferenceOperation local => Number(Locals.OnlyValue(local), depth - 1),
        _ => null,
    };

    public bool IsTaken(ICaseClauseOperation clause, int number) => clause switch
    {
        ISingleValueCaseClauseOperation single => Number(single.Value) == number,
        IPatternCaseClauseOperation pattern => Matches(pattern.Pattern, number) == true && pattern.Guard is null,
        _ => false,
    };

    private bool? OfBinary(IBinaryOperation binary, int depth)
    {
        var (left, right) = (binary.LeftOperand, binary.RightOperand);
        return binary.OperatorKind switch
        {
            BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => IsTrue(left, depth) & IsTrue(right, depth),
            BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => IsTrue(left, depth) | IsTrue(right, depth),
            BinaryOperatorKind.Equals => AreEqual(left, right, depth),
            BinaryOperatorKind.NotEquals => !AreEqual(left, right, depth),
            _ => null,
        };
    }

    private bool? AreEqual(IOperation left, IOperation right, int depth) =>
        Number(left, depth) is { } one && Number(right, depth) is { } other ? one == other
        : IsTrue(left, depth) is { } first && IsTrue(right, depth) is { } second ? first == second
        : null;

    private bool? OfSwitch(ISwitchExpressionOperation choice, int depth)
    {
        if (Number(choice.Value, depth) is not { } number)
            return null;

        foreach (var arm in choice.Arms)
        {
            var isTaken = Matches(arm.Pattern, number) & (arm.Guard is null ? true : IsTrue(arm.Guard, depth));
            if (isTaken != false)
                return isTaken == true ? IsTrue(arm.Value, depth) : null;
        }

        return null;
    }

    private bool? Matches(IPatternOperation pattern, int number) => pattern switch
    {
        IConstantPatternOperation constant => Number(constant.Value) is { } value ? value == number : null,
        INegatedPatternOperation negated => !Matches(negated.Pattern, number),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Matches(either.LeftPattern, number) | Matches(either.RightPattern, number),
        IBinaryPatternOperation both => Matches(both.LeftPattern, number) & Matches(both.RightPattern, number),
        IDiscardPatternOperation => true,
        _ => null,
    };
}
