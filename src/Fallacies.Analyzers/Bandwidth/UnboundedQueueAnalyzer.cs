using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3006: requests or messages fill a queue without a bound whose reader waits for another process.</summary>
internal sealed class UnboundedQueueAnalyzer() : FallacyAnalyzer(Descriptor)
{
    /// <summary>The property of a finding whose writers all wait for room, so that a bound loses nothing.</summary>
    internal const string WritersWait = nameof(WritersWait);

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL3006",
        Fallacy.Bandwidth,
        DiagnosticSeverity.Info,
        title: "Unbounded queue in front of a remote consumer",
        messageFormat: "'{0}' has no bound: '{1}' fills it for each request while its reader waits for '{2}', so when that slows down, 100 requests a second leave 360,000 items in memory after an hour",
        description: "A queue hides that its reader is slower than its writers until memory is full; then everything in it is lost at once. A bound makes the writers wait, or refuse, while there is still time.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is not (ProjectKind.Service or ProjectKind.Library))
            return;

        registration.OnCall((context, call) => AnalyzeChannel(context, call, registration.RemoteCalls), "CreateUnbounded");
        registration.OnCreation((context, creation) => AnalyzeCollection(context, creation, registration.RemoteCalls), "BlockingCollection", "ConcurrentQueue");
    }

    private static void AnalyzeChannel(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls remote)
    {
        if (call.TargetMethod.ContainingType is { Name: "Channel", ContainingNamespace: { Name: "Channels", ContainingNamespace.Name: "Threading" } })
            Analyze(context, call, remote);
    }

    private static void AnalyzeCollection(OperationAnalysisContext context, IObjectCreationOperation creation, RemoteCalls remote)
    {
        if (creation is { Arguments.IsEmpty: true, Type.ContainingNamespace: { Name: "Concurrent", ContainingNamespace.Name: "Collections" } })
            Analyze(context, creation, remote);
    }

    private static void Analyze(OperationAnalysisContext context, IOperation queue, RemoteCalls remote)
    {
        if (queue.SemanticModel is not { } model)
            return;

        var flow = new QueueFlow(model, context.CancellationToken).From(queue);
        if (flow.IsWatched || flow.Writers.Count == 0 || flow.Readers.Count == 0)
            return;

        // Readers first: they are few and near, and whether a request writes is asked of all callers.
        if (new QueueReaders(model, remote, context.CancellationToken).WaitsFor(flow.Readers) is not { } wait || flow.Writers.FirstOrDefault(new Endpoints(model, context.CancellationToken).Run) is not { } writer)
            return;

        var waits = flow.Writers.All(write => write.TargetMethod.Name == "WriteAsync" && write.Parent is IAwaitOperation or IReturnOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" });
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            queue.Syntax.GetLocation(),
            additionalLocations: [writer.Syntax.GetLocation(), wait.Call.Syntax.GetLocation()],
            properties: waits ? ImmutableDictionary<string, string?>.Empty.Add(WritersWait, "true") : null,
            flow.Name,
            writer.TargetMethod.Name,
            wait.Way));
    }
}
