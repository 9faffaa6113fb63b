using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Finds the local time of day in a value.</summary>
internal static class LocalClock
{
    private static readonly string[] Steps = ["Add", "AddMilliseconds", "AddSeconds", "AddMinutes", "AddHours", "AddDays", "Subtract"];

    /// <summary>The <c>DateTime.Now</c> that a point in time is counted from, and whether it stands in the value itself.</summary>
    public static (IOperation Now, bool IsHere)? In(IOperation value) => Operations.Unwrap(value) switch
    {
        IPropertyReferenceOperation { Property: { Name: "Now", IsStatic: true, ContainingType.SpecialType: SpecialType.System_DateTime } } now => (now, true),
        IInvocationOperation { Instance: { } instance } call when Steps.Contains(call.TargetMethod.Name) => In(instance),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract, Type.SpecialType: SpecialType.System_DateTime } sum => In(sum.LeftOperand),
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } only && Operations.Unwrap(only) is not ILocalReferenceOperation => In(only) is { } found ? (found.Now, false) : null,
        _ => null,
    };
}
