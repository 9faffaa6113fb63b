using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A timeout or hedge that can end nothing, because what runs under it does not listen.</summary>
/// <param name="Delegate">What does not listen.</param>
/// <param name="Strategy">The timeout or hedge.</param>
internal sealed record DeadTimeout(DeafDelegate Delegate, Strategy Strategy)
{
    /// <summary>The methods that run a delegate and hand it a token.</summary>
    public static readonly string[] Executions = ["ExecuteAsync", "ExecuteOutcomeAsync", "ExecuteAndCaptureAsync"];

    public static DeadTimeout? Of(IInvocationOperation execution, KnownTypes types, RemoteCalls remote, CancellationToken cancellation)
    {
        if (!types.IsExecution(execution) || execution is not { Instance: { } pipeline, SemanticModel: { } model } || DeafDelegate.Of(execution, remote, cancellation) is not { } deaf)
            return null;

        var limit = new Pipelines(types, model, cancellation).Of(pipeline).Select(strategies => Limit(strategies, deaf.Token is null)).FirstOrDefault(found => found is not null);
        return limit is null ? null : new DeadTimeout(deaf, limit);
    }

    /// <summary>Whether a call stands in a delegate that is reported for what it does not listen to.</summary>
    public static bool IsAround(IOperation call, KnownTypes types, RemoteCalls remote, CancellationToken cancellation)
    {
        for (var around = call.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && Callbacks.Receiver(lambda) is { } execution && Array.IndexOf(Executions, execution.TargetMethod.Name) >= 0)
                return Of(execution, types, remote, cancellation) is not null;
        }

        return false;
    }

    // The innermost counts. One outside a retry still ends the waits between the tries, so that without a token it is not dead altogether.
    private static Strategy? Limit(IReadOnlyList<Strategy> strategies, bool withoutToken) =>
        strategies.Reverse().TakeWhile(strategy => !withoutToken || strategy.Kind != StrategyKind.Retry).FirstOrDefault(NeedsToken);

    // A pessimistic timeout walks away from what it cannot end.
    private static bool NeedsToken(Strategy strategy) => strategy.Kind switch
    {
        StrategyKind.Hedging => true,
        StrategyKind.Timeout => !strategy.Call.Arguments.Any(argument => argument is { Parameter.Type.Name: "TimeoutStrategy", ArgumentKind: not ArgumentKind.DefaultValue } && !IsOptimistic(argument.Value)),
        _ => false,
    };

    private static bool IsOptimistic(IOperation value) => Operations.Unwrap(value) is IFieldReferenceOperation { Field.Name: "Optimistic" };
}
