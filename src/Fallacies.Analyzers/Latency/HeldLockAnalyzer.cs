using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2013: a lock is held while something crosses the network and comes back.</summary>
internal sealed class HeldLockAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2013",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Remote call while holding a lock",
        messageFormat: "'{0}' crosses the network while '{1}' is held, so all others queue behind it: at 100 ms a call no more than 10 a second get through",
        description: "Under a lock, calls run one after the other. What takes a microsecond in memory takes a hundred milliseconds on the network, and minutes when the other side is in trouble; everybody who needs the lock waits as long.");

    // Who starts, stops or connects something does it once: nobody queues for that.
    private static readonly string[] Once = ["Init", "Start", "Stop", "Connect", "Reconnect", "Open", "Close", "Dispose", "Ensure", ".ctor", ".cctor"];

    // One fetches what all who wait need: a new token, a new entry.
    private static readonly string[] ForAll = ["Refresh", "Renew", "ForceRefresh"];

    public override void Register(Registration registration)
    {
        if (registration.Kind is not (ProjectKind.Service or ProjectKind.Library))
            return;

        registration.OnOperation(OperationKind.Lock, context => Analyze(context, HeldRegion.Of((ILockOperation)context.Operation), registration.RemoteCalls));
        registration.OnCall((context, call) => Analyze(context, HeldRegion.Of(call, registration.Types, context.CancellationToken), registration.RemoteCalls), HeldRegion.Names);
    }

    private static void Analyze(OperationAnalysisContext context, HeldRegion? region, RemoteCalls remote)
    {
        if (region is null || context.Operation.SemanticModel is not { } model || IsDoneForAll(context.ContainingSymbol.Name) || JobRuns.AreKeptApart(context.Operation, context.ContainingSymbol, context.CancellationToken))
            return;

        var blocking = new BlockingCalls(remote, model, context.CancellationToken);
        foreach (var call in region.Calls)
        {
            var way = blocking.WayOf(call) ?? (region.Awaits(call) && !BlockingCalls.IsFireAndForget(call) ? remote.Reach(call, context.CancellationToken) : null);
            if (way is null || !IsShared(way.Sink) || region.IsChecked(call) || region.IsSecondLook(call) || region.TurnsAway(call))
                continue;

            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), way.Places.Insert(0, context.Operation.Syntax.GetLocation()), way, region.Name));
            return;
        }
    }

    private static bool IsDoneForAll(string member) => Once.Any(word => member.StartsWith(word, StringComparison.Ordinal)) || ForAll.Any(word => member.StartsWith(word, StringComparison.Ordinal));

    // One connection, channel or context cannot be used by two at once: there the lock is needed.
    private static bool IsShared(Sink sink) => sink.Kind is RemoteKind.Http or RemoteKind.Rpc or RemoteKind.Storage or RemoteKind.Cache or RemoteKind.Declared;
}
