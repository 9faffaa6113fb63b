using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells whether anything below a client, besides its own timeout, may end a single try. In doubt it does.</summary>
internal sealed class UnlimitedTries(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private readonly RegisteredClients _clients = new(types, near, cancellation);
    private readonly HandlerStrategies _handlers = new(types, near, cancellation);
    private readonly Pipelines _pipelines = new(types, near, cancellation);

    /// <summary>The retry of a handler, if neither this handler nor another one of the client limits its tries.</summary>
    public IInvocationOperation? RetryOf(ClientStep handler, RegisteredClient client) =>
        client.Steps.All(IsUnlimited) && Strategies(handler).Where(strategy => strategy.Kind == StrategyKind.Retry).ToArray() is { Length: 1 } retries ? retries[0].Call : null;

    private bool IsUnlimited(ClientStep step) => step.IsResilience
        ? !step.IsStandard && Strategies(step) is { Count: > 0 } strategies && strategies.All(IsUnlimited) && !step.Call.Descendants().OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name.Contains("Timeout"))
        : _clients.IsPlain(step) && !step.Call.Syntax.ToString().Contains("ConnectTimeout");

    private static bool IsUnlimited(Strategy strategy) => strategy.Kind is StrategyKind.Retry or StrategyKind.Breaker or StrategyKind.Limiter;

    // A policy is given as it is, or made by a lambda.
    private IReadOnlyList<Strategy> Strategies(ClientStep step) =>
        step.Kind == StepKind.PolicyHandler && step.Made is { } made ? _pipelines.Of(made).ToArray() is { Length: 1 } one ? one[0] : [] : [.. _handlers.In(step)];
}
