using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reads the method and the address of a request from the call that sends it.</summary>
internal static class HttpVerb
{
    private static readonly string[] Verbs = ["Get", "Post", "Put", "Patch", "Delete"];

    /// <summary>The method in capitals, or <see langword="null"/> where the source does not say it.</summary>
    public static string? Of(IInvocationOperation send) =>
        Verbs.FirstOrDefault(verb => send.TargetMethod.Name.StartsWith(verb, StringComparison.Ordinal))?.ToUpperInvariant()
        ?? (Message(send) is { } message ? OfMessage(message) : null);

    /// <summary>How the address ends, without a query; <see langword="null"/> where its end is not constant.</summary>
    public static string? AddressEnd(IInvocationOperation send)
    {
        var address = Argument(send.Arguments, "requestUri") ?? (Message(send) is { } message && Made(message) is IObjectCreationOperation creation ? Argument(creation.Arguments, "requestUri") : null);
        return address is null ? null : End(Operations.Unwrap(address))?.Split('?')[0].TrimEnd('/');
    }

    private static IOperation? Message(IInvocationOperation send) =>
        send.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "HttpRequestMessage")?.Value;

    private static string? OfMessage(IOperation message)
    {
        var made = Made(message);
        var arguments = made switch { IObjectCreationOperation creation => creation.Arguments, IInvocationOperation call => call.Arguments, _ => Enumerable.Empty<IArgumentOperation>() };
        var method = (made as IObjectCreationOperation)?.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
            .FirstOrDefault(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "Method" })?.Value
            ?? arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "HttpMethod")?.Value;
        return method is not null ? OfMethod(Operations.Unwrap(method)) : made is IObjectCreationOperation ? "GET" : null;
    }

    private static string? OfMethod(IOperation method) => method switch
    {
        IPropertyReferenceOperation { Property: { IsStatic: true, ContainingType.Name: "HttpMethod", Name: var name } } => name.ToUpperInvariant(),
        IObjectCreationOperation { Arguments.Length: 1 } creation => Text(creation.Arguments[0].Value)?.ToUpperInvariant(),
        IInvocationOperation { TargetMethod: { Name: "Parse", ContainingType.Name: "HttpMethod" }, Arguments.Length: 1 } call => Text(call.Arguments[0].Value)?.ToUpperInvariant(),
        _ => null,
    };

    private static IOperation? Made(IOperation value) => Operations.Unwrap(value) switch
    {
        ILocalReferenceOperation local => Locals.OnlyValue(local) is { } only && Operations.Unwrap(only) is not ILocalReferenceOperation and var made ? made : null,
        var made => made,
    };

    private static IOperation? Argument(IEnumerable<IArgumentOperation> arguments, string name) => arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value;

    private static string? End(IOperation address) => address switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } => text,
        IInterpolatedStringOperation { Parts: { Length: > 0 } parts } => parts[parts.Length - 1] is IInterpolatedStringTextOperation last ? Text(last.Text) : null,
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => End(Operations.Unwrap(sum.RightOperand)),
        IObjectCreationOperation { Type.Name: "Uri", Arguments: { Length: > 0 } arguments } => End(Operations.Unwrap(arguments[0].Value)),
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } only && Operations.Unwrap(only) is not ILocalReferenceOperation and var value => End(value),
        _ => null,
    };

    private static string? Text(IOperation value) => value.ConstantValue is { HasValue: true, Value: string text } ? text : null;
}
