using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>A remote call that a member races against a delay: <c>Task.WhenAny(call, Task.Delay(…))</c>.</summary>
/// <param name="Race">The call of <c>WhenAny</c>.</param>
/// <param name="Call">The remote call.</param>
/// <param name="Task">The local that holds its task, if one does.</param>
/// <param name="Timer">The local that holds the delay, if one does.</param>
/// <param name="Way">How the call reaches the network.</param>
internal sealed record RacedCall(IInvocationOperation Race, IInvocationOperation Call, ILocalSymbol? Task, ILocalSymbol? Timer, RemoteWay Way)
{
    /// <summary>The one remote call of a race against one delay that ends by itself.</summary>
    public static RacedCall? Of(IInvocationOperation race, RemoteCalls remote, CancellationToken cancellation)
    {
        if (race.TargetMethod is not { Name: "WhenAny", ContainingType.Name: "Task" })
            return null;

        var runners = Runners(race).Select(task => (Call: Made(task), Local: (Operations.Unwrap(task) as ILocalReferenceOperation)?.Local)).ToList();
        if (runners.Count != 2 || runners.FindIndex(runner => runner.Call is { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } } delay && IsFinite(delay)) is not (>= 0 and var timer))
            return null;

        var (call, local) = runners[1 - timer];
        return call is not null && remote.Reach(call, cancellation) is { } way ? new RacedCall(race, call, local, runners[timer].Local, way) : null;
    }

    private static IEnumerable<IOperation> Runners(IInvocationOperation race) =>
        race.Arguments.Length == 1 && Operations.Unwrap(race.Arguments[0].Value) is IArrayCreationOperation { Initializer: { } tasks } ? tasks.ElementValues : race.Arguments.Select(argument => argument.Value);

    private static IInvocationOperation? Made(IOperation task)
    {
        var value = Operations.Unwrap(task);
        if (value is ILocalReferenceOperation local)
            value = Locals.OnlyValue(local) is { } only ? Operations.Unwrap(only) : value;
        while (value is IInvocationOperation { TargetMethod.Name: "AsTask" or "ConfigureAwait", Instance: { } inner })
            value = Operations.Unwrap(inner);
        return value as IInvocationOperation;
    }

    private static bool IsFinite(IInvocationOperation delay) =>
        delay.Arguments.FirstOrDefault()?.Value is { } time && (ConstantTime.Of(time)?.TotalMilliseconds ?? ConstantTime.Number(time)) is not < 0;
}
