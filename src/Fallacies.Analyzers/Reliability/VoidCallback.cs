using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>An asynchronous callback that nobody can wait for.</summary>
/// <param name="Given">The lambda, or the method that is named.</param>
/// <param name="Body">Its code.</param>
internal sealed record VoidCallback(IOperation Given, IOperation Body)
{
    // The callback calls a method that calls the one with the try.
    private const int Depth = 2;

    /// <summary>The first call that crosses the network; between two tries any call that takes its time.</summary>
    public IInvocationOperation? Work(CallbackKind kind, RemoteCalls remote, CancellationToken cancellation) =>
        Waits(Body).Select(wait => Work(wait, kind, remote, cancellation)).FirstOrDefault(call => call is not null);

    /// <summary>Whether all such calls are caught when they fail, here or in the methods that are called.</summary>
    public bool CatchesAll(CallbackKind kind, RemoteCalls remote, CancellationToken cancellation)
    {
        return IsSafe(Body, Depth);

        bool IsSafe(IOperation body, int depth) => Waits(body).All(wait =>
            IsCaught(wait) || Work(wait, kind, remote, cancellation) is null || (depth > 0 && Called(wait) is { } called && IsSafe(called, depth - 1)));
    }

    private static IEnumerable<IAwaitOperation> Waits(IOperation body) => body.InThisFunction().OfType<IAwaitOperation>();

    private static IInvocationOperation? Work(IAwaitOperation wait, CallbackKind kind, RemoteCalls remote, CancellationToken cancellation)
    {
        var calls = wait.Operation.InThisFunction().OfType<IInvocationOperation>().Where(call => TaskUse.IsTask(call.TargetMethod.ReturnType) && call.TargetMethod.Name != "ConfigureAwait");
        return kind == CallbackKind.Policy ? calls.FirstOrDefault() : calls.FirstOrDefault(call => remote.Reach(call, cancellation) is not null);
    }

    // A method without any await fails where it is called.
    private static IOperation? Called(IAwaitOperation wait)
    {
        var call = wait.Operation is IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } configured } ? configured : wait.Operation;
        return Operations.Unwrap(call) is IInvocationOperation { TargetMethod: { IsAsync: true } method, SemanticModel: { } model } && Source.Holds(model.Compilation, method) && Source.Body(method, model) is { } body && Waits(body).Any()
            ? body
            : null;
    }

    // "when (!ex.IsFatal())" and "when (ex is not OutOfMemoryException)" let through what ends the process anyway.
    private static bool LetsNothingThrough(IOperation? filter) => filter switch
    {
        null => true,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: IInvocationOperation { TargetMethod.Name: var name } } => name.Contains("Fatal") || name.Contains("Critical"),
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: ITypePatternOperation { MatchedType.Name: "OutOfMemoryException" or "StackOverflowException" or "AccessViolationException" } } } => true,
        _ => false,
    };

    private static bool IsCaught(IOperation wait)
    {
        for (var (child, parent) = (wait, wait.Parent); parent is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (child, parent) = (parent, parent.Parent))
        {
            if (parent is ITryOperation attempt && attempt.Body == child && attempt.Catches.Any(clause => LetsNothingThrough(clause.Filter) && clause.ExceptionType is null or { Name: "Exception" or "Object" } && !clause.Handler.InThisFunction().Any(operation => operation is IThrowOperation)))
                return true;
        }

        return false;
    }
}
