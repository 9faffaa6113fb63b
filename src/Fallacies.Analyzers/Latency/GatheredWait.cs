using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Follows a task among others to where a thread is held for all or one of them.</summary>
internal static class GatheredWait
{
    /// <summary>Where a task is waited for: given to <c>Task.WaitAll</c> as it is, in an array, by a projection, or in a list that is filled before.</summary>
    public static BlockedWait? Of(IOperation task)
    {
        var given = Gathered(task);
        return given.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation call } when IsWait(call) => new BlockedWait(call, given),
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation list } } => OfLocal(list.Local, given),
            ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation array } } => OfLocal(array.Local, given),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } when given != task => OfLocal(local, given),
            _ => null,
        };
    }

    // What is done first with the tasks, once they are all there, decides.
    private static BlockedWait? OfLocal(ILocalSymbol tasks, IOperation near) =>
        Operations.Uses(tasks, near).FirstOrDefault(use => !Fills(use)) is { } used && !BlockedWait.IsInOtherFunction(used, near)
        && Gathered(used).Parent is IArgumentOperation { Parent: IInvocationOperation call } argument && IsWait(call) ? new BlockedWait(call, argument.Value) : null;

    private static bool Fills(ILocalReferenceOperation use) => use.Parent switch
    {
        IInvocationOperation { TargetMethod.Name: "Add" } => true,
        IPropertyReferenceOperation { Property.Name: "Count" or "Length" } => true,
        IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation assignment } element => assignment.Target == element,
        _ => false,
    };

    // The collection that a task is put into where it is made.
    private static IOperation Gathered(IOperation task)
    {
        var value = task;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IArrayInitializerOperation or IArrayCreationOperation:
                case { Syntax: CollectionExpressionSyntax }:
                    value = value.Parent;
                    break;
                case IReturnOperation or IAwaitOperation when Projection(value) is { } select:
                    value = select;
                    break;
                case IArgumentOperation { Parameter.Ordinal: 0, Parent: IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } copy } when Operations.IsLinq(copy):
                    value = copy;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ToArray" } copy when copy.Instance == value:
                    value = copy;
                    break;
                default:
                    return value;
            }
        }
    }

    /// <summary>The <c>Task.Run</c> whose task ends with this one, because its lambda returns it or awaits nothing else.</summary>
    public static IInvocationOperation? Run(IOperation task) => Whole(task) is { TargetMethod: { Name: "Run", ContainingType.Name: "Task" } } run ? run : null;

    private static IInvocationOperation? Projection(IOperation value) => Whole(value) is { TargetMethod.Name: "Select" } select && Operations.IsLinq(select) ? select : null;

    // "ids.Select(id => LoadAsync(id))": who gets the lambda, which may await what it returns.
    private static IInvocationOperation? Whole(IOperation value)
    {
        var returned = value.Parent is IAwaitOperation wait ? wait.Parent : value.Parent;
        while (returned is IConversionOperation)
            returned = returned.Parent;
        return returned is IReturnOperation or IExpressionStatementOperation && returned.Parent is IBlockOperation { Parent: IAnonymousFunctionOperation { Syntax: LambdaExpressionSyntax { ExpressionBody: not null } } lambda }
            ? Callbacks.Receiver(lambda)
            : null;
    }

    // With a time, or a task that is one, the wait is bounded.
    private static bool IsWait(IInvocationOperation call) =>
        call.TargetMethod is { Name: "WaitAll" or "WaitAny", ContainingType.Name: "Task" } method
        && method.Parameters.Skip(1).All(parameter => parameter.Type.Name == "CancellationToken")
        && !call.Descendants().Any(part => IsTime(part is ILocalReferenceOperation local ? Locals.OnlyValue(local) : part));

    private static bool IsTime(IOperation? task) => task is not null && Operations.Unwrap(task) is IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } };
}
