using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>A call in the code that runs for one item, and its way to the network.</summary>
internal sealed record StartedCall(SyntaxNode Syntax, RemoteWay Way)
{
    /// <summary>The remote call that <paramref name="code"/> starts without waiting for its turn: a task, a lambda or a method group.</summary>
    public static StartedCall? Of(IOperation code, RemoteCalls remote, CancellationToken cancellation)
    {
        var body = Operations.Unwrap(code);
        if (body is IMethodReferenceOperation reference)
            return Named(reference.Syntax, reference.Method, reference, remote, cancellation);
        if (Throttling.IsIn(body))
            return null;

        foreach (var call in CallsIn(body))
        {
            if (!IsOnItem(call) && Named(call.Syntax, call.TargetMethod, call, remote, cancellation) is { } started)
                return started;
        }

        return null;
    }

    // A call that was started runs beside the others; one that blocks on its way runs after them.
    private static StartedCall? Named(SyntaxNode syntax, IMethodSymbol method, IOperation near, RemoteCalls remote, CancellationToken cancellation)
    {
        if (!IsStarted(method.ReturnType) || near.SemanticModel is not { } model)
            return null;

        var way = near is IInvocationOperation call ? remote.Reach(call, cancellation) : remote.Reach(method, model, cancellation);
        return way is not null && Opens(way) && way.Places.All(place => RunsBeside(place, model, cancellation)) ? new StartedCall(syntax, way) : null;
    }

    // Of sockets only connecting counts: a message to each open connection is how a broadcast works.
    private static bool Opens(RemoteWay way) =>
        !way.Sink.Pipelines && way.Methods.All(step => IsStarted(step.ReturnType)) && (way.Sink.Kind != RemoteKind.Socket || way.Last.Name == "ConnectAsync");

    private static bool RunsBeside(Location place, SemanticModel near, CancellationToken cancellation) =>
        place.SourceTree?.GetRoot(cancellation).FindNode(place.SourceSpan, getInnermostNodeForTie: true) is { } node
        && Source.Operation(node, near) is { } operation
        && !IsBlocked(operation)
        && !Throttling.IsIn(Operations.Root(operation));

    private static bool IsBlocked(IOperation call) => call.Parent switch
    {
        IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation => IsBlocked(call.Parent),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" } outer => IsBlocked(outer),
        IInvocationOperation { TargetMethod.Name: "GetAwaiter" or "Wait" } => true,
        IPropertyReferenceOperation { Property.Name: "Result" } => true,
        _ => false,
    };

    private static bool IsStarted(ITypeSymbol type) =>
        type.Name is "Task" or "ValueTask" || (type.ContainingNamespace is { Name: "Core", ContainingNamespace.Name: "Grpc" } && type.Name.StartsWith("Async", StringComparison.Ordinal));

    // A lambda given to somebody else runs when and how often they like; Task.Run runs it at once.
    private static IEnumerable<IInvocationOperation> CallsIn(IOperation body)
    {
        var open = new Stack<IOperation>();
        open.Push(body);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            if (operation is IInvocationOperation call)
                yield return call;
            foreach (var child in operation.ChildOperations.Reverse())
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation) || IsRunAtOnce(child))
                    open.Push(child);
            }
        }
    }

    private static bool IsRunAtOnce(IOperation lambda)
    {
        var around = lambda.Parent;
        while (around is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
            around = around.Parent;
        return around is IInvocationOperation { TargetMethod: { Name: "Run", ContainingType.Name: "Task" } };
    }

    // "clients.Select(client => client.GetAsync(path))": the items are the clients, and their number is known to whoever made them.
    private static bool IsOnItem(IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        while (receiver is IMemberReferenceOperation { Instance: { } instance })
            receiver = instance;

        for (var around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IForEachLoopOperation loop && receiver is ILocalReferenceOperation local && loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default))
                return true;
            if (around is IAnonymousFunctionOperation lambda)
                return receiver is IParameterReferenceOperation parameter && lambda.Symbol.Parameters.Contains(parameter.Parameter, SymbolEqualityComparer.Default);
        }

        return false;
    }
}
