using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What the counters and flags of a retry loop hold while its rounds are followed: numbers, truth values and <see langword="null"/>.</summary>
internal sealed class RetryValues
{
    private readonly RetryLoop _retry;
    private readonly Dictionary<ISymbol, Optional<object?>> _values = new(SymbolEqualityComparer.Default);

    public RetryValues(RetryLoop retry) => _retry = retry;

    public bool Knows(ISymbol variable) => Get(variable).HasValue;

    public IReadOnlyDictionary<ISymbol, object?> Snapshot() =>
        _values.Where(pair => pair.Value.HasValue).ToDictionary(pair => pair.Key, pair => pair.Value.Value, SymbolEqualityComparer.Default);

    /// <summary>Takes the next number of a range; <see langword="false"/> at its end, <see langword="null"/> where its length is unknown.</summary>
    public bool? Draw(IForEachLoopOperation loop, int round)
    {
        if (loop.Collection.Unwrapped() is not IInvocationOperation { Arguments: { Length: 2 } arguments } || Number(arguments[0].Value) is not { } start)
            return null;
        if (loop.Locals.FirstOrDefault() is { } variable)
            _values[variable] = new Optional<object?>(start + round);
        return Number(arguments[1].Value) is { } count ? round < count : null;
    }

    /// <summary>Does a step or an assignment; <see langword="false"/> where the operation is something else.</summary>
    public bool Apply(IOperation operation)
    {
        switch (operation)
        {
            case IIncrementOrDecrementOperation or ICompoundAssignmentOperation or ISimpleAssignmentOperation:
                return Of(operation).HasValue;
            case IVariableDeclarationGroupOperation group:
                return group.Declarations.SelectMany(declaration => declaration.Declarators)
                    .Aggregate(true, (all, declarator) => Set(declarator.Symbol, declarator.GetVariableInitializer() is { } initializer ? Of(initializer.Value) : default).HasValue && all);
            default:
                foreach (var write in operation.InThisFunction().Select(o => o.Write().Variable).Where(variable => variable is ILocalSymbol))
                    _values[write!] = default;
                return false;
        }
    }

    /// <summary>The value of an expression, with its steps done; nothing where it depends on anything but constants and counters.</summary>
    public Optional<object?> Of(IOperation operation)
    {
        operation = operation.Unwrapped();
        if (operation.ConstantValue is { HasValue: true, Value: var constant })
            return constant is null or bool ? new Optional<object?>(constant) : Number(operation) is { } number ? new Optional<object?>(number) : default;

        return operation switch
        {
            ILocalReferenceOperation local => Get(local.Local),
            IIncrementOrDecrementOperation step => Step(step),
            ICompoundAssignmentOperation assignment => Set(assignment.Target.Variable(), Calculate(assignment.OperatorKind, Of(assignment.Target), Of(assignment.Value))),
            ISimpleAssignmentOperation assignment => Set(assignment.Target.Variable(), Of(assignment.Value)),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Of(not.Operand) is { HasValue: true, Value: bool value } ? new Optional<object?>(!value) : default,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => Both(both),
            IBinaryOperation binary => Calculate(binary.OperatorKind, Of(binary.LeftOperand), Of(binary.RightOperand)),
            IIsPatternOperation { Pattern: IConstantPatternOperation { Value: { } pattern } } test => Calculate(BinaryOperatorKind.Equals, Of(test.Value), Of(pattern)),
            _ => default,
        };
    }

    private static long? Number(IOperation operation) => ConstantTime.Number(operation) is { } number && number == Math.Floor(number) && Math.Abs(number) <= int.MaxValue ? (long)number : null;

    // A value that the loop never changed is the one before it, if that is written at the declaration and nowhere else.
    private Optional<object?> Get(ISymbol variable)
    {
        if (!_values.TryGetValue(variable, out var value))
            _values[variable] = value = Initial(variable);
        return value;
    }

    private Optional<object?> Initial(ISymbol variable)
    {
        // A flag or a result that the try block sets stays unset while tries fail; a number it sets may be anything.
        if (variable is not ILocalSymbol { Type: var type } || (!(type.SpecialType == SpecialType.System_Boolean || type.IsReferenceType) && _retry.Attempt.Body.DescendantsAndSelf().Any(o => IsWriteOf(o, variable))))
            return default;

        IOperation root = _retry.Loop;
        while (root.Parent is { } parent)
            root = parent;
        var writes = root.DescendantsAndSelf().Where(o => IsWriteOf(o, variable))
            .Where(o => !_retry.Loop.Syntax.Span.Contains(o.Syntax.Span) || o is IVariableDeclaratorOperation).ToList();
        return writes.Count == 1 && writes[0].Write().Value is { } initial && writes[0] is IVariableDeclaratorOperation ? Of(initial) : default;
    }

    private static bool IsWriteOf(IOperation operation, ISymbol variable) => SymbolEqualityComparer.Default.Equals(operation.Write().Variable, variable);

    private Optional<object?> Set(ISymbol? variable, Optional<object?> value)
    {
        if (variable is ILocalSymbol)
            _values[variable] = value;
        return variable is ILocalSymbol ? value : default;
    }

    private Optional<object?> Step(IIncrementOrDecrementOperation step)
    {
        if (Of(step.Target) is not { HasValue: true, Value: long before })
            return default;

        var after = before + (step.Kind == OperationKind.Increment ? 1 : -1);
        var stored = Set(step.Target.Variable(), new Optional<object?>(after));
        return step.IsPostfix && stored.HasValue ? new Optional<object?>(before) : stored;
    }

    private Optional<object?> Both(IBinaryOperation both)
    {
        var decisive = both.OperatorKind == BinaryOperatorKind.ConditionalOr;
        var left = Of(both.LeftOperand);
        if (left is { HasValue: true, Value: bool first } && first == decisive)
            return left;

        var right = Of(both.RightOperand);
        if (right is { HasValue: true, Value: bool second } && (second == decisive || left.HasValue))
            return right;
        return default;
    }

    private static Optional<object?> Calculate(BinaryOperatorKind kind, Optional<object?> left, Optional<object?> right)
    {
        if (!left.HasValue || !right.HasValue)
            return default;
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
            return new Optional<object?>(Equals(left.Value, right.Value) == (kind == BinaryOperatorKind.Equals));
        if (left.Value is not long a || right.Value is not long b)
            return default;

        return kind switch
        {
            BinaryOperatorKind.LessThan => new Optional<object?>(a < b),
            BinaryOperatorKind.LessThanOrEqual => new Optional<object?>(a <= b),
            BinaryOperatorKind.GreaterThan => new Optional<object?>(a > b),
            BinaryOperatorKind.GreaterThanOrEqual => new Optional<object?>(a >= b),
            BinaryOperatorKind.Add => new Optional<object?>(a + b),
            BinaryOperatorKind.Subtract => new Optional<object?>(a - b),
            BinaryOperatorKind.Multiply when Math.Abs(a) < int.MaxValue && Math.Abs(b) < int.MaxValue => new Optional<object?>(a * b),
            _ => default,
        };
    }
}
