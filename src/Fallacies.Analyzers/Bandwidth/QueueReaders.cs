using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Looks at the loops that read a queue.</summary>
internal sealed class QueueReaders(SemanticModel near, RemoteCalls remote, CancellationToken cancellation)
{
    // A method that reads one item, or hands the items on, and the one that calls it.
    private const int Depth = 2;

    /// <summary>The remote call that a loop over the items makes for each, if some loop does.</summary>
    public (IInvocationOperation Call, RemoteWay Way)? WaitsFor(IEnumerable<IInvocationOperation> readers) => WaitsFor(readers, Depth);

    private (IInvocationOperation Call, RemoteWay Way)? WaitsFor(IEnumerable<IInvocationOperation> readers, int depth)
    {
        foreach (var reader in readers)
        {
            if (Loop(reader) is { } loop)
            {
                if (RemoteIn(loop, reader) is { } found)
                    return found;
            }
            else if (depth > 0 && Method(reader) is { } method && Callers.Of(method, near, cancellation) is { } callers && WaitsFor(callers, depth - 1) is { } further)
            {
                return further;
            }
        }

        return null;
    }

    private static ILoopOperation? Loop(IOperation reader)
    {
        ILoopOperation? outermost = null;
        for (var around = reader.Parent; around is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; around = around.Parent)
            outermost = around as ILoopOperation ?? outermost;
        return outermost;
    }

    private (IInvocationOperation Call, RemoteWay Way)? RemoteIn(ILoopOperation loop, IInvocationOperation reader)
    {
        foreach (var call in WaitedCalls.In(loop))
        {
            if (call != reader && remote.Reach(call, cancellation) is { } way && way.Sink.Kind is not RemoteKind.Socket)
                return (call, way);
        }

        return null;
    }

    private IMethodSymbol? Method(IOperation reader) => reader.SemanticModel?.GetEnclosingSymbol(reader.Syntax.SpanStart, cancellation) as IMethodSymbol is { MethodKind: MethodKind.Ordinary } method ? method : null;
}
