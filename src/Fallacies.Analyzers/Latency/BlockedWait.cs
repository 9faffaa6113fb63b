using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>The place where a thread is held for the task of a call.</summary>
/// <param name="Blocker">The read of <c>Result</c>, or the call of <c>Wait</c>, <c>WaitAll</c> or <c>GetResult</c>.</param>
/// <param name="Task">What is blocked on: the call with its <c>ConfigureAwait</c>, or a local that holds its task.</param>
internal sealed record BlockedWait(IOperation Blocker, IOperation Task)
{
    /// <summary>The member that blocks.</summary>
    public SyntaxNode Name => Blocker.Syntax switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        var other => other,
    };

    /// <summary>Where the task of a call is blocked on: at once, or by the first use of the local that it is stored in.</summary>
    public static BlockedWait? Of(IInvocationOperation call)
    {
        var task = Dressed(call);
        if (GatheredWait.Run(task) is { } run)
            task = Dressed(run);
        if (task.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            return Operations.Uses(local, call) is { Count: > 0 } uses && uses[0] is var use && !IsInOtherFunction(use, call) ? At(Dressed(use)) : null;

        return At(task);
    }

    private static BlockedWait? At(IOperation task)
    {
        var value = task is IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } awaited } ? awaited : task;
        return task.Parent switch
        {
            IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" } } result => new BlockedWait(result, value),
            IInvocationOperation { TargetMethod.Name: "GetResult" } result when task is IInvocationOperation { TargetMethod.Name: "GetAwaiter" } => new BlockedWait(result, value),
            // With a time the wait is bounded, and somebody has thought about it.
            IInvocationOperation { TargetMethod: { Name: "Wait", ContainingType.Name: "Task" } } wait when wait.TargetMethod.Parameters.All(parameter => parameter.Type.Name == "CancellationToken") => new BlockedWait(wait, value),
            _ => GatheredWait.Of(task),
        };
    }

    // The task behind what only dresses it.
    private static IOperation Dressed(IOperation call)
    {
        var task = call;
        while (task.Parent is IConversionOperation or IParenthesizedOperation
            || (task.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "GetAwaiter" } dressed && dressed.Instance == task)
            || task.Parent is IPropertyReferenceOperation { Property.Name: "ResponseAsync" })
            task = task.Parent;
        return task;
    }

    /// <summary>Whether a use of a local stands in a lambda or local function that a call is not in.</summary>
    public static bool IsInOtherFunction(IOperation use, IOperation call)
    {
        for (var around = use.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return !around.Syntax.Span.Contains(call.Syntax.Span);
        }

        return false;
    }
}
