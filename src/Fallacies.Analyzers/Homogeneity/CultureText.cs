using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>A value that is written for the culture of the machine, and the text that stands before it, where that is known.</summary>
internal sealed record CultureText(IOperation Culprit, IOperation Value, string Before, string? Format = null);

/// <summary>Finds what is formatted for the culture of the machine on its way into a text.</summary>
internal static class CultureTexts
{
    // A way over more names than this is not followed.
    private const int MostHops = 6;

    // What these yield is made of their first argument.
    private static readonly string[] Wrappers = ["EscapeDataString", "UrlEncode", "UrlPathEncode", "HtmlEncode", "Encode", "GetBytes", "Trim", "TrimEnd", "ToLower", "ToLowerInvariant", "ToUpperInvariant", "AddQueryString", "Combine"];

    private static readonly string[] Containers = ["Uri", "KeyValuePair", "Dictionary", "List", "RedisKey", "RedisValue", "StringValues"];

    public static IEnumerable<CultureText> In(IOperation? value, string before = "", int hops = MostHops) => hops == 0 ? [] : value switch
    {
        null => [],
        { ConstantValue.HasValue: true } => [],
        // The values of such a text go on by themselves: as parameters of a command, for instance.
        IConversionOperation { Type.Name: "FormattableString" or "IFormattable" } => [],
        IConversionOperation conversion => In(conversion.Operand, before, hops),
        IParenthesizedOperation parenthesized => In(parenthesized.Operand, before, hops),
        IConditionalOperation choice => In(choice.WhenTrue, before, hops).Concat(In(choice.WhenFalse, before, hops)),
        ICoalesceOperation either => In(either.Value, before, hops).Concat(In(either.WhenNull, before, hops)),
        IConditionalAccessOperation access => In(access.WhenNotNull, before, hops),
        IInterpolatedStringOperation interpolated => OfInterpolated(interpolated, before, hops),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => OfSum(sum, before, hops),
        IInvocationOperation call => OfCall(call, before, hops),
        IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(element => In(element, before, hops)),
        IObjectCreationOperation { Type: { } type } creation when Containers.Contains(type.Name) => OfCreation(creation, before, hops),
        ILocalReferenceOperation local => OfLocal(local, hops - 1),
        _ => [],
    };

    private static IEnumerable<CultureText> OfInterpolated(IInterpolatedStringOperation interpolated, string before, int hops)
    {
        for (var i = 0; i < interpolated.Parts.Length; i++)
        {
            if (TextOf(interpolated.Parts[i]) is { } text)
                before = text;
            if (interpolated.Parts[i] is not IInterpolationOperation hole)
                continue;

            var value = Written(hole.Expression);
            var after = i + 1 < interpolated.Parts.Length ? TextOf(interpolated.Parts[i + 1]) : null;
            var format = hole.FormatString?.ConstantValue.Value as string;
            if (Varies(value, format) && !IsFollowedByWords(after))
                yield return new CultureText(hole, value, before, format);
            foreach (var inner in In(hole.Expression, before, hops))
                yield return inner;
            before = HostName.Hole;
        }
    }

    private static bool Varies(IOperation value, string? format) => CultureFormats.Vary(value.Type, format) && !IsWhole(value);

    // What is made into text: "(int)rate" is whole, whatever the rate is.
    private static IOperation Written(IOperation operation) => operation switch
    {
        IConversionOperation { Type.SpecialType: >= SpecialType.System_Char and <= SpecialType.System_UInt64 } => operation,
        IConversionOperation conversion => Written(conversion.Operand),
        IParenthesizedOperation parenthesized => Written(parenthesized.Operand),
        _ => operation,
    };

    // "Math.Round(rate)" has no digits behind the point, so no point.
    private static bool IsWhole(IOperation value) =>
        value is IInvocationOperation { TargetMethod: { Name: "Round" or "Floor" or "Ceiling" or "Truncate", ContainingType: { Name: "Math" or "MathF" or "Decimal" or "Double" or "Single", ContainingNamespace.Name: "System" } } } call
        && !call.Arguments.Any(argument => argument.Parameter?.Type.SpecialType == SpecialType.System_Int32);

