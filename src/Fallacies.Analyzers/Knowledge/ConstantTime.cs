using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Arithmetic on durations that are written down: literals, <c>TimeSpan.From…</c>, constants, static read-only fields and their operators.</summary>
internal static class ConstantTime
{
    // A field may name a field that names a field; half-typed code may close the circle.
    private const int FieldHops = 4;

    /// <summary>The value of a <see cref="TimeSpan"/> expression, or <see langword="null"/> where anything in it is not constant.</summary>
    public static TimeSpan? Of(IOperation? operation) => Of(operation, FieldHops);

    private static TimeSpan? Of(IOperation? operation, int hops) => operation switch
    {
        IConversionOperation conversion => Of(conversion.Operand, hops),
        IParenthesizedOperation parenthesized => Of(parenthesized.Operand, hops),
        IFieldReferenceOperation field => OfField(field, hops),
        IInvocationOperation call => OfFactory(call),
        IObjectCreationOperation creation when IsTimeSpan(creation.Type) => OfConstructor(creation),
        IDefaultValueOperation value when IsTimeSpan(value.Type) => TimeSpan.Zero,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus => Guarded(() => Of(minus.Operand, hops)?.Negate()),
        IBinaryOperation binary => OfOperator(binary, hops),
        _ => null,
    };

    /// <summary>The value of a number that is written down, also in a static read-only field, or <see langword="null"/>.</summary>
    public static double? Number(IOperation? operation) => Number(operation, FieldHops);

    private static double? Number(IOperation? operation, int hops) => operation?.ConstantValue is { HasValue: true, Value: { } value } && value is not (string or bool or char)
        ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
        : operation switch
        {
            IConversionOperation conversion => Number(conversion.Operand, hops),
            IParenthesizedOperation parenthesized => Number(parenthesized.Operand, hops),
            IFieldReferenceOperation field when hops > 0 && Written(field) is { } written => Number(written, hops - 1),
            _ => null,
        };

    private static bool IsTimeSpan(ITypeSymbol? type) => type is { Name: "TimeSpan", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static TimeSpan? OfField(IFieldReferenceOperation reference, int hops)
    {
        var field = reference.Field;
        if (IsTimeSpan(field.ContainingType))
            return field.Name switch { "Zero" => TimeSpan.Zero, "MaxValue" => TimeSpan.MaxValue, "MinValue" => TimeSpan.MinValue, _ => null };
        if (field is { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" })
            return Timeout.InfiniteTimeSpan;
        return hops == 0 ? null : Of(Written(reference), hops - 1);
    }

    private static IOperation? Written(IFieldReferenceOperation reference) =>
        reference.Field is { IsStatic: true, IsReadOnly: true } field && field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer: { } initializer }
            ? Source.Operation(initializer.Value, reference.SemanticModel!)
            : null;

    private static TimeSpan? OfFactory(IInvocationOperation call)
    {
        if (!IsTimeSpan(call.TargetMethod.ContainingType) || !call.TargetMethod.Name.StartsWith("From", StringComparison.Ordinal))
            return null;

        // .NET 9 added overloads with further, smaller units as optional arguments.
        var unit = call.TargetMethod.Name.Substring(4);
        var total = TimeSpan.Zero;
        foreach (var argument in call.Arguments.OrderBy(a => a.Parameter?.Ordinal))
        {
            if (Number(argument.Value) is not { } number || Unit(argument.Parameter!.Ordinal == 0 ? unit : argument.Parameter.Name) is not { } ticks)
                return null;
            if (Guarded(() => total + TimeSpan.FromTicks(checked((long)(number * ticks)))) is not { } sum)
                return null;
            total = sum;
        }

        return total;
    }

    private static double? Unit(string name) => name.ToLowerInvariant() switch
    {
        "days" => TimeSpan.TicksPerDay,
        "hours" => TimeSpan.TicksPerHour,
        "minutes" => TimeSpan.TicksPerMinute,
        "seconds" => TimeSpan.TicksPerSecond,
        "milliseconds" => TimeSpan.TicksPerMillisecond,
        "microseconds" => TimeSpan.TicksPerMillisecond / 1000,
        "ticks" => 1,
        _ => null,
    };

    private static TimeSpan? OfConstructor(IObjectCreationOperation creation)
    {
        var parts = creation.Arguments.OrderBy(a => a.Parameter?.Ordinal).Select(a => Number(a.Value)).ToArray();
        if (parts.Any(p => p is null))
            return null;

        var n = parts.Select(p => (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, p!.Value))).ToArray();
        return Guarded(() => n.Length switch
        {
            0 => TimeSpan.Zero,
            1 => TimeSpan.FromTicks((long)parts[0]!.Value),
            3 => new TimeSpan(n[0], n[1], n[2]),
            4 => new TimeSpan(n[0], n[1], n[2], n[3]),
            5 => new TimeSpan(n[0], n[1], n[2], n[3], n[4]),
            _ => (TimeSpan?)null,
        });
    }

    private static TimeSpan? OfOperator(IBinaryOperation binary, int hops)
    {
        var (left, right) = (Of(binary.LeftOperand, hops), Of(binary.RightOperand, hops));
        return Guarded(() => binary.OperatorKind switch
        {
            BinaryOperatorKind.Add => left + right,
            BinaryOperatorKind.Subtract => left - right,
            BinaryOperatorKind.Multiply => Scale(left ?? right, Number(binary.LeftOperand) ?? Number(binary.RightOperand)),
            BinaryOperatorKind.Divide when Number(binary.RightOperand) is { } divisor and not 0 => Scale(left, 1 / divisor),
            _ => null,
        });
    }

    private static TimeSpan? Scale(TimeSpan? time, double? factor) => time is { } t && factor is { } f ? TimeSpan.FromTicks(checked((long)(t.Ticks * f))) : null;

    // Constants out of range are the program's own exception, not ours.
    private static TimeSpan? Guarded(Func<TimeSpan?> compute)
    {
        try
        {
            return compute();
        }
        catch (Exception exception) when (exception is OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
