using System.Globalization;
using System.Net;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reads addresses that are written in parts: four bytes, or scheme, host and port.</summary>
internal static class WrittenParts
{
    /// <summary>The address that an array of constant bytes is: <c>new byte[] { 10, 0, 0, 5 }</c>.</summary>
    public static string? OfBytes(IOperation? value)
    {
        var array = value is null ? null : Operations.Unwrap(value);
        IEnumerable<IOperation> elements = array switch
        {
            IArrayCreationOperation { Initializer: { } initializer } => initializer.ElementValues,
            { Syntax: CollectionExpressionSyntax } => array.ChildOperations,
            _ => [],
        };
        var bytes = elements.Select(element => Operations.Unwrap(element).ConstantValue).Select(constant => constant.HasValue && constant.Value is IConvertible number and not string ? ByteOf(number) : null).ToArray();
        return bytes.Length is 4 or 16 && bytes.All(octet => octet is not null) ? new IPAddress(bytes.Select(octet => octet!.Value).ToArray()).ToString() : null;
    }

    /// <summary>The host that a <c>UriBuilder</c> is made with, beside its scheme.</summary>
    public static IOperation? HostOf(IObjectCreationOperation builder) => Part(builder, "Host", 1);

    /// <summary>The address that a <c>UriBuilder</c> makes of a host; without a scheme that is written down nobody can say that it is in clear text.</summary>
    public static string Address(string host, IObjectCreationOperation builder, Func<IOperation, string?> textOf)
    {
        var scheme = Part(builder, "Scheme", 0) is { } given ? textOf(given) ?? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var port = Part(builder, "Port", 2)?.ConstantValue is { HasValue: true, Value: int and > 0 and var number } ? ":" + number.ToString(CultureInfo.InvariantCulture) : "";
        return $"{scheme}://{(host.IndexOf(':') >= 0 && host[0] != '[' ? $"[{host}]" : host)}{port}/";
    }

    /// <summary>Whether a builder gets another scheme or host here.</summary>
    public static bool IsRedirected(IOperation builder) => builder.Parent is IPropertyReferenceOperation { Property.Name: "Host" or "Scheme", Parent: IAssignmentOperation };

    // What the initializer sets counts more than what the constructor got.
    private static IOperation? Part(IObjectCreationOperation builder, string property, int place) =>
        builder.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(member => member.Target is IPropertyReferenceOperation set && set.Property.Name == property)?.Value
        ?? (builder.Arguments.Length > 1 ? builder.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == place)?.Value : null);

    private static byte? ByteOf(IConvertible number) => number is char or bool || number.ToDouble(CultureInfo.InvariantCulture) is not (>= 0 and <= 255 and var octet) ? null : (byte)octet;
}
