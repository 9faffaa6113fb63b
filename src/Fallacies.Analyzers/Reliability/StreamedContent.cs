using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells contents that can be sent once: those over a stream that cannot go back to its start.</summary>
internal static class StreamedContent
{
    private static readonly HashSet<string> OneWay = ["GZipStream", "DeflateStream", "BrotliStream", "ZLibStream", "CryptoStream", "NetworkStream", "SslStream"];

    public static bool Is(ILocalReferenceOperation content) => Locals.OnlyValue(content) is { } made && Operations.Unwrap(made) switch
    {
        IObjectCreationOperation { Type.Name: "StreamContent" } alone => IsOneWay(alone),
        IObjectCreationOperation { Type.Name: "MultipartFormDataContent" or "MultipartContent" } parts => Operations.Uses(content.Local, content).Select(use => use.Parent).Concat(parts.Initializer is null ? [] : parts.Initializer.Initializers.AsEnumerable())
            .Any(part => part is IInvocationOperation { TargetMethod.Name: "Add" } add && add.Arguments.Any(argument => Made(argument.Value) is IObjectCreationOperation { Type.Name: "StreamContent" } streamed && IsOneWay(streamed))),
        _ => false,
    };

    private static bool IsOneWay(IObjectCreationOperation streamed) => streamed.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is { } argument && Made(argument.Value) switch
    {
        IObjectCreationOperation { Type.Name: var name } => OneWay.Contains(name),
        IInvocationOperation { TargetMethod: { Name: "GetStreamAsync", ContainingType.Name: "HttpClient" } } => true,
        IPropertyReferenceOperation { Property: { Name: "Body", ContainingType.Name: "HttpRequest" } } => true,
        _ => false,
    };

    private static IOperation Made(IOperation value)
    {
        value = Operations.Unwrap(value);
        if (value is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only)
            value = Operations.Unwrap(only);
        while (value is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: not null })
            value = Operations.Unwrap(value is IAwaitOperation awaited ? awaited.Operation : ((IInvocationOperation)value).Instance!);
        return value;
    }
}
