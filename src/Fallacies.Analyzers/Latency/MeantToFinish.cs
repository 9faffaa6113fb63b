using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Tells which calls must run to their end, or on their own, although their caller has given up. In doubt they must.</summary>
internal static class MeantToFinish
{
    // Work that is done because something ends: a caller who gives up is one reason more to do it.
    private static readonly string[] CleanUps =
        ["Dispos", "Rollback", "RollBack", "Compensat", "CleanUp", "Cleanup", "Shutdown", "ShutDown", "TearDown", "Teardown", "Stop", "Close", "Undo", "Revert", "Release", "Unlock", "Abandon", "Abort", "Cancel", "Disconnect", "Terminat", "Fault"];

    // Calls that tell the other side how it ended.
    private static readonly string[] Endings =
        ["Ack", "BasicAck", "BasicNack", "BasicReject", "Nack", "Nak", "Reject", "Complete", "Abandon", "DeadLetter", "Release", "Unlock", "Rollback", "Commit", "Dispose", "Close", "Stop", "Disconnect", "Abort", "Cancel", "Terminate", "DeleteMessage"];

    /// <summary>Whether a call is an ending itself, stands in clean-up code, or is not waited for.</summary>
    public static bool Is(IInvocationOperation call) =>
        Array.Exists(Endings, word => call.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)) || IsLeftAlone(call) || IsInCleanUp(call) || RunsOnceCancelled(call) || Callbacks.IsOnlyDescribed(call);

    /// <summary>Whether nobody waits for the call in this member: it is discarded, or kept where others wait for the same task.</summary>
    private static bool IsLeftAlone(IInvocationOperation call)
    {
        var task = (IOperation)call;
        while (task.Parent is IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation or ICoalesceOperation
            || (task.Parent is IInvocationOperation outer && outer.Instance == task)
            || task.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } })
            task = task.Parent;

        return task.Parent switch
        {
            IExpressionStatementOperation => task.Type?.SpecialType != SpecialType.System_Void || task is IInvocationOperation { TargetMethod.Name: var name } && name.Contains("Forget"),
            IAssignmentOperation { Target: IDiscardOperation or IFieldReferenceOperation or IPropertyReferenceOperation } => true,
            IFieldInitializerOperation or IPropertyInitializerOperation => true,
            _ => false,
        };
    }

    private static bool IsInCleanUp(IOperation call)
    {
        for (var (inner, around) = (call, call.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            if (around is ICatchClauseOperation || (around is ITryOperation attempt && attempt.Finally == inner))
                return true;
            if (around is ILocalFunctionOperation function && IsCleanUp(function.Symbol.Name))
                return true;
        }

        var member = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart);
        while (member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            member = member.ContainingSymbol;
        return member is IMethodSymbol && IsCleanUp(member.Name);
    }

    // In "if (token.IsCancellationRequested)", and behind "while (!token.IsCancellationRequested)": who looks there for a cancellation has seen one.
    private static bool RunsOnceCancelled(IOperation call)
    {
        for (var (inner, around) = (call, call.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            if (around is IConditionalOperation condition && inner == condition.WhenTrue && Questions(condition.Condition).Any(question => question.Parent is not IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }))
                return true;
            if (around is IBlockOperation block && block.Operations.TakeWhile(statement => statement != inner).OfType<IWhileLoopOperation>().Any(EndsByToken))
                return true;
        }

        return false;
    }

    private static bool EndsByToken(IWhileLoopOperation loop) => loop.Condition is { } condition
        && (Questions(condition).Any() || condition.DescendantsAndSelf().Any(part => part is IArgumentOperation { Parameter.Type.Name: "CancellationToken", ArgumentKind: ArgumentKind.Explicit }));

    private static IEnumerable<IOperation> Questions(IOperation condition) =>
        condition.DescendantsAndSelf().Where(part => part is IPropertyReferenceOperation { Property: { Name: "IsCancellationRequested", ContainingType.Name: "CancellationToken" or "CancellationTokenSource" } });

    private static bool IsCleanUp(string name) => Array.Exists(CleanUps, name.Contains);
}
