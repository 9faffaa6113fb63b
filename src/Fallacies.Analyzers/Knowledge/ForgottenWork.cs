using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells for which calls nobody waits: the task is thrown away, here or by everybody who gets it handed on, or a hosted service makes the call between two rests. In doubt somebody waits.</summary>
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
            null => depth > 0 && AreForgotten(call, depth - 1),
            IAnonymousFunctionOperation lambda => Operations.Receiver(lambda) is IInvocationOperation { TargetMethod: { Name: "Run", ContainingType.Name: "Task" } } run && TaskUse.Of(run) == TaskFate.Discarded,
            _ => false,
        };
    }

    // Awaited or returned, so that only the callers of the member wait: not its next round, and nobody for a lock that it holds.
    private static bool IsHandedOn(IInvocationOperation call)
    {
        if (TaskUse.Of(call) is not (TaskFate.Awaited or TaskFate.Blocked) && Operations.Outermost(call).Parent is not IReturnOperation)
            return false;

        for (var around = call.Parent; around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); around = around.Parent)
        {
            if (around is ILoopOperation or ILockOperation)
                return false;
        }

        return !Source.Mentions("WaitAsync", Source.Member(call.Syntax), CancellationToken.None).Any();
    }

    private bool AreForgotten(IInvocationOperation call, int depth) =>
        call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary } method
        && !Callers.AreForeign(method, near.Compilation)
        && Callers.Of(method, near, cancellation) is { Count: > 0 } callers
        && callers.All(caller => Includes(caller, depth));
}
