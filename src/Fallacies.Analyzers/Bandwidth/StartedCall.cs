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
            return Named(reference.Syntax, reference.Method, reference, remote, cancellation) is { } named && !(Asked(named, reference, cancellation)?.Ordinal == 0) ? named : null;
        if (Throttling.IsIn(body))
            return null;

        foreach (var call in CallsIn(body))
        {
            if (!IsOnItem(call) && !IsHeldBack(call) && Named(call.Syntax, call.TargetMethod, call, remote, cancellation) is { } started && !IsHandedItem(call, started, cancellation) && !SharedContext.IsAsked(call, started.Way, cancellation))
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
        && !IsHeldBack(operation)
        && !Throttling.IsIn(Operations.Root(operation));

    // "Client().Request(path).GetAsync()", where the method that hands out the client lets its calls wait.
    private static bool IsHeldBack(IOperation call)
    {
        for (var maker = call as IInvocationOperation; maker is not null; maker = Operations.Unwrap(Target(maker) ?? maker) is IInvocationOperation next && next != maker ? next : null)
        {
            if (maker != call && maker.SemanticModel is { } model && Source.Holds(model.Compilation, maker.TargetMethod) && Source.Body(maker.TargetMethod, model) is { } body && Throttling.IsIn(body))
                return true;
        }

        return false;
    }

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
    private static bool IsOnItem(IInvocationOperation call) => IsItem(Target(call), call);

    // "clients.Select(client => RefreshAsync(client))", where the method calls "client.GetAsync(path)".
    private static bool IsHandedItem(IInvocationOperation call, StartedCall started, CancellationToken cancellation) =>
        Asked(started, call, cancellation) is { } parameter && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } given && IsItem(Operations.Unwrap(given.Value), call);

    // The parameter of the started method on which it makes its call.
    private static IParameterSymbol? Asked(StartedCall started, IOperation near, CancellationToken cancellation) =>
        started.Way.Places.FirstOrDefault() is { SourceTree: { } file } place && near.SemanticModel is { } model
        && Source.Operation(file.GetRoot(cancellation).FindNode(place.SourceSpan, getInnermostNodeForTie: true), model) is IInvocationOperation inner
        && Target(inner) is IParameterReferenceOperation { Parameter: var parameter } && !IsRequest(parameter.Type) && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, started.Way.Methods[0].OriginalDefinition)
            ? parameter
            : null;

    private static IOperation? Target(IInvocationOperation call)
    {
        var receiver = Operations.CalledOn(call);
        while (receiver is IMemberReferenceOperation { Instance: { } instance })
            receiver = instance;
        return receiver;
    }

    // A text or address with extensions of its own is no client, and neither is a request that sends itself.
    private static bool IsRequest(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_String } or { Name: "Uri" or "Url" or "IFlurlRequest" or "FlurlRequest" };

    private static bool IsItem(IOperation? receiver, IOperation call)
    {
        if (IsRequest(receiver?.Type))
            return false;

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
