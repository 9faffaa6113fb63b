using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells where a response is known to be a success, so that its <c>EnsureSuccessStatusCode</c> never throws.</summary>
internal sealed class KnownSuccess(ILocalSymbol response)
{
    private const int FirstSuccess = 200;
    private const int LastSuccess = 299;

    /// <summary>Whether only a success comes to a place: below a check, or behind one that leaves with everything else.</summary>
    public bool Holds(IOperation place)
    {
        for (var (inner, outer) = (place, place.Parent); outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, outer) = (outer, outer.Parent))
        {
            if (outer is IConditionalOperation choice && inner != choice.Condition && Means(choice.Condition, inner == choice.WhenTrue) && !IsReplaced([choice]))
                return true;
            if (outer is IBlockOperation block && block.Operations.TakeWhile(statement => statement != inner).Any(guard => Excludes(guard) && !IsReplaced(block.Operations.SkipWhile(statement => statement != guard))))
                return true;
        }

        return false;
    }

    // if (!response.IsSuccessStatusCode) { …; return; }
    private bool Excludes(IOperation guard) => guard is IConditionalOperation choice
        && ((Leaves(choice.WhenTrue) && Means(choice.Condition, outcome: false)) || (choice.WhenFalse is { } otherwise && Leaves(otherwise) && Means(choice.Condition, outcome: true)));

    private static bool Leaves(IOperation branch) =>
        (branch is IBlockOperation { Operations: var statements } ? statements.LastOrDefault() : branch) is IReturnOperation { Kind: OperationKind.Return } or IThrowOperation or IBranchOperation { BranchKind: BranchKind.Break or BranchKind.Continue };

    // A later response in the same variable is another question.
    private bool IsReplaced(IEnumerable<IOperation> statements) =>
        statements.SelectMany(statement => statement.DescendantsAndSelf()).Any(use => IsResponse(use) && Operations.IsWritten(use));

    // Whether a condition that comes out as this was asked of a success.
    private bool Means(IOperation condition, bool outcome) => Operations.Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Means(not.Operand, !outcome),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => outcome && (Means(both.LeftOperand, true) || Means(both.RightOperand, true)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => !outcome && (Means(either.LeftOperand, false) || Means(either.RightOperand, false)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } same => IsEqual(same.LeftOperand, same.RightOperand, outcome),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } other => IsEqual(other.LeftOperand, other.RightOperand, !outcome),
        IIsPatternOperation test => Matches(test.Value, test.Pattern, outcome),
        IPropertyReferenceOperation { Property.Name: "IsSuccessStatusCode", Instance: { } asked } => outcome && IsResponse(asked),
        IConditionalAccessOperation { WhenNotNull: IPropertyReferenceOperation { Property.Name: "IsSuccessStatusCode" } } access => outcome && IsResponse(access.Operation),
        ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } kept when Asked(kept) is { } asked => Means(asked, outcome),
        _ => false,
    };

    // var ok = response.IsSuccessStatusCode; what it says holds until another response comes. Half-typed code may keep itself.
    private IOperation? Asked(ILocalReferenceOperation kept) =>
        Locals.OnlyValue(kept) is { } asked && asked.Syntax.Span.End < kept.Syntax.SpanStart
        && !Operations.Uses(response, kept).Any(use => use.Syntax.SpanStart > asked.Syntax.SpanStart && Operations.IsWritten(use)) ? asked : null;

    private bool Matches(IOperation value, IPatternOperation pattern, bool outcome) => pattern switch
    {
        INegatedPatternOperation not => Matches(value, not.Pattern, !outcome),
        IConstantPatternOperation constant => IsEqual(value, constant.Value, outcome),
        IRecursivePatternOperation parts => outcome && IsResponse(value) && parts.PropertySubpatterns.Any(part =>
            part is { Member: IPropertyReferenceOperation { Property.Name: "IsSuccessStatusCode" }, Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: true } } }),
        _ => false,
    };

    private bool IsEqual(IOperation value, IOperation constant, bool outcome) => Operations.Unwrap(constant).ConstantValue switch
    {
        { HasValue: true, Value: bool expected } => Means(value, outcome == expected),
        { HasValue: true, Value: int and >= FirstSuccess and <= LastSuccess } => outcome && Operations.Unwrap(value) is IPropertyReferenceOperation { Property.Name: "StatusCode", Instance: { } asked } && IsResponse(asked),
        _ => false,
    };

    private bool IsResponse(IOperation value) => Operations.Unwrap(value) is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, response);
}
