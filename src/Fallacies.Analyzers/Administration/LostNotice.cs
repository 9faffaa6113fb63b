using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>Finds messages without a trace context for the light brokers: MQTT, and NATS before its second client, which carries it by itself.</summary>
internal static class LostNotice
{
    /// <summary>Whether messages of MQTT may have properties: version 5 of the protocol, which the client speaks since its own version 5.</summary>
    public static bool HasProperties(Compilation compilation, INamedTypeSymbol client) =>
        client.ContainingAssembly.Identity.Version.Major >= 5 && Source.Mentions("V311", compilation, CancellationToken.None).IsEmpty && Source.Mentions("V310", compilation, CancellationToken.None).IsEmpty;

    /// <summary>A message built here that gets no user property.</summary>
    public static LostMessage? OfMqtt(IInvocationOperation call, IOperation scope, KnownTypes types)
    {
        if (call.TargetMethod.ContainingAssembly?.Name != types.Mqtt?.ContainingAssembly.Name)
            return null;
        if (call.TargetMethod.Name == "PublishStringAsync")
            return call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "topic") is { } topic && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "payload") is { } payload && LostPayload.IsSerialized(payload.Value, scope)
                ? new LostMessage(LostMessage.Text(topic.Value), 0, null)
                : null;

        var message = call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).FirstOrDefault(value => value.Type?.Name == "MqttApplicationMessage");
        var made = message is ILocalReferenceOperation { Local: var local } ? HeaderTrail.Declared(local, scope) : message;
        return made is IInvocationOperation { TargetMethod.Name: "Build" } build ? OfBuilder(build) : null;
    }

    /// <summary>A serialized object that is published without headers.</summary>
    public static LostMessage? OfNats(IInvocationOperation call, IOperation scope, KnownTypes types)
    {
        if (!LostMessage.Is(call.TargetMethod.ContainingType, types.NatsConnection) || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "subject") is not { } subject)
            return null;

        var data = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type is IArrayTypeSymbol)?.Value;
        var isBare = !call.Arguments.Any(argument => argument.Parameter?.Type.Name == "MsgHeader");
        return isBare && data is not null && LostPayload.IsSerialized(data, scope) ? new LostMessage(LostMessage.Text(subject.Value), 0, null) : null;
    }

    // The chain from "new MqttApplicationMessageBuilder()" to its end.
    private static LostMessage? OfBuilder(IInvocationOperation build)
    {
        var topic = "";
        for (var step = build.Instance; step is not null; step = (Operations.Unwrap(step) as IInvocationOperation)?.Instance)
        {
            switch (Operations.Unwrap(step))
            {
                case IObjectCreationOperation { Type.Name: "MqttApplicationMessageBuilder" }:
                    return new LostMessage(topic, 0, build.Syntax);
                case IInvocationOperation { TargetMethod.Name: "WithUserProperty" }:
                    return null;
                case IInvocationOperation { TargetMethod.Name: "WithTopic", Arguments.Length: 1 } named:
                    topic = LostMessage.Text(named.Arguments[0].Value);
                    break;
            }
        }

        return null;
    }
}
