using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>A call in the code that runs for one item, and how it is named with its way to the network.</summary>
internal sealed record StartedCall(SyntaxNode Syntax, string Name)
{
    private static readonly string[] Limiters = ["Semaphore", "Limiter", "Throttl", "Bulkhead", "AsyncLock"];

    /// <summary>The remote call that <paramref name="code"/> starts without waiting for its turn: a task, a lambda or a method group.</summary>
    public static StartedCall? Of(IOperation code, RemoteCalls remote)
    {
        var body = Operations.Unwrap(code);
        if (body is IMethodReferenceOperation reference)
            return Named(reference.Syntax, reference.Method, reference.Instance, reference, remote);
        if (IsLimited(body))
            return null;

        foreach (var call in CallsIn(body))
        {
            if (!IsOnItem(call) && Named(call.Syntax, call.TargetMethod, call.Instance, call, remote) is { } started)
                return started;
        }

        return null;
    }

    /// <summary>Whether something in the code lets only so many through at a time, or spreads them over time.</summary>
    public static bool IsLimited(IOperation code) =>
        code.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call =>
            IsLimiter(call.TargetMethod.ContainingType.Name)
            || IsLimiter(call.TargetMethod.Name)
            || call.TargetMethod.Name is "LockAsync" or "EnterAsync"
            || (call.TargetMethod.Name == "Delay" && !IsBetweenAttempts(call)));

    // A delay in a retry is not one that spreads the calls.
    private static bool IsBetweenAttempts(IOperation delay)
    {
        for (var around = delay.Parent; around is not null and not IAnonymousFunctionOperation; around = around.Parent)
        {
            if (around is ICatchClauseOperation or IWhileLoopOperation)
                return true;
        }

        return false;
    }

    private static bool IsLimiter(string name) => Limiters.Any(limiter => name.IndexOf(limiter, StringComparison.OrdinalIgnoreCase) >= 0);

    private static StartedCall? Named(SyntaxNode syntax, IMethodSymbol method, IOperation? instance, IOperation near, RemoteCalls remote)
    {
        if (Opens(method, remote))
            return new StartedCall(syntax, NameOf(method));

        return Body(method, instance, near) is { } body && !IsLimited(body) && CallsIn(body).FirstOrDefault(call => Opens(call.TargetMethod, remote)) is { } inner
            ? new StartedCall(syntax, $"{method.Name} → {NameOf(inner.TargetMethod)}")
            : null;
    }

    private static string NameOf(IMethodSymbol method) => $"{method.ContainingType.Name}.{method.Name}";

    // Calls that block run one after the other. Of sockets only connecting counts: a message to each open connection is how a broadcast works.
    private static bool Opens(IMethodSymbol method, RemoteCalls remote) =>
        IsStarted(method.ReturnType)
        && remote.Find(method) is { Sink: { Pipelines: false } sink }
        && (sink.Kind != RemoteKind.Socket || method.Name == "ConnectAsync");

    private static bool IsStarted(ITypeSymbol type) =>
        type.Name is "Task" or "ValueTask" || (type.ContainingNamespace is { Name: "Core", ContainingNamespace.Name: "Grpc" } && type.Name.StartsWith("Async", StringComparison.Ordinal));

    // One level, and only where no other type can change what the name means.
    private static IOperation? Body(IMethodSymbol method, IOperation? instance, IOperation near)
    {
        var own = method.MethodKind == MethodKind.LocalFunction
            || (method.IsStatic ? SymbolEqualityComparer.Default.Equals(method.ContainingType, EnclosingType(near)) : instance is IInstanceReferenceOperation);
        var fixedTarget = !method.IsAbstract && ((!method.IsVirtual && !method.IsOverride) || method.IsSealed || method.ContainingType.IsSealed);
        return own && fixedTarget && (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration
            ? Source.Operation(declaration, near.SemanticModel!)
            : null;
    }

    private static ITypeSymbol? EnclosingType(IOperation near) => near.SemanticModel?.GetEnclosingSymbol(near.Syntax.SpanStart)?.ContainingType;

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
