using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>Messages of clients whose trace context, if any, travels among other data: Redis and SQS. Their findings are suggestions.</summary>
internal static class LostPayload
{
    private static readonly string[] SqsRequests = ["SendMessageRequest", "SendMessageBatchRequestEntry"];

    private static readonly string[] SnsRequests = ["PublishRequest", "PublishBatchRequestEntry"];

    public static readonly string[] RedisMembers =
        ["StreamAdd", "StreamAddAsync", "Publish", "PublishAsync", "ListLeftPush", "ListLeftPushAsync", "ListRightPush", "ListRightPushAsync"];

    // A list is a queue only when it is called one; a channel carries work only when it is not told to forget something.
    private static readonly string[] Queues = ["queue", "job", "task", "work", "inbox", "outbox"];
    private static readonly string[] Signals = ["invalidat", "evict", "cache", "backplane", "refresh", "lock"];

    /// <summary>An entry of a stream with visible fields, or an object serialised for a channel or for a list that is a queue.</summary>
    public static LostMessage? OfRedis(IInvocationOperation call, IOperation scope, KnownTypes types)
    {
        if (call.TargetMethod.ContainingAssembly?.Name != types.RedisDatabase?.ContainingAssembly.Name || call.Arguments.Length < 2)
            return null;

        var target = LostMessage.Text(call.Arguments.First(argument => argument.Parameter?.Ordinal == 0).Value);
        if (call.TargetMethod.Name.StartsWith("StreamAdd", StringComparison.Ordinal))
            return Fields(call, scope) is { } fields ? new LostMessage(target, fields, null) : null;

        var suits = call.TargetMethod.Name.StartsWith("Publish", StringComparison.Ordinal) ? !Has(target, Signals) : Has(target, Queues);
        return suits && IsSerialized(call.Arguments.First(argument => argument.Parameter?.Ordinal == 1).Value, scope) ? new LostMessage(target, 0, null) : null;
    }

    /// <summary>A request built here whose attributes nobody sets.</summary>
    public static LostMessage? OfSqs(IInvocationOperation call, IOperation scope, KnownTypes types) =>
        OfAmazon(call, scope, types.Sqs, "SendMessageAsync", SqsRequests, "QueueUrl");

    public static LostMessage? OfSns(IInvocationOperation call, IOperation scope, KnownTypes types) =>
        OfAmazon(call, scope, types.Sns, "PublishAsync", SnsRequests, "TopicArn");

    private static LostMessage? OfAmazon(IInvocationOperation call, IOperation scope, INamedTypeSymbol? client, string send, string[] parts, string address)
    {
        if (call.TargetMethod.ContainingAssembly?.Name != client?.ContainingAssembly.Name || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is not { } first)
            return null;
        if (call.TargetMethod.Name == send && first.Type?.SpecialType == SpecialType.System_String)
            return new LostMessage(LostMessage.Text(first), 0, null);

        var requests = scope.DescendantsAndSelf().OfType<IObjectCreationOperation>().Where(creation => parts.Contains(creation.Type?.Name)).ToArray();
        var isTouched = scope.DescendantsAndSelf().Any(operation => operation is IPropertyReferenceOperation { Property.Name: "MessageAttributes" or "MessageSystemAttributes" });
        var message = first.Type?.SpecialType == SpecialType.System_String ? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 1)?.Value : first;
        var isLocal = message is not null && IsBuilt(Operations.Unwrap(message), scope);
        return requests.Length > 0 && isLocal && !isTouched ? new LostMessage(Address(requests[0], address, first), 0, null) : null;
    }

    private static bool IsBuilt(IOperation message, IOperation scope) =>
        message is IObjectCreationOperation || message.Syntax is CollectionExpressionSyntax
        || message is ILocalReferenceOperation { Local: var local } && HeaderTrail.Declared(local, scope) is IObjectCreationOperation;

    private static string Address(IObjectCreationOperation request, string property, IOperation argument) => request.Initializer?.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: var name } && name == property)
        .Select(assignment => LostMessage.Text(assignment.Value)).FirstOrDefault() ?? LostMessage.Text(argument);

    private static int? Fields(IInvocationOperation call, IOperation scope)
    {
        var fields = call.Arguments.First(argument => argument.Parameter?.Ordinal == 1);
        if (fields.Parameter?.Type is not IArrayTypeSymbol)
            return 1;

        var value = Operations.Unwrap(fields.Value);
        var array = (value is ILocalReferenceOperation { Local: var local } ? HeaderTrail.Declared(local, scope) : value) as IArrayCreationOperation;
        var names = array?.Initializer?.ElementValues.Select(FieldName).ToArray();
        return names is { Length: > 0 } && names.All(name => name is not null && !TraceWords.IsContext(name)) ? names.Length : null;
    }

    private static string? FieldName(IOperation entry) => Operations.Unwrap(entry) is IObjectCreationOperation { Arguments.Length: > 0 } field
        ? Operations.Unwrap(field.Arguments[0].Value).ConstantValue.Value as string
        : null;

    internal static bool IsSerialized(IOperation value, IOperation scope)
    {
        var payload = Operations.Unwrap(value);
        var source = payload is ILocalReferenceOperation { Local: var local } ? HeaderTrail.Declared(local, scope) : payload;
        return source is IInvocationOperation call
            && (call.TargetMethod.Name.StartsWith("Serialize", StringComparison.Ordinal) || call.TargetMethod.Name is "ToJson")
            && !call.DescendantsAndSelf().Any(part => TraceWords.InType(part.Type));
    }

    private static bool Has(string text, string[] words) => words.Any(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
