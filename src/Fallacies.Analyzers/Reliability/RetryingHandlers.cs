using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells which steps of a registration send requests again after the usual failures: no connection, no reply, a fault of the server.</summary>
internal sealed class RetryingHandlers(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private readonly ClientCode _code = new(types, near, cancellation);

    /// <summary>The handlers that surely retry among steps that run one after the other, from the outermost to the innermost.</summary>
    public IReadOnlyList<RetryingHandler> In(IReadOnlyList<ClientStep> steps)
    {
        var found = new List<RetryingHandler>();
        foreach (var step in steps)
        {
            if (step.Kind == StepKind.HandlerList)
                return [];
            if (step.Kind == StepKind.RemovedResilienceHandlers)
                found.RemoveAll(handler => handler.Step.Kind != StepKind.PolicyHandler);
            else if (!step.IsConditional && step.IsResilience && Of(step) is { } handler)
                found.Add(handler);
        }

        return found;
    }

    /// <summary>What a step adds, or <see langword="null"/> where it does not retry, or not after the usual failures.</summary>
    public RetryingHandler? Of(ClientStep step) => step.Kind switch
    {
        StepKind.StandardResilienceHandler when step.Call.TargetMethod.Name != "AddStandardResilienceHandler" => new RetryingHandler(step, null) { MayAskForMethod = true },
        StepKind.StandardResilienceHandler => Standard(step, "MaxRetryAttempts", retries: 3),
        StepKind.StandardHedgingHandler => Standard(step, "MaxHedgedAttempts", retries: 1),
        StepKind.ResilienceHandler => Pipeline(step),
        StepKind.PolicyHandler => new RetryingPolicies(types, near, _code).Of(step),
        _ => null,
    };

    private RetryingHandler? Standard(ClientStep step, string count, double retries)
    {
        var settings = HandlerSettings.Of(step, _code, near, cancellation);
        var filters = settings.Values("ShouldHandle").ToArray();
        if (filters.Length > 0 && !filters.Any(RetriedOutcome.IsUsual))
            return null;

        return new RetryingHandler(step, settings.IsRead && settings.Number(count, retries) is { } known ? known + 1 : null)
        {
            MayAskForMethod = !settings.IsRead || settings.Calls("DisableFor", "DisableForUnsafeHttpMethods") || filters.Any(RetriedOutcome.AsksForMethod),
        };
    }

    // A pipeline of the program's own: what counts is the retry that stands in its lambda.
    private RetryingHandler? Pipeline(ClientStep step)
    {
        var bodies = _code.Bodies(step.Call).ToArray();
        var adds = bodies.SelectMany(body => body?.InThisFunction() ?? []).OfType<IInvocationOperation>().Where(call => call.TargetMethod.Name is "AddRetry" or "AddHedging" && !IsOfAnotherBuilder(call)).ToArray();
        if (adds.Length != 1 || IsInBranch(adds[0]))
            return null;

        var options = adds[0].Arguments.Select(argument => Operations.Unwrap(argument.Value)).FirstOrDefault(value => value.Type?.Name.EndsWith("StrategyOptions", StringComparison.Ordinal) == true || value.Type?.Name.Contains("StrategyOptions") == true);
        if (options is not IObjectCreationOperation creation)
            return new RetryingHandler(step, null) { MayAskForMethod = true };

        var settings = RetrySettings.Of(creation);
        var filter = settings["ShouldHandle"];
        if (filter is not null && !RetriedOutcome.IsUsual(filter))
            return null;

        var disabled = bodies.SelectMany(body => body?.Descendants() ?? []).OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name.StartsWith("DisableFor", StringComparison.Ordinal));
        var retries = adds[0].TargetMethod.Name == "AddRetry" ? settings.Retries : settings.Has("MaxHedgedAttempts") ? ConstantTime.Number(settings["MaxHedgedAttempts"]) : 1;
        return new RetryingHandler(step, settings.IsComplete && retries is { } known ? known + 1 : null)
        {
            MayAskForMethod = !settings.IsComplete || disabled || (filter is not null && RetriedOutcome.AsksForMethod(filter)),
        };
    }

    // "new ResiliencePipelineBuilder().AddRetry(…)" inside the lambda is a pipeline of its own.
    private static bool IsOfAnotherBuilder(IInvocationOperation add)
    {
        var builder = add.Instance ?? add.Arguments.FirstOrDefault()?.Value;
        while (builder is not null && Operations.Unwrap(builder) is IInvocationOperation { TargetMethod: var step } call && step.Name.StartsWith("Add", StringComparison.Ordinal))
            builder = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        return builder is not null && Operations.Unwrap(builder) is IObjectCreationOperation;
    }

    private static bool IsInBranch(IOperation operation)
    {
        for (var (child, parent) = (operation, operation.Parent); parent is not null and not IAnonymousFunctionOperation; (child, parent) = (parent, parent.Parent))
        {
            if (parent is IConditionalOperation conditional && child != conditional.Condition || parent is ISwitchOperation or ILoopOperation)
                return true;
        }

        return false;
    }
}
