using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells for which calls nobody waits: the task is thrown away, here or by everybody who gets it handed on, a hosted service makes the call between two rests, or a timer starts a function for it. In doubt somebody waits.</summary>
internal sealed class ForgottenWork(SemanticModel near, CancellationToken cancellation)
{
    // The method that makes the call, and two that hand its task on.
    private const int Depth = 3;

    public bool Includes(IInvocationOperation call) => Includes(call, Depth) || new HostedRounds(near, cancellation).Include(call);

    private bool Includes(IInvocationOperation call, int depth)
    {
        if (TaskUse.Of(call) == TaskFate.Discarded)
            return true;
        if (!IsHandedOn(call))
            return false;
        return Operations.FunctionAround(call) switch
        {
            null => IsOnTimer(call) || (depth > 0 && AreForgotten(call, depth - 1)),
            IAnonymousFunctionOperation lambda => IsLeftRunning(lambda),
            _ => false,
        };
    }

    // _ = Task.Run(async () => …)
    private static bool IsLeftRunning(IAnonymousFunctionOperation lambda) =>
        Operations.Receiver(lambda) is IInvocationOperation { TargetMethod: { Name: "Run", ContainingType.Name: "Task" } } run && TaskUse.Of(run) == TaskFate.Discarded;

    // The next run of a function waits for the end of this one.
    private bool IsOnTimer(IInvocationOperation call) =>
        call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is IMethodSymbol method
        && method.Parameters.Any(parameter => parameter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "TimerTriggerAttribute"));

    // Awaited or returned, so that only the callers of the member wait: not its next round, and nobody for a lock that it holds.
    private static bool IsHandedOn(IInvocationOperation call)
    {
        if (TaskUse.Of(call) is not (TaskFate.Awaited or TaskFate.Blocked) && Operations.Outermost(call).Parent is not IReturnOperation)
            return false;

        for (var around = call.Parent; around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); around = around.Parent)
        {
            if (around is ILockOperation || (around is ILoopOperation loop && !IsRound(loop)))
                return false;
        }

        return !Source.Mentions("WaitAsync", Source.Member(call.Syntax), CancellationToken.None).Any();
    }

    // Left running it tries again, with a rest before each round.
    private static bool IsRound(ILoopOperation loop) =>
        loop.LoopKind is LoopKind.For or LoopKind.While
        && Operations.FunctionAround(loop) is IAnonymousFunctionOperation lambda && IsLeftRunning(lambda) && !HostedRounds.Takes(lambda.Syntax)
        && Source.Mentions("Delay", loop.Syntax, CancellationToken.None).Any(mention => mention.Ancestors().TakeWhile(node => node != loop.Syntax).Any(node => node is AwaitExpressionSyntax) && mention.FirstAncestorOrSelf<CatchClauseSyntax>() is null);

    private bool AreForgotten(IInvocationOperation call, int depth) =>
        call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
        && !Callers.AreForeign(method, near.Compilation)
        && Callers.Of(method, near, cancellation) is { Count: > 0 } callers
        && callers.All(caller => Includes(caller, depth));
}
