using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Knows which calls hold their thread until something has crossed the network and come back.</summary>
internal sealed class BlockingCalls(RemoteCalls remote, SemanticModel near, CancellationToken cancellation)
{
    /// <summary>The way that a thread is held for at a call, or <see langword="null"/> where it is not sure to be held.</summary>
    public RemoteWay? WayOf(IInvocationOperation call)
    {
        if (TaskUse.IsTask(call.TargetMethod.ReturnType))
            return TaskUse.Of(call) == TaskFate.Blocked ? remote.Reach(call, cancellation) : null;

        return !IsFireAndForget(call) && remote.Reach(call, cancellation) is { } way && Waits(way.Last) && IsHeld(way) && !IsForgottenAtEnd(way) ? way : null;
    }

    /// <summary>Whether Redis is told not to answer.</summary>
    public static bool IsFireAndForget(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Value.DescendantsAndSelf().Any(part => part is IFieldReferenceOperation { Field: { Name: "FireAndForget", ContainingType.Name: "CommandFlags" } }));

    private bool IsForgottenAtEnd(RemoteWay way) => !way.Places.IsEmpty && CallAt(way.Places[way.Places.Length - 1]) is { } last && IsFireAndForget(last);

    // Where the way comes to a task, the method that called it must wait for it.
    private bool IsHeld(RemoteWay way)
    {
        for (var step = 0; step < way.Places.Length; step++)
        {
            if (way.Methods[step].IsAsync)
                return false;
            if (TaskUse.IsTask(way.Methods[step + 1].ReturnType))
                return CallAt(way.Places[step]) is { } call && TaskUse.Of(call) == TaskFate.Blocked;
        }

        return true;
    }

    private IInvocationOperation? CallAt(Location place) =>
        place.SourceTree is { } tree && tree.GetRoot(cancellation).FindNode(place.SourceSpan, getInnermostNodeForTie: true) is { } node
            ? Source.Operation(node, near) as IInvocationOperation
            : null;

    // What only fills a buffer comes back at once.
    private static bool Waits(IMethodSymbol method) =>
        !(method.ReturnsVoid && method.Name is "Produce" or "BasicPublish" or "Write")
        && !(method.ContainingType?.Name is "Socket" or "UdpClient" && method.Name.StartsWith("Send", StringComparison.Ordinal));
}
