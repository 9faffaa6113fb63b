using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Tells whether the wait for a call hears of a cancellation although the call itself gets no token.</summary>
internal static class ObservedToken
{
    /// <summary>Whether somebody that the task is given to has a token, or a token of the member cancels by a callback.</summary>
    public static bool IsNear(IInvocationOperation call) =>
        GoesWithToken(call)
        || IsOnReceiver(call)
        || (LocalOf(call) is { } local && Operations.Uses(local, call).Any(GoesWithToken))
        || (CollectionOf(call) is { } tasks && Operations.Uses(tasks, call).Any(IsWaitedForWithToken))
        || Operations.Root(call).Descendants().OfType<IInvocationOperation>().Any(other => other.TargetMethod is { Name: "Register" or "UnsafeRegister", ContainingType.Name: "CancellationToken" });

    // "call.WaitAsync(token)", "stream.WithCancellation(token)", "Task.WhenAny(call, Task.Delay(limit, token))".
    private static bool GoesWithToken(IOperation task)
    {
        for (var around = task.Parent; around is not null and not IAwaitOperation and not IAnonymousFunctionOperation and not IBlockOperation; around = around.Parent)
        {
            if (around is IInvocationOperation taker && taker.Descendants().OfType<IArgumentOperation>().Any(argument => !task.Syntax.Span.Contains(argument.Syntax.Span) && IsToken(argument)))
                return true;
            if (around is IInvocationOperation { TargetMethod.Name: "WhenAny" } race && race.Descendants().OfType<ILocalReferenceOperation>().Any(HoldsToken))
                return true;
        }

        return false;
    }

    // "var stop = Task.Delay(-1, token);" before the loop that races against it.
    private static bool HoldsToken(ILocalReferenceOperation other) => Locals.OnlyValue(other) is { } value && value.DescendantsAndSelf().OfType<IArgumentOperation>().Any(IsToken);

    // "client.WithCancellation(token).Load()", where each step returns the client.
    private static bool IsOnReceiver(IInvocationOperation call)
    {
        for (var step = call.Instance as IInvocationOperation; step?.Instance is { } before; step = before as IInvocationOperation)
        {
            if (SymbolEqualityComparer.Default.Equals(step.Type, before.Type) && step.Arguments.Any(IsToken))
                return true;
        }

        return false;
    }

    private static bool IsToken(IArgumentOperation argument) =>
        argument is { Parameter.Type.Name: "CancellationToken", ArgumentKind: not ArgumentKind.DefaultValue } && !TokenValues.IsNone(argument.Value);

    // "Task.WhenAll(tasks).WaitAsync(token)", "Task.WaitAll(tasks.ToArray(), token)", also by way of a local.
    private static bool IsWaitedForWithToken(IOperation tasks)
    {
        for (var around = tasks.Parent; around is IArgumentOperation or IConversionOperation or IInvocationOperation; around = around.Parent)
        {
            if (around is IInvocationOperation { TargetMethod.Name: "WaitAsync" or "WaitAll" } wait && wait.Arguments.Any(IsToken))
                return true;
            if (around is IInvocationOperation { TargetMethod.Name: "WhenAll" } all && LocalOf(all) is { } kept && Operations.Uses(kept, all).Any(GoesWithToken))
                return true;
        }

        return false;
    }

    private static ILocalSymbol? LocalOf(IOperation call) => Outside(call).Parent switch
    {
        IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
        _ => null,
    };

    // "tasks[i] = call", "tasks.Add(call)", "new[] { call, other }".
    private static ILocalSymbol? CollectionOf(IOperation call)
    {
        var value = Outside(call);
        return value.Parent switch
        {
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation array } } => array.Local,
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: ILocalReferenceOperation list } } => list.Local,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation list } } => list.Local,
            IArrayInitializerOperation { Parent: { } creation } => LocalOf(creation),
            { Syntax: CollectionExpressionSyntax } items => LocalOf(items),
            _ => null,
        };
    }

    private static IOperation Outside(IOperation value)
    {
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
            value = value.Parent;
        return value;
    }
}
