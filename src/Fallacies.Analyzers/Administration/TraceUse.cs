using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Administration;

/// <summary>Whether a project traces, and which of its messages get their trace context from a library.</summary>
internal sealed class TraceUse(Compilation compilation)
{
    // The beginning of an assembly's name, and the message client it instruments; "" stands for all of them.
    private static readonly (string Assembly, string Client)[] Instruments =
    [
        ("OpenTelemetry.Instrumentation.ConfluentKafka", MessageClients.Kafka),
        ("Confluent.Kafka.Extensions.", MessageClients.Kafka),
        ("Confluent.Kafka.OpenTelemetry", MessageClients.Kafka),
        ("Aspire.Confluent.Kafka", MessageClients.Kafka),
        ("KafkaFlow", MessageClients.Kafka),
        ("MassTransit.KafkaIntegration", MessageClients.Kafka),
        ("DotNetCore.CAP.Kafka", MessageClients.Kafka),
        ("Wolverine.Kafka", MessageClients.Kafka),
        ("OpenTelemetry.Instrumentation.RabbitMQ", MessageClients.RabbitMq),
        ("RabbitMQ.Client.OpenTelemetry", MessageClients.RabbitMq),
        ("MassTransit.RabbitMqTransport", MessageClients.RabbitMq),
        ("DotNetCore.CAP.RabbitMQ", MessageClients.RabbitMq),
        ("NServiceBus.Transport.RabbitMQ", MessageClients.RabbitMq),
        ("Wolverine.RabbitMQ", MessageClients.RabbitMq),
        ("EasyNetQ", MessageClients.RabbitMq),
        ("DotNetCore.CAP.RedisStreams", MessageClients.Redis),
        ("OpenTelemetry.Instrumentation.AWS", MessageClients.Sqs),
        ("OpenTelemetry.Contrib.Instrumentation.AWS", MessageClients.Sqs),
        ("AWSXRayRecorder", MessageClients.Sqs),
        ("AWS.Messaging", MessageClients.Sqs),
        ("MassTransit.AmazonSqsTransport", MessageClients.Sqs),
        ("Datadog.Trace", ""),
        ("NewRelic.", ""),
        ("Elastic.Apm", ""),
        ("Dynatrace.", ""),
        ("SkyAPM.", ""),
        ("OpenTelemetry.AutoInstrumentation", ""),
    ];

    // They read the traces of the runtime.
    private static readonly string[] Readers = ["Microsoft.ApplicationInsights", "Sentry"];

    private readonly Lazy<bool> _areRecorded = new(() =>
        ReferenceNames.Of(compilation).ContainFamily("OpenTelemetry") || ReferenceNames.Of(compilation).BeginWithAny(Readers) || !Source.Mentions("ActivityListener", compilation, CancellationToken.None).IsEmpty);

    private readonly Lazy<bool> _isUsed = new(() => ReferenceNames.Of(compilation).ContainFamily("OpenTelemetry") || NamesActivitySource(compilation));

    /// <summary>Whether this project has traces that could be lost: it references OpenTelemetry or names an <c>ActivitySource</c>.</summary>
    public bool IsUsed => _isUsed.Value;

    /// <summary>The same, or an agent or another product that reads the runtime's traces is referenced.</summary>
    public bool MayBeUsed => IsUsed || IsInstrumented("") || ReferenceNames.Of(compilation).BeginWithAny(Readers);

    /// <summary>Whether somebody in sight listens to the activities: without that, only an agent from outside does.</summary>
    public bool AreRecorded => _areRecorded.Value;

    /// <summary>Whether a referenced library, or a decorator in this compilation, puts the context into this client's messages.</summary>
    public bool IsInstrumented(string client) =>
        ReferenceNames.Of(compilation).BeginWithAny(Instruments.Where(instrument => instrument.Client == "" || instrument.Client == client).Select(instrument => instrument.Assembly));

    /// <summary>Whether a type of this compilation stands between the caller and the client.</summary>
    public bool IsDecorated(INamedTypeSymbol client) => compilation.GetSymbolsWithName(static _ => true, SymbolFilter.Type)
        .OfType<INamedTypeSymbol>()
        .Any(type => type.Interfaces.Any(implemented => SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, client)));

    private static bool NamesActivitySource(Compilation compilation) =>
        !compilation.ContainsSymbolsWithName("ActivitySource", SymbolFilter.Type) && Source.Mentions("ActivitySource", compilation, CancellationToken.None).Any(mention => mention is IdentifierNameSyntax);
}
