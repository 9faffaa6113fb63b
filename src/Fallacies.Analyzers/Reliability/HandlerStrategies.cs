using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Reads what the resilience handlers of a registered client are made of.</summary>
internal sealed class HandlerStrategies(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private readonly ClientCode _code = new(types, near, cancellation);

    /// <summary>A breaker of one handler that lies inside a timeout of a handler outside it, which limits each try.</summary>
    public BlindBreaker? Of(IEnumerable<ClientStep> outside, ClientStep? handler, Func<bool> onlyHttp)
    {
        var steps = outside.Where(step => step.IsResilience || step.Kind is StepKind.HandlerList or StepKind.RemovedResilienceHandlers).ToList();
        if (handler is null || handler.IsConditional || steps.Count == 0 || steps.Any(step => step.IsConditional || !step.IsResilience))
            return null;

        var own = In(handler).ToList();
        return BlindBreaker.In([.. steps.SelectMany(In), .. own], types, onlyHttp) is { } found && own.Contains(found.Breaker) && !own.Contains(found.Timeout) ? found : null;
    }

    /// <summary>What one handler is made of, from the outermost strategy to the innermost.</summary>
    public IEnumerable<Strategy> In(ClientStep step) => step.Kind switch
    {
        // Its innermost part is the timeout of each try.
        StepKind.StandardResilienceHandler or StepKind.StandardHedgingHandler => [new Strategy(StrategyKind.Timeout, step.Call)],
        StepKind.ResilienceHandler => _code.Bodies(step.Call).OfType<IOperation>().SelectMany(new BuilderSteps(types).In),
        _ => step.Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "policy") is { } policy ? new Pipelines(types, near, cancellation).Of(policy.Value).FirstOrDefault() ?? [] : [],
    };
}
