using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2008: a loop reads from another process once for each item, one after the other.</summary>
internal sealed class RemoteCallPerItemAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2008",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "One remote call per item",
        messageFormat: "'{0}'{1} crosses the network once for each item of '{2}', one after the other: at 20 ms a call, 100 items take 2 s{3}",
        description: "A loop that asks another process about one item at a time pays the way there and back for each. Ask for many with one call where the other side offers it, or for a few at once.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnOperation(OperationKind.Loop, context => Analyze(context, registration.RemoteCalls));
    }

    private static void Analyze(OperationAnalysisContext context, RemoteCalls remote)
    {
        if (ItemLoop.Of((ILoopOperation)context.Operation) is not { } loop)
            return;

        var cancellation = context.CancellationToken;
        var reads = loop.Waits.Where(wait => RemoteRead.Awaited(wait) is { } call && loop.IsPerItem(call) && !loop.IsForMissing(wait)).Select(wait => RemoteRead.Of(wait, remote, cancellation));
        if (reads.FirstOrDefault(read => read is not null) is not { } found || !loop.IsUnbounded() || loop.Writes(remote, cancellation) || UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, cancellation))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            found.Call.Syntax.GetLocation(),
            found.Way.Places,
            found.Name,
            found.Through,
            ShortText.Of(loop.Collection.Syntax),
            found.Way.Sink.BatchOf(found.Way.Last) is { } batch ? $"; '{batch}' asks for all of them at once" : ""));
    }
}
