using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>A message that leaves without a trace context: where it goes, how many headers it has, and what was built for it.</summary>
internal sealed record LostMessage(string Target, int Headers, SyntaxNode? Built)
{
    /// <summary>What a call of a Kafka producer sends, when every header of the message is visible.</summary>
    public static LostMessage? OfKafka(IInvocationOperation call, IOperation scope, KnownTypes types)
    {
        if (!Is(call.TargetMethod.ContainingType, types.KafkaProducer) || Argument(call, types.KafkaMessage) is not { } argument)
            return null;

        var message = Operations.Unwrap(argument);
        var local = (message as ILocalReferenceOperation)?.Local;
        if ((local is null ? message : HeaderTrail.Declared(local, scope)) is not IObjectCreationOperation creation || !Is(creation.Type, types.KafkaMessage))
            return null;

        var trail = new HeaderTrail();
        trail.ReadCreation(creation, scope);
        if (local is not null)
            trail.ReadUses(local, scope);

        return trail.IsBare && !HasRoom(creation, scope) ? new LostMessage(Topic(call.Arguments), trail.Count, creation.Syntax) : null;
    }

    /// <summary>What a call of a RabbitMQ channel publishes, when every header of the message is visible.</summary>
    public static LostMessage? OfRabbitMq(IInvocationOperation call, IOperation scope, KnownTypes types)
    {
        if (!SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingAssembly, types.RabbitModel?.ContainingAssembly)
            || Argument(call, types.RabbitProperties) is not { } argument || Address(call) is not { } address || address.EndsWith("ReplyTo", StringComparison.Ordinal))
            return null;

        var properties = Operations.Unwrap(argument);
        if (properties is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation)
            return new LostMessage(address, 0, null);
        if (properties is not ILocalReferenceOperation { Local: var local } || HeaderTrail.Declared(local, scope) is not IInvocationOperation { TargetMethod.Name: "CreateBasicProperties" } created)
            return null;

        var trail = new HeaderTrail();
        trail.ReadUses(local, scope);
        return trail.IsBare ? new LostMessage(address, trail.Count, created.Syntax) : null;
    }

    /// <summary>The text of an argument: its constant value, or how it is written.</summary>
    public static string Text(IOperation value) =>
        Operations.Unwrap(value) is { ConstantValue: { HasValue: true, Value: string constant } } ? constant : Operations.Unwrap(value).Syntax.ToString();

    public static bool Is(ITypeSymbol? type, INamedTypeSymbol? known) => known is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, known);

    private static IOperation? Argument(IInvocationOperation call, INamedTypeSymbol? type) => call.Arguments.FirstOrDefault(argument => Is(argument.Parameter?.Type, type))?.Value;

    private static string Topic(IEnumerable<IArgumentOperation> arguments)
    {
        var first = arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value;
        return first switch
        {
            null => "",
            IObjectCreationOperation { Arguments.Length: > 0 } partition => Topic(partition.Arguments),
            _ => Text(first),
        };
    }

    // The default exchange has no name: its messages are addressed by the routing key.
    private static string? Address(IInvocationOperation call)
    {
        var texts = call.Arguments.Where(argument => argument.Parameter?.Name is "exchange" or "routingKey" or "addr")
            .OrderBy(argument => argument.Parameter!.Ordinal).Select(argument => Text(argument.Value)).ToArray();
        return texts.Any(text => text.EndsWith("ReplyTo", StringComparison.Ordinal)) ? "ReplyTo" : texts.FirstOrDefault(text => text is not ("" or "string.Empty" or "String.Empty"));
    }

    // An envelope that has a place for the context needs no header.
    private static bool HasRoom(IObjectCreationOperation message, IOperation scope) => message.Initializer?.Initializers
        .OfType<ISimpleAssignmentOperation>()
        .Where(assignment => assignment.Target is IPropertyReferenceOperation { Property.Name: "Value" })
        .SelectMany(assignment => assignment.Value.DescendantsAndSelf())
        .SelectMany(part => part is ILocalReferenceOperation local && HeaderTrail.Declared(local.Local, scope) is { } declared ? declared.DescendantsAndSelf() : [part])
        .Any(part => TraceWords.InType(part.Type)) ?? false;
}
