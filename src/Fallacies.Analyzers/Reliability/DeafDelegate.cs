using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A delegate that runs under a pipeline and does not listen to the pipeline's token.</summary>
/// <param name="Given">The lambda, or the method that is named.</param>
/// <param name="Token">The parameter that is or holds the token; <see langword="null"/> where the delegate gets none.</param>
/// <param name="Calls">The calls that the delegate waits for and that nobody tells when the time is up.</param>
internal sealed record DeafDelegate(IOperation Given, IParameterSymbol? Token, IReadOnlyList<IInvocationOperation> Calls)
{
    private static readonly HashSet<string> OtherPartsOfContext = ["Properties", "OperationKey", "ContinueOnCapturedContext"];

    public static DeafDelegate? Of(IInvocationOperation execution, RemoteCalls remote, CancellationToken cancellation)
    {
        if (execution.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate) is not { } argument || execution.SemanticModel is not { } model)
            return null;

        var given = Operations.Unwrap(argument.Value);
        if (given is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only)
            given = Operations.Unwrap(only);
        var (method, body) = given switch
        {
            IAnonymousFunctionOperation lambda => (lambda.Symbol, lambda.Body),
            IMethodReferenceOperation group when Source.Holds(model.Compilation, group.Method) => (group.Method.OriginalDefinition, Source.Body(group.Method, model)),
            _ => ((IMethodSymbol?)null, (IOperation?)null),
        };
        if (method is null || body is null)
            return null;

        var token = method.Parameters.LastOrDefault(parameter => parameter.Type.Name is "CancellationToken" or "ResilienceContext");
        if (body.Descendants().Any(operation => Hears(operation, token) || HasOwnLimit(operation)))
            return null;

        var calls = body.InThisFunction().OfType<IInvocationOperation>().Where(call => IsDeaf(call, token is null, remote, cancellation)).ToList();
        return calls.Count > 0 ? new DeafDelegate(given, token, calls) : null;
    }

    // The context outside the delegate is the same object, and holds the pipeline's token while it runs.
    private static bool Hears(IOperation operation, IParameterSymbol? token) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "CancellationToken", ContainingType.Name: "ResilienceContext" } } => true,
        IParameterReferenceOperation reference => SymbolEqualityComparer.Default.Equals(reference.Parameter, token)
            && !(reference.Parent is IPropertyReferenceOperation { Property: { ContainingType.Name: "ResilienceContext", Name: var name } } && OtherPartsOfContext.Contains(name)),
        _ => false,
    };

    private static bool HasOwnLimit(IOperation operation) => operation switch
    {
        IObjectCreationOperation { Type.Name: "CancellationTokenSource", Arguments.Length: > 0 } => true,
        IInvocationOperation { TargetMethod: { Name: "CancelAfter" or "CreateLinkedTokenSource", ContainingType.Name: "CancellationTokenSource" } } => true,
        IInvocationOperation { TargetMethod: { Name: "WaitAsync" or "WhenAny", ContainingType.Name: "Task" } } => true,
        _ => false,
    };

    private static bool IsDeaf(IInvocationOperation call, bool withoutToken, RemoteCalls remote, CancellationToken cancellation)
    {
        if (!IsWaitedFor(call) || MeantToFinish.Is(call))
            return false;
        if (TokenValues.Passed(call) is { } passed)
            return !TokenValues.IsNone(passed.Value);

        return TokenArgument.IsMissing(call)
            || remote.Reach(call, cancellation) is not null
            || (withoutToken && call.TargetMethod.MethodKind == MethodKind.DelegateInvoke);
    }

    private static bool IsWaitedFor(IInvocationOperation call)
    {
        if (!TaskUse.IsTask(call.TargetMethod.ReturnType))
            return false;
        if (TaskUse.Of(call) == TaskFate.Awaited)
            return true;

        IOperation value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation || (value.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" } outer && outer.Instance == value))
            value = value.Parent;
        return value.Parent is IReturnOperation || (value.Parent is IObjectCreationOperation or IArgumentOperation { Parent: IObjectCreationOperation } && Operations.Outermost(value).Parent is not null && IsValueTask(value.Parent));
    }

    // "() => new ValueTask(client.SendAsync(…))"
    private static bool IsValueTask(IOperation parent) => (parent as IObjectCreationOperation ?? parent.Parent) is { Type.Name: "ValueTask", Parent: IReturnOperation or IConversionOperation { Parent: IReturnOperation } };
}
