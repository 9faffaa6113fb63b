using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether the failure of a call that nobody waits for is lost, and whether somebody wants it so.</summary>
internal sealed class Losses(RemoteCalls remote, SemanticModel near, CancellationToken cancellation)
{
    // To lose one of these now and then was thought of.
    private static readonly string[] Meant =
        ["Telemetry", "Track", "Metric", "Log", "Trace", "Warm", "Prefetch", "Preload", "Heartbeat", "KeepAlive", "Ping", "Forget", "Background", "Dispose", "Finalize", "Close", "Disconnect"];

    // What helpers call the delegate that they run after each failure, and words of those who write one down.
    private static readonly string[] OfFailure = ["onFail", "onRetry", "onError", "onException"];

    private static readonly HashSet<string> Writers = new(StringComparer.OrdinalIgnoreCase) { "log", "logger", "console", "trace", "report", "notify" };

    /// <summary>The way to the network of a call whose failure nobody handles on the way, or <see langword="null"/>.</summary>
    public RemoteWay? Of(IInvocationOperation call)
    {
        if (call.TargetMethod is { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" })
            return call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<IAnonymousFunctionOperation>().FirstOrDefault() is { } work ? InWork(work) : null;

        return remote.Reach(call, cancellation) is { } way && !way.Places.Any(IsHandled) && !ComesBackAtOnce(way) ? way : null;
    }

    /// <summary>Whether the loss is meant, as of a datagram, or the call belongs to something that runs as long as the process.</summary>
    public static bool AreMeant(IInvocationOperation call, RemoteWay way, ISymbol member, KnownTypes types) =>
        way.Methods.Append(member).Append(member.ContainingType).Any(symbol => symbol is not null && Meant.Any(word => symbol.Name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0))
        || BlockingCalls.IsFireAndForget(call)
        || way.Last.ContainingType.Name == "UdpClient"
        || member.ContainingType?.AllInterfaces.Contains(types.HostedService!, SymbolEqualityComparer.Default) == true;

    private RemoteWay? InWork(IAnonymousFunctionOperation work)
    {
        foreach (var call in WaitedCalls.In(work))
        {
            if (remote.Reach(call, cancellation) is { } way)
                return IsHandled(call, work) || way.Places.Any(IsHandled) ? null : way;
        }

        return null;
    }

    // A method that only returns tasks throws before it does what its blocking call throws.
    private bool ComesBackAtOnce(RemoteWay way) =>
        way.IsInferred && !way.Methods[0].IsAsync && !TaskUse.IsTask(way.Methods[1].ReturnType) && way.Places[0] is { SourceTree: { } tree } place
        && !tree.GetRoot(cancellation).FindNode(place.SourceSpan).AncestorsAndSelf().Any(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax);

    private bool IsHandled(Location place) =>
        place.SourceTree is { } tree && tree.GetRoot(cancellation).FindNode(place.SourceSpan, getInnermostNodeForTie: true) is { } node && Source.Operation(node, near) is { } call && IsHandled(call, null);

    // A catch sees the failure; a loop is a worker of its own, which lives as long as it likes.
    private static bool IsHandled(IOperation call, IOperation? end)
    {
        for (var around = call; around is not null && around != end; around = around.Parent)
        {
            if (around is ITryOperation { Catches.IsEmpty: false } or IWhileLoopOperation || (around is IInvocationOperation helper && helper.Arguments.Any(IsToldOfFailures)))
                return true;
        }

        return false;
    }

    // Retry.Do(task, onFailure: (tries, e) => log.LogError(e, "…"))
    private static bool IsToldOfFailures(IArgumentOperation argument) =>
        OfFailure.Any(name => argument.Parameter?.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase) == true)
        && Operations.Unwrap(argument.Value) is IAnonymousFunctionOperation told
        && told.Descendants().OfType<IInvocationOperation>().Any(call => NameWords.Of(call.TargetMethod.Name).Concat(NameWords.Of(call.TargetMethod.ContainingType?.Name ?? "")).Any(Writers.Contains));
}
