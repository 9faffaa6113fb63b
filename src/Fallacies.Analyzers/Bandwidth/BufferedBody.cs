using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>A body that a call keeps in memory as a whole, and where it comes from.</summary>
internal sealed record BufferedBody(string Reader, IOperation? Url)
{
    /// <summary>Whether the body is taken as text or as an object, as small replies are.</summary>
    public bool IsText { get; private init; }

    /// <summary>What <paramref name="send"/> buffers, or the code that reads its response; <see langword="null"/> where nothing is seen to.</summary>
    public static BufferedBody? Of(IInvocationOperation send)
    {
        if (send.TargetMethod.Name is "GetByteArrayAsync" or "GetStringAsync")
            return new(send.TargetMethod.Name, Argument(send, "requestUri")) { IsText = send.TargetMethod.Name == "GetStringAsync" };

        if (ReceivedResponse.Of(send) is not { } response || Readers(response, send).FirstOrDefault() is not { } reader)
            return null;

        var readsBytes = reader.StartsWith("ReadAsByteArray", StringComparison.Ordinal);
        var isText = reader.StartsWith("ReadAsStream", StringComparison.Ordinal)
            ? Source.Member(send.Syntax).ToString().Contains("Json")
            : !readsBytes && !reader.StartsWith("CopyTo", StringComparison.Ordinal);
        return Completion(send) switch
        {
            "ResponseContentRead" => new(send.TargetMethod.Name, UrlOf(send)) { IsText = isText },
            "ResponseHeadersRead" when readsBytes => new(reader, UrlOf(send)),
            _ => null,
        };
    }

    /// <summary>The methods of the content that are called in the code around the send.</summary>
    private static IEnumerable<string> Readers(ReceivedResponse response, IInvocationOperation send)
    {
        var holders = response.Local is { } local ? Operations.Uses(local, send) : Enumerable.Repeat(response.Value, 1);
        return holders.Select(holder => Parent(holder) is IPropertyReferenceOperation { Property.Name: "Content" } content ? Parent(content) : null)
            .Select(user => user is IArgumentOperation { Parameter.Ordinal: 0, Parent: { } extension } ? extension : user)
            .OfType<IInvocationOperation>()
            .Select(call => call.TargetMethod.Name);
    }

    private static IOperation? Parent(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent;
    }

    private static string? Completion(IInvocationOperation send) =>
        send.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "HttpCompletionOption") is not { } given ? "ResponseContentRead"
        : Operations.Unwrap(given.Value) is IFieldReferenceOperation field ? field.Field.Name
        : null;

    private static IOperation? UrlOf(IInvocationOperation send) => Argument(send, "requestUri") ?? (Argument(send, "request") is { } request ? UrlOf(request) : null);

    private static IOperation? UrlOf(IOperation request) => Operations.Unwrap(request) switch
    {
        IObjectCreationOperation { Type.Name: "HttpRequestMessage" } creation => creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "requestUri")?.Value
            ?? creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(member => member.Target is IPropertyReferenceOperation { Property.Name: "RequestUri" })?.Value,
        ILocalReferenceOperation local when Locals.OnlyValue(local) is { } made and not ILocalReferenceOperation => UrlOf(made),
        _ => null,
    };

    private static IOperation? Argument(IInvocationOperation send, string name) => send.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == name)?.Value;
}
