using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Tells a URL that is relative whatever the program fills in.</summary>
internal static class RelativeAddress
{
    private const int Hops = 4;

    private static readonly char[] AfterScheme = ['/', '?', '#'];

    /// <summary>The relative URL that a call sends to, as it is written; <see langword="null"/> where it may be absolute.</summary>
    public static string? Of(IInvocationOperation send) =>
        send.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "requestUri" or "request" && argument.ArgumentKind == ArgumentKind.Explicit) is { } argument
            ? Of(argument.Value, Hops)
            : null;

    private static string? Of(IOperation? value, int hops) => value switch
    {
        _ when hops == 0 => null,
        { ConstantValue: { HasValue: true, Value: string text } } => IsRelative(text) ? $"\"{text}\"" : null,
        IConversionOperation conversion => Of(conversion.Operand, hops),
        IParenthesizedOperation parenthesized => Of(parenthesized.Operand, hops),
        IInterpolatedStringOperation text => StartsRelative(Start(text)) ? text.Syntax.ToString() : null,
        IBinaryOperation { Type.SpecialType: SpecialType.System_String } sum => StartsRelative(Start(sum)) ? sum.Syntax.ToString() : null,
        IObjectCreationOperation { Type.Name: "Uri", Arguments.Length: 2 } uri => Of(uri.Arguments[0].Value, hops - 1),
        IObjectCreationOperation { Type.Name: "HttpRequestMessage" } request => OfRequest(request, hops - 1),
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } only => Of(only, hops - 1),
        IFieldReferenceOperation { Field.IsReadOnly: true } field => Of(Members.OnlyValue(field.Field, field), hops - 1),
        _ => null,
    };

    // A request whose address is set in two places is decided elsewhere.
    private static string? OfRequest(IObjectCreationOperation request, int hops)
    {
        var given = request.Arguments.Where(argument => argument.Parameter?.Name == "requestUri").Select(argument => argument.Value);
        var set = request.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "RequestUri" }).Select(assignment => assignment.Value) ?? [];
        var addresses = given.Concat(set).ToArray();
        var setLater = Source.Member(request.Syntax).DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == "RequestUri");
        return addresses.Length == 1 && !setLater ? Of(addresses[0], hops) : null;
    }

    private static string? Start(IOperation text) => text switch
    {
        { ConstantValue: { HasValue: true, Value: string start } } => start,
        IConversionOperation conversion => Start(conversion.Operand),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Start(sum.LeftOperand),
        IInterpolatedStringOperation interpolated => interpolated.Parts.FirstOrDefault() is IInterpolatedStringTextOperation part ? Start(part.Text) : null,
        _ => null,
    };

    // A scheme ends before any of these; two slashes at the start name a host.
    private static bool IsRelative(string text) => !text.StartsWith("//", StringComparison.Ordinal) && (text.IndexOf(':') < 0 || StartsRelative(text));

    private static bool StartsRelative(string? text) =>
        text is not null && !text.StartsWith("//", StringComparison.Ordinal) && text.IndexOfAny(AfterScheme) is >= 0 and var end && text.IndexOf(':', 0, end) < 0;
}
