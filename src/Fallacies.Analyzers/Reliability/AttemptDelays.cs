using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Computes the waits that a provider gives for the first attempts, where the source says all that is needed.</summary>
internal static class AttemptDelays
{
    // Three show how the waits grow; more make a message long.
    private const int Shown = 3;

    /// <summary>The waits before the first retries; empty where they cannot be computed.</summary>
    public static IReadOnlyList<TimeSpan> Of(IOperation provider)
    {
        var operation = Operations.Unwrap(provider);
        if (operation is IArrayCreationOperation { Initializer: { } list })
            return Complete(list.ElementValues.Select(ConstantTime.Of));
        if (operation is not IAnonymousFunctionOperation { Symbol.Parameters: { Length: > 0 } parameters, Body: var body } || Returned(body) is not { } result)
            return [];

        return Complete(Enumerable.Range(1, Shown).Select(n => Time(result, parameters[0], n)));
    }

    /// <summary>"3 retries, each after 2 s", or as much of it as is known.</summary>
    public static string? Text(double? retries, IReadOnlyList<TimeSpan> delays)
    {
        var count = retries is { } n ? n >= int.MaxValue ? "retries without end" : $"{n.ToString(CultureInfo.InvariantCulture)} {(n == 1 ? "retry" : "retries")}" : null;
        var shown = delays.Take((int)Math.Min(Shown, retries ?? Shown)).Select(Seconds).ToList();
        if (shown.Count == 0)
            return count;

        var waits = delays.Distinct().Count() == 1 ? $"each after {shown[0]}"
            : $"after {string.Join(", ", shown)}{(retries is { } total && total <= shown.Count ? "" : ", …")}";
        return count is null ? $"retries {waits}" : $"{count}, {waits}".Replace("1 retry, each", "1 retry");
    }

    /// <summary>Whether every wait doubles the one before: what back-off with decorrelated jitter replaces.</summary>
    public static bool Double(IReadOnlyList<TimeSpan> delays) =>
        delays.Count == Shown && delays[0] > TimeSpan.Zero && delays[1].Ticks == 2 * delays[0].Ticks && delays[2].Ticks == 4 * delays[0].Ticks;

    /// <summary>A time as a message tells it: <c>200 ms</c>, <c>1.5 s</c>, <c>1 day</c>.</summary>
    public static string Seconds(TimeSpan time) => Math.Abs(time.TotalSeconds) < 1 && time != TimeSpan.Zero
        ? time.TotalMilliseconds.ToString("0.##", CultureInfo.InvariantCulture) + " ms"
        : time >= TimeSpan.FromDays(1) && time.Ticks % TimeSpan.TicksPerDay == 0 ? time.TotalDays.ToString(CultureInfo.InvariantCulture) + (time.TotalDays == 1 ? " day" : " days")
        : time.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture) + " s";

    private static List<TimeSpan> Complete(IEnumerable<TimeSpan?> delays)
    {
        var all = delays.ToList();
        return all.Any(delay => delay is null) ? [] : all.Select(delay => delay!.Value).ToList();
    }

    private static IOperation? Returned(IBlockOperation body) => body.Operations.Length == 1 && body.Operations[0] is IReturnOperation { ReturnedValue: { } value } ? value : null;

    private static TimeSpan? Time(IOperation operation, IParameterSymbol attempt, int n)
    {
        if (ConstantTime.Of(operation) is { } constant)
            return constant;

        switch (Operations.Unwrap(operation))
        {
            case IInvocationOperation { TargetMethod: { ContainingType.Name: "TimeSpan", Name: var name }, Arguments: var arguments } when arguments.Count(argument => argument.ArgumentKind != ArgumentKind.DefaultValue) == 1:
                return Unit(name) is { } unit && Number(arguments[0].Value, attempt, n) is { } number ? Ticks(number * unit.Ticks) : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Multiply } product:
                return Scaled(product.LeftOperand, product.RightOperand, attempt, n) ?? Scaled(product.RightOperand, product.LeftOperand, attempt, n);
            default:
                return null;
        }
    }

    private static TimeSpan? Scaled(IOperation time, IOperation factor, IParameterSymbol attempt, int n) =>
        ConstantTime.Of(time) is { } t && Number(factor, attempt, n) is { } f ? Ticks(t.Ticks * f) : null;

    private static TimeSpan? Ticks(double ticks) => ticks >= 0 && ticks < long.MaxValue ? TimeSpan.FromTicks((long)ticks) : null;

    private static TimeSpan? Unit(string factory) => factory switch
    {
        "FromMilliseconds" => TimeSpan.FromMilliseconds(1),
        "FromSeconds" => TimeSpan.FromSeconds(1),
        "FromMinutes" => TimeSpan.FromMinutes(1),
        _ => null,
    };

    private static double? Number(IOperation operation, IParameterSymbol attempt, int n) => ConstantTime.Number(operation) ?? operation switch
    {
        IConversionOperation { Type.SpecialType: not (SpecialType.System_Double or SpecialType.System_Single), Operand: { Type.SpecialType: SpecialType.System_Double or SpecialType.System_Single } operand } =>
            Number(operand, attempt, n) is { } whole ? Math.Truncate(whole) : null,
        IConversionOperation conversion => Number(conversion.Operand, attempt, n),
        IParenthesizedOperation parenthesized => Number(parenthesized.Operand, attempt, n),
        IParameterReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Parameter, attempt) => n,
        IInvocationOperation { TargetMethod: { Name: "Pow", ContainingType.Name: "Math" }, Arguments: { Length: 2 } arguments } =>
            Number(arguments[0].Value, attempt, n) is { } a && Number(arguments[1].Value, attempt, n) is { } b ? Math.Pow(a, b) : null,
        IBinaryOperation binary => Number(binary.LeftOperand, attempt, n) is { } left && Number(binary.RightOperand, attempt, n) is { } right ? Apply(binary.OperatorKind, left, right) : null,
        _ => null,
    };

    private static double? Apply(BinaryOperatorKind kind, double left, double right) => kind switch
    {
        BinaryOperatorKind.Add => left + right,
        BinaryOperatorKind.Subtract => left - right,
        BinaryOperatorKind.Multiply => left * right,
        BinaryOperatorKind.LeftShift when right is >= 0 and < 31 => left * Math.Pow(2, right),
        _ => null,
    };
}