    private static string? TextOf(IInterpolatedStringContentOperation part) =>
        part is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } ? text : null;

    // "12.5 km", "30 %", "5 €": a person reads them.
    private static bool IsFollowedByWords(string? text) => text is { Length: > 1 } && text[0] == ' ' && (char.IsLetter(text[1]) || text[1] is '%' or '€' or '$' or '°');

    private static IEnumerable<CultureText> OfSum(IBinaryOperation sum, string before, int hops)
    {
        foreach (var (operand, text) in new[] { (sum.LeftOperand, before), (sum.RightOperand, LastText(sum.LeftOperand)) })
        {
            var value = Written(operand);
            if (Varies(value, format: null))
                yield return new CultureText(value, value, text);
            foreach (var inner in In(operand, text, hops))
                yield return inner;
        }
    }

    private static string LastText(IOperation operand) => Operations.Unwrap(operand) switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => LastText(sum.RightOperand),
        IInterpolatedStringOperation { Parts: { Length: > 0 } parts } when parts[parts.Length - 1] is IInterpolatedStringTextOperation { Text.ConstantValue: { HasValue: true, Value: string text } } => text,
        _ => HostName.Hole,
    };

    private static IEnumerable<CultureText> OfCall(IInvocationOperation call, string before, int hops)
    {
        var method = call.TargetMethod;
        if (method.Parameters.Any(IsProvider))
            return [];

        return method.Name switch
        {
            "ToString" when call.Instance is { } value => call.Arguments.FirstOrDefault()?.Value.ConstantValue.Value as string is var format && Varies(value, format) ? [new CultureText(call, value, before, format)] : [],
            "ToString" when method.ContainingType.Name == "Convert" => Varies(call.Arguments[0].Value, format: null) ? [new CultureText(call, call.Arguments[0].Value, before)] : [],
            "Format" when method.ContainingType.SpecialType == SpecialType.System_String => OfFormat(call),
            _ when method.ContainingType.Name is "StringBuilder" or "CultureInfo" => [],
            _ when Wrappers.Contains(method.Name) => call.Arguments.SelectMany(argument => In(argument.Value, before, hops)).Concat(In(call.Instance, before, hops)),
            _ => [],
        };
    }

    private static IEnumerable<CultureText> OfFormat(IInvocationOperation format) => format.Arguments.Skip(1)
        .SelectMany(argument => argument.Value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.AsEnumerable() : [argument.Value])
        .Select(Written)
        .Where(value => CultureFormats.IsFraction(value.Type) && !IsWhole(value))
        .Take(1)
        .Select(value => new CultureText(format, value, HostName.Hole));

    private static IEnumerable<CultureText> OfCreation(IObjectCreationOperation creation, string before, int hops) =>
        creation.Arguments.SelectMany(argument => In(argument.Value, before, hops))
            .Concat(creation.Initializer?.Initializers.SelectMany(member => member switch
            {
                IInvocationOperation add => add.Arguments.SelectMany(argument => In(argument.Value, "=", hops)),
                ISimpleAssignmentOperation assignment => In(assignment.Value, "=", hops),
                _ => [],
            }) ?? []);

    // "url += …" adds to what was there. The first sink of a text names it.
    private static IEnumerable<CultureText> OfLocal(ILocalReferenceOperation local, int hops)
    {
        if (!MayHoldText(local.Local.Type))
            return [];
        var uses = Operations.Uses(local.Local, local);
        if (uses.Any(use => use.Syntax.SpanStart < local.Syntax.SpanStart && IsSent(use)))
            return [];

        var written = uses.Select(use => use.Parent).OfType<IAssignmentOperation>().Where(assignment => Operations.Unwrap(assignment.Target) is ILocalReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Local, local.Local));
        return written.Select(assignment => assignment.Value).Prepend(Operations.Initializer(local.Local, local)).SelectMany(value => In(value, "", hops));
    }

    // Numbers, identifiers and the program's own types are not made of texts.
    private static bool MayHoldText(ITypeSymbol type) => Containers.Contains(type.Name) || (type.IsReferenceType && type.DeclaringSyntaxReferences.IsEmpty);

    private static bool IsSent(IOperation use)
    {
        for (var around = use.Parent; around is not (null or IExpressionStatementOperation or IAssignmentOperation or IVariableDeclaratorOperation); around = around.Parent)
        {
            if (around is IInvocationOperation { Type.Name: "Task" or "ValueTask" or "IAsyncEnumerable" } or IObjectCreationOperation { Type.Name: "HttpRequestMessage" or "StringContent" })
                return true;
        }

        return false;
    }

    private static bool IsProvider(IParameterSymbol parameter) => parameter.Type.Name is "IFormatProvider" or "CultureInfo";
}
