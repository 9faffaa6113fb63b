using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A delegate that only starts its work, given to a call that is done when the delegate returns.</summary>
/// <param name="Argument">The argument that hands it over.</param>
/// <param name="Given">The lambda, method or variable.</param>
internal sealed record AsyncDelegate(IArgumentOperation Argument, IOperation Given)
{
    private static readonly HashSet<string> Blocks = ["Wait", "WaitAll", "GetResult"];

    public static AsyncDelegate? Of(IInvocationOperation execution)
    {
        if (execution.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.TypeKind == TypeKind.Delegate) is not { } argument
            || argument.Parameter?.Type is not INamedTypeSymbol { DelegateInvokeMethod: { } signature })
            return null;

        var given = Operations.Unwrap(argument.Value);
        var lambda = given as IAnonymousFunctionOperation;
        var isAsync = IsTask(signature.ReturnType) || (signature.ReturnsVoid && lambda is { Symbol.IsAsync: true });
        return isAsync && !(lambda is { Symbol.IsAsync: false } && IsDoneOnReturn(lambda.Body)) ? new AsyncDelegate(argument, given) : null;
    }

    /// <summary>Whether a type is a task, and not only named like one.</summary>
    public static bool IsTask(ITypeSymbol? type) => type is { Name: "Task" or "ValueTask", ContainingNamespace: { Name: "Tasks", ContainingNamespace.Name: "Threading" } };

    // "() => { Store(x); return Task.CompletedTask; }" and a body that blocks until its task has ended.
    private static bool IsDoneOnReturn(IBlockOperation body) =>
        body.InThisFunction().OfType<IInvocationOperation>().Any(call => Blocks.Contains(call.TargetMethod.Name))
        || Returns.Of(body) is { Count: > 0 } values && values.All(value => Operations.Unwrap(value) switch
        {
            IPropertyReferenceOperation { Property.Name: "CompletedTask" } => true,
            IInvocationOperation { TargetMethod: { Name: "FromResult" or "FromException" or "FromCanceled", ContainingType.Name: "Task" or "ValueTask" } } => true,
            IObjectCreationOperation { Arguments: { Length: 1 } arguments } => !IsTask(arguments[0].Value.Type),
            IDefaultValueOperation or ILiteralOperation => true,
            _ => false,
        });
}
