using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The remote write of a try whose failure leaves no trace.</summary>
internal static class SwallowedWrite
{
    /// <summary>The first write, where everything that the try sends is one and nothing around can tell that it failed.</summary>
    public static RemoteWay? Of(ITryOperation attempt, RemoteCalls remote, CancellationToken cancellation)
    {
        // Cheap: code that goes on elsewhere, or notes that it has come this far, does tell.
        if (attempt.Body.InThisFunction().Any(part => part is IReturnOperation or IBranchOperation or IThrowOperation) || WritesOutside(attempt.Body))
            return null;

        RemoteWay? first = null;
        foreach (var call in attempt.Body.InThisFunction().OfType<IInvocationOperation>())
        {
            if (remote.Reach(call, cancellation) is not { } way)
                continue;
            if (!IsWrite(way, call))
                return null;
            first ??= way;
        }

        return first;
    }

    private static bool IsWrite(RemoteWay way, IInvocationOperation call)
    {
        if (way.Sink.Kind is RemoteKind.Cache or RemoteKind.Socket || TaskUse.Of(call) is TaskFate.Kept or TaskFate.Discarded)
            return false;
        return way.Idempotency switch
        {
            Idempotency.Unsafe => true,
            Idempotency.Unknown => way.Sink.Kind switch
            {
                RemoteKind.Http => NamesWriteVerb(call),
                RemoteKind.Rpc => IsStatement(call) && !IsQuestion(way.Last.Name) && !IsQuestion(call.TargetMethod.Name),
                _ => false,
            },
            _ => false,
        };
    }

    // A call whose answer nobody takes does not ask.
    private static bool IsStatement(IInvocationOperation call) => Operations.Outermost(call).Parent is IExpressionStatementOperation;

    private static bool IsQuestion(string name) => NameWords.Of(name) is { Count: > 0 } words && words[0] is "Get" or "Find" or "Read" or "Load" or "Query" or "List" or "Fetch" or "Check" or "Is" or "Has";

    // The request may have been made before the try.
    private static bool NamesWriteVerb(IInvocationOperation call) =>
        Operations.Root(call).Descendants().OfType<IPropertyReferenceOperation>().Any(verb => verb.Property is { Name: "Post" or "Patch", ContainingType.Name: "HttpMethod" });

    private static bool WritesOutside(IOperation body) =>
        body.InThisFunction().Any(part => part is IAssignmentOperation { Target: var target } && target is not IDiscardOperation && !IsInside(Source.Variable(target), body) || part is IIncrementOrDecrementOperation);

    private static bool IsInside(ISymbol? variable, IOperation body) =>
        variable is null || variable is ILocalSymbol && variable.DeclaringSyntaxReferences.Any(reference => body.Syntax.Span.Contains(reference.Span)) || variable is IPropertySymbol { ContainingType.Name: "HttpRequestMessage" };
}
