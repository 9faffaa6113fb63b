using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2003: a call waits for something to arrive, and neither a time limit nor a token ends the wait.</summary>
internal sealed class UnboundedWaitAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2003",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Wait on the wire without any bound",
        messageFormat: "'{0}' waits for ever when nothing comes: {1}",
        description: "Sockets, consumers and bare message invokers have no time limit of their own. A peer that vanished sends nothing, not even an error, so the wait never ends.");

    private static readonly string[] Names =
    [
        "Send", "SendAsync", "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync", "Read", "ReadAsync", "ReadByte", "ReadExactly", "ReadExactlyAsync", "ReadAtLeast", "ReadAtLeastAsync",
        "Consume", "Connect", "ConnectAsync",
    ];

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), Names);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || Receiver(call) is not { Type: { } type } receiver)
            return;

        var waits = new WireWaits(types, model, context.CancellationToken);
        var reason = type.Name switch
        {
            "IConsumer" when call.TargetMethod.Name == "Consume" => waits.OfConsumer(call, receiver),
            "NetworkStream" or "SslStream" when call.TargetMethod.Name.StartsWith("Read", StringComparison.Ordinal) => waits.OfReply(call, receiver),
            "Socket" or "UdpClient" when call.TargetMethod.Name.StartsWith("Receive", StringComparison.Ordinal) => waits.OfReply(call, receiver),
            "HttpMessageInvoker" => waits.OfInvoker(call, receiver),
            "ClientWebSocket" when call.TargetMethod.Name == "ReceiveAsync" => waits.OfWebSocket(call, receiver),
            "NamedPipeClientStream" when call.TargetMethod.Name.StartsWith("Connect", StringComparison.Ordinal) => waits.OfPipe(call, receiver),
            _ => null,
        };
        if (reason is not null)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), call.TargetMethod.Name, reason));
    }

    private static IOperation? Receiver(IInvocationOperation call)
    {
        var receiver = call.Instance?.Unwrapped();
        for (var around = call.Parent; receiver is IConditionalAccessInstanceOperation && around is not null; around = around.Parent)
        {
            if (around is IConditionalAccessOperation access)
                receiver = access.Operation.Unwrapped();
        }

        return receiver;
    }
}
