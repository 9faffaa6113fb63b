using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>FAL6001: a message is built by hand, and the trace of its sender does not travel with it.</summary>
internal sealed class LostTraceContextAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL6001",
        Fallacy.Administration,
        DiagnosticSeverity.Warning,
        title: "Trace context not carried by a hand-built message",
        messageFormat: "'{0}' {1}",
        description: "HTTP and gRPC clients carry the trace context by themselves; Kafka, Redis, SQS, SNS, MQTT and RabbitMQ before version 7 do not. A message without 'traceparent' ends the trace of its sender, and the work of its receiver belongs to no request.");

    // What begins a span, in the words of the runtime and of OpenTelemetry.
    private static readonly string[] SpanWords = ["StartActivity", "new Activity(", "Activity.Current", "StartActiveSpan", "StartSpan", "StartRootSpan"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var types = registration.Types;
        var traces = new TraceUse(registration.Compilation);
        var strong = registration.Kind == ProjectKind.Service ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;

        if (types.KafkaProducer is { } kafka)
            registration.OnCall(Sender(MessageClients.Kafka, LostMessage.OfKafka, kafka, strong), "Produce", "ProduceAsync");
        if (types.RabbitModel is { } rabbit)
            registration.OnCall(Sender(MessageClients.RabbitMq, LostMessage.OfRabbitMq, rabbit, strong), "BasicPublish");
        if (types.RedisDatabase is { } redis)
            registration.OnCall(Sender(MessageClients.Redis, LostPayload.OfRedis, redis, DiagnosticSeverity.Info), LostPayload.RedisMembers);
        if (types.Sqs is { } sqs)
            registration.OnCall(Sender(MessageClients.Sqs, LostPayload.OfSqs, sqs, DiagnosticSeverity.Info), "SendMessageAsync", "SendMessageBatchAsync");
        if (types.Sns is { } sns)
            registration.OnCall(Sender(MessageClients.Sqs, LostPayload.OfSns, sns, DiagnosticSeverity.Info), "PublishAsync", "PublishBatchAsync");
        if (types.Mqtt is { } mqtt && LostNotice.HasProperties(registration.Compilation, mqtt))
            registration.OnCall(Sender(MessageClients.Mqtt, LostNotice.OfMqtt, mqtt, DiagnosticSeverity.Info), "PublishAsync", "PublishStringAsync");
        if (types.NatsConnection is { } nats)
            registration.OnCall(Sender(MessageClients.Nats, LostNotice.OfNats, nats, DiagnosticSeverity.Info), "Publish");
        OrphanConsumer.Register(registration, traces, Descriptor);

        Action<OperationAnalysisContext, IInvocationOperation> Sender(
            string client, Func<IInvocationOperation, IOperation, KnownTypes, LostMessage?> find, INamedTypeSymbol type, DiagnosticSeverity severity) => (context, call) =>
        {
            var scope = MemberScope.Of(call);
            if (find(call, scope, types) is { } lost && !IsBackground(context, call, lost) && !TraceWords.In(scope) && traces.IsUsed && !traces.IsInstrumented(client) && !traces.IsDecorated(type) && !IsUntraced(context, call))
                Report(context, call, client, lost, severity == DiagnosticSeverity.Warning && !traces.AreRecorded ? DiagnosticSeverity.Info : severity);
        };
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, string client, LostMessage lost, DiagnosticSeverity severity)
    {
        var place = client == MessageClients.Redis ? "fields" : "headers";
        var text = $"sends to '{lost.Target}' with {(lost.Headers == 1 ? "1 " + place.TrimEnd('s') : lost.Headers + " " + place)} and no 'traceparent', so the trace ends here and the receiver starts another";
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            Operations.NameOf(call).GetLocation(),
            severity,
            lost.Built is { } built ? [built.GetLocation()] : [],
            ImmutableDictionary<string, string?>.Empty.Add(MessageClients.Property, client),
            call.TargetMethod.Name,
            text));
    }

    // Nobody asks what the host alone runs, so without a span of its own no trace goes on in it.
    private static bool IsUntraced(OperationAnalysisContext context, IInvocationOperation call) =>
        call.SemanticModel is { } model && new HostedRounds(model, context.CancellationToken).AreAlone(call) && !SpanWords.Any(word => HostedRounds.Says(context.ContainingSymbol.ContainingType, word, context.CancellationToken));

    private static bool IsBackground(OperationAnalysisContext context, IInvocationOperation call, LostMessage lost) =>
        BackgroundNames.Has(lost.Target)
        || BackgroundNames.Has(context.ContainingSymbol.ContainingType?.Name ?? "")
        || BackgroundNames.Has(context.ContainingSymbol.Name)
        || call.TargetMethod.ContainingType.TypeArguments.Any(type => BackgroundNames.Has(type.Name));
}
