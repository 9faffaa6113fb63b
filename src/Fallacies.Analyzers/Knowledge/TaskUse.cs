using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What becomes of a task where it is made.</summary>
internal enum TaskFate
{
    /// <summary>It is stored, returned or handed on: somebody else may wait for it.</summary>
    Kept,

    Awaited,

    /// <summary>A thread is held until it ends.</summary>
    Blocked,

    /// <summary>It is left lying: the call is a statement of its own.</summary>
    Dropped,

    /// <summary>It is thrown away in so many words: <c>_ =</c>, or a local that nobody reads.</summary>
    Discarded,
}

/// <summary>Tells what a member does with the task that a call returns.</summary>
internal static class TaskUse
{
    public static TaskFate Of(IInvocationOperation call)
    {
        for (IOperation value = call; ; value = value.Parent)
        {
            switch (value.Parent)
            {
                case IAwaitOperation:
                    return TaskFate.Awaited;
                case IExpressionStatementOperation:
                    return TaskFate.Dropped;
                case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when IsUnread(local, call):
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned }, Parent: IExpressionStatementOperation } when IsUnread(assigned, call):
                    return TaskFate.Discarded;
                case IInvocationOperation { TargetMethod.Name: "GetResult" or "Wait" }:
                case IPropertyReferenceOperation { Property: { Name: "Result", ContainingType.Name: "Task" or "ValueTask" } }:
                    return TaskFate.Blocked;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "WaitAll" or "WaitAny", ContainingType.Name: "Task" } } }:
                    return TaskFate.Blocked;
                case IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation or IArrayInitializerOperation or IArrayCreationOperation:
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "WaitAsync" }:
                case IPropertyReferenceOperation { Property.Name: "ResponseAsync" }:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType.Name: "Task" } } }:
                case IInvocationOperation { TargetMethod: { Name: "WhenAll", ContainingType.Name: "Task" } } when value is IArgumentOperation:
                    break;
                default:
                    return TaskFate.Kept;
            }
        }
    }

    // Where parts of the code are switched off, one of them may read it.
    private static bool IsUnread(ILocalSymbol local, IOperation near) =>
        local.Type.Name is "Task" or "ValueTask" && Operations.Uses(local, near).All(Operations.IsWritten) && !Operations.Root(near).Syntax.ContainsDirectives;

    /// <summary>Whether a call stands alone, awaited or not, or its task is handed on without its result, so that nobody gets what it answers.</summary>
    public static bool IsIgnored(IInvocationOperation call) =>
        Operations.Outermost(call).Parent is IExpressionStatementOperation || call.Parent is IConversionOperation { Type: INamedTypeSymbol { Name: "Task", IsGenericType: false } };

    /// <summary>Whether a method hands out what it does as a task or a stream, so that it returns before it is done.</summary>
    public static bool IsTask(ITypeSymbol type) =>
        type.Name is "Task" or "ValueTask" or "IAsyncEnumerable" || (type.Name.StartsWith("Async", StringComparison.Ordinal) && type.Name.EndsWith("Call", StringComparison.Ordinal));
}
