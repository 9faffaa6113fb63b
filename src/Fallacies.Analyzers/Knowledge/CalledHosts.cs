using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Which hosts a client's requests go to, as far as the source says.</summary>
internal static class CalledHosts
{
    private const int Hops = 5;

    private static readonly string[] AddressNames = ["Url", "Uri", "Endpoint", "Callback", "Address", "Link", "Href"];

    // What an operator sets is one address for each name.
    private static readonly string[] SettingNames = ["Options", "Settings", "Config", "Configuration"];

    /// <summary>The hosts of absolute URLs that are written down.</summary>
    public static IEnumerable<string> WrittenIn(IEnumerable<IOperation> addresses) => addresses.Select(Start).OfType<string>()
        .Where(text => text.StartsWith("http", StringComparison.OrdinalIgnoreCase) && text.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && text.IndexOf('/', scheme + 3) > 0)
        .SelectMany(text => HostName.In(text)).Where(host => host.Kind != HostKind.Placeholder).Select(host => host.ToString().ToLowerInvariant());

    /// <summary>The address of a send, where it is a property of data that the method was given: each may name another host.</summary>
    public static IOperation? FromData(IInvocationOperation send) => Address(send) is { } address && Origin(address, Hops) is IPropertyReferenceOperation { Property: { IsStatic: false } property, Instance: { } owner } read
        && Operations.Unwrap(owner) is IParameterReferenceOperation or ILocalReferenceOperation
        && AddressNames.Any(name => property.Name.EndsWith(name, StringComparison.Ordinal))
        && !SettingNames.Any(name => property.ContainingType.Name.Contains(name))
        && property.ContainingNamespace?.ToString() is { } space && !space.StartsWith("System", StringComparison.Ordinal) && !space.StartsWith("Microsoft", StringComparison.Ordinal)
            ? read : null;

    /// <summary>What a send gets as its address.</summary>
    public static IOperation? Address(IInvocationOperation send) =>
        send.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "requestUri" or "request")?.Value is { } value ? OfRequest(value) : null;

    /// <summary>What an address starts with, as far as it is written down: scheme and host of a constant, or what stands before the first hole.</summary>
    public static string? Start(IOperation address) => Text(address, Hops);

    private static IOperation? OfRequest(IOperation value)
    {
        var made = Operations.Unwrap(value) is ILocalReferenceOperation { Type.Name: "HttpRequestMessage" } local && Locals.OnlyValue(local) is { } only ? Operations.Unwrap(only) : Operations.Unwrap(value);
        return made is IObjectCreationOperation { Type.Name: "HttpRequestMessage" } request ? request.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "requestUri")?.Value : made;
    }

    private static IOperation? Origin(IOperation? address, int hops) => hops == 0 || address is null ? null : Operations.Unwrap(address) switch
    {
        IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: 1 } arguments } => Origin(arguments[0].Value, hops - 1),
        ILocalReferenceOperation local => Origin(Locals.OnlyValue(local), hops - 1),
        var origin => origin,
    };

    private static string? Text(IOperation? address, int hops) => hops == 0 || address is null ? null : Operations.Unwrap(address) switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text.TrimEnd('/') + "/",
        IInterpolatedStringOperation { Parts: { Length: > 0 } parts } => parts[0] is IInterpolatedStringTextOperation start ? start.Text.ConstantValue.Value as string : null,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => sum.LeftOperand.ConstantValue is { HasValue: true, Value: string start } ? start : Text(sum.LeftOperand, hops - 1),
        IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: > 0 } arguments } => Text(arguments[0].Value, hops - 1),
        ILocalReferenceOperation local => Text(Locals.OnlyValue(local), hops - 1),
        IFieldReferenceOperation { Field.IsReadOnly: true } field => Text(Members.OnlyValue(field.Field, field), hops - 1),
        _ => null,
    };
}
