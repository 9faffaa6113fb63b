using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3005: a consumer takes as many messages ahead as the broker has.</summary>
internal sealed class UnlimitedPrefetchAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL3005",
        Fallacy.Bandwidth,
        DiagnosticSeverity.Info,
        title: "Consumer without a prefetch limit",
        messageFormat: "Nothing limits what the broker sends of '{0}' before the first message is acknowledged: 100,000 waiting messages of 2 KB are 200 MB here, and nothing is left for other consumers",
        description: "RabbitMQ sends a consumer every message that waits, unless the channel says how many may be unacknowledged. After an outage that is the whole backlog: memory fills up, other instances idle, and when the consumer dies all of it is sent again.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test && registration.Types is { RabbitModel: not null } or { RabbitChannel: not null })
            registration.OnCall((context, call) => Analyze(context, call, registration), "BasicConsume", "BasicConsumeAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (RabbitConsumer.Of(call, registration.Types) is not { IsAutoAck: false } consumer || consumer.IsTemporary() || IsSetSomewhere(registration.Compilation, context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), consumer.QueueText));
    }

    // Which channel gets the limit is decided where channels are made, often far from here.
    private static bool IsSetSomewhere(Compilation compilation, CancellationToken cancellation) =>
        !Source.Mentions("BasicQos", compilation, cancellation).IsEmpty || !Source.Mentions("BasicQosAsync", compilation, cancellation).IsEmpty;
}
