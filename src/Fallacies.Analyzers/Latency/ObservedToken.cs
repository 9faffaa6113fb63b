using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
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

    private static ILocalSymbol? LocalOf(IOperation call)
    {
        var value = call;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation)
            value = value.Parent;
        return value.Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
            _ => null,
        };
    }
}
