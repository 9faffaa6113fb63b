using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What runs a callback and does not wait for it.</summary>
internal enum CallbackKind
{
    /// <summary><c>List.ForEach</c>, <c>Array.ForEach</c>, <c>Parallel.For</c> and their like: over when each item has begun.</summary>
    Loop,

    /// <summary>A timer, a registration with a token, or the thread pool.</summary>
    Event,

    /// <summary>What a policy of Polly 7 calls between two tries.</summary>
    Policy,

    /// <summary><c>Task.Factory.StartNew</c>, whose task is done when the inner one has begun.</summary>
    Started,
}

/// <summary>Finds callbacks whose result nobody takes.</summary>
internal static class VoidCallbacks
{
    /// <summary>The methods that take them.</summary>
    public static readonly string[] Takers =
    [
        "ForEach", "ForAll", "For", "Invoke", "Register", "UnsafeRegister", "StartNew", "QueueUserWorkItem", "UnsafeQueueUserWorkItem",
        "Retry", "RetryAsync", "RetryForever", "RetryForeverAsync", "WaitAndRetry", "WaitAndRetryAsync", "WaitAndRetryForever", "WaitAndRetryForeverAsync",
        "CircuitBreaker", "CircuitBreakerAsync", "AdvancedCircuitBreaker", "AdvancedCircuitBreakerAsync", "Fallback",
    ];

    /// <summary>What a call or creation does with its callbacks; <see langword="null"/> where it only has a name like it.</summary>
    public static CallbackKind? KindOf(IOperation taker, KnownTypes types) => taker switch
    {
        IObjectCreationOperation { Type: { Name: "Timer", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } } } => CallbackKind.Event,
        IInvocationOperation { TargetMethod: { Name: "ForEach", ContainingType.Name: "List" or "Array" or "ImmutableList" } method } when Callers.InFramework(method) => CallbackKind.Loop,
        IInvocationOperation { TargetMethod: { Name: "For" or "ForEach" or "Invoke", ContainingType.Name: "Parallel" } method } when Callers.InFramework(method) => CallbackKind.Loop,
        IInvocationOperation { TargetMethod: { Name: "ForAll", ContainingType.Name: "ParallelEnumerable" } method } when Callers.InFramework(method) => CallbackKind.Loop,
        IInvocationOperation { TargetMethod: { Name: "Register" or "UnsafeRegister", ContainingType.Name: "CancellationToken" } } => CallbackKind.Event,
        IInvocationOperation { TargetMethod: { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } } => CallbackKind.Event,
        IInvocationOperation { TargetMethod: { Name: "StartNew", ContainingType.Name: "TaskFactory" } } call when !IsUnwrapped(call) => CallbackKind.Started,
        IInvocationOperation { TargetMethod: { IsExtensionMethod: true } method } when types.IsPolicyBuilder(method) => CallbackKind.Policy,
        _ => null,
    };

    public static IEnumerable<VoidCallback> Of(IOperation taker, CallbackKind kind, SemanticModel model)
    {
        var arguments = taker is IInvocationOperation call ? call.Arguments : ((IObjectCreationOperation)taker).Arguments;
        foreach (var (type, value) in arguments.SelectMany(Values))
        {
            if (type is not INamedTypeSymbol { DelegateInvokeMethod: { } signature } || (kind == CallbackKind.Started ? !AsyncDelegate.IsTask(signature.ReturnType) : !signature.ReturnsVoid))
                continue;

            var given = Operations.Unwrap(value) is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } kept ? Operations.Unwrap(kept) : Operations.Unwrap(value);
            if (given is IAnonymousFunctionOperation { Symbol.IsAsync: true } lambda)
                yield return new VoidCallback(given, lambda.Body);
            else if (given is IMethodReferenceOperation { Method: { IsAsync: true } method } && Source.Holds(model.Compilation, method) && Source.Body(method, model) is { } body)
                yield return new VoidCallback(given, body);
        }
    }

    /// <summary>Where a finding belongs: the name of the method, or the created type.</summary>
    public static SyntaxNode NameOf(IOperation taker) => taker is IInvocationOperation call ? Operations.NameOf(call) : (taker.Syntax as ObjectCreationExpressionSyntax)?.Type ?? taker.Syntax;

    public static string TextOf(IOperation taker) => taker switch
    {
        IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false } method } => $"{method.ContainingType.Name}.{method.Name}",
        IInvocationOperation call => call.TargetMethod.Name,
        _ => taker.Type!.Name,
    };

    // "Parallel.Invoke(a, b)" takes its callbacks as one array.
    private static IEnumerable<(ITypeSymbol? Type, IOperation Value)> Values(IArgumentOperation argument) =>
        argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer: { } items } }
            ? items.ElementValues.Select(item => ((argument.Parameter?.Type as IArrayTypeSymbol)?.ElementType, item))
            : [(argument.Parameter?.Type, argument.Value)];

    // "await await", "Unwrap()", and what nobody means to wait for.
    private static bool IsUnwrapped(IOperation task)
    {
        while (task.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" })
            task = task.Parent;
        return task.Parent switch
        {
            IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IInvocationOperation { TargetMethod.Name: "Unwrap" } => true,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Unwrap" or "Add" } } => true,
            IAwaitOperation first => Operations.IsAwaited(first) || first.Parent is IVariableInitializerOperation or IReturnOperation or IAssignmentOperation,
            IPropertyReferenceOperation { Property.Name: "Result" } => true,
            IReturnOperation when task.Parent.Parent?.Parent is IAnonymousFunctionOperation => false,
            IVariableInitializerOperation or IAssignmentOperation or IReturnOperation => task.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } } && !IsTakenForTask(task.Parent),
            _ => false,
        };
    }

    // Kept as a plain Task, the inner one cannot be reached any more.
    private static bool IsTakenForTask(IOperation keeper) => keeper switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.Type: INamedTypeSymbol { TypeArguments.Length: 0 } } } => true,
        IAssignmentOperation { Target.Type: INamedTypeSymbol { TypeArguments.Length: 0 } } => true,
        _ => false,
    };
}
