using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A retry and the limit that stands around it.</summary>
/// <param name="Retry">The call that adds or makes the retry.</param>
/// <param name="Times">What the retry takes.</param>
/// <param name="Limit">What it may take.</param>
/// <param name="LimitName">The limit, for a message.</param>
/// <param name="Around">What sets the limit.</param>
internal sealed record LateRetry(IInvocationOperation Retry, RetryTimes Times, TimeSpan Limit, string LimitName, IOperation Around)
{
    /// <summary>A retry that a builder of Polly 8 gets, inside the timeout that it got before.</summary>
    public static LateRetry? InBuilder(IInvocationOperation retry, KnownTypes types)
    {
        if (!types.IsBuilder(Operations.ReceiverOf(retry)?.Type) || types.RetryOptions(retry) is not { } options)
            return null;

        var all = new BuilderSteps(types).Of(Outermost(retry, types));
        var place = all.TakeWhile(strategy => strategy.Call.Syntax != retry.Syntax).Count();
        if (place == all.Count || Shortest(all.Take(place)) is not { Time: { } limit } timeout)
            return null;

        return TimesOf(options, types, Shortest(all.Skip(place + 1))?.Time) is { } times ? new LateRetry(retry, times, limit, $"the timeout of {AttemptDelays.Seconds(limit)} around it", timeout.Call) : null;
    }

    /// <summary>A retry of a registered client, inside the timeout of the client.</summary>
    public static LateRetry? InClient(IInvocationOperation retry, Registration registration, CancellationToken cancellation)
    {
        var types = registration.Types;
        if (retry.SemanticModel is not { } model || Lambda(retry) is not { TargetMethod.Name: "AddResilienceHandler" } handler || types.RetryOptions(retry) is not { } options)
            return null;

        return OnlyClientWith(handler, types, model, cancellation) is { } client && OnlyTimeoutOf(client, types, model, cancellation) is (var limit, { } set) && TimesOf(options, types, attempt: null) is { } times
            ? new LateRetry(retry, times, limit, NameOf(client, limit), set)
            : null;
    }

    /// <summary>A policy of Polly 7 that retries for a registered client, inside the timeout of the client or of a policy that was added before it.</summary>
    public static LateRetry? InHandler(IInvocationOperation handler, Registration registration, CancellationToken cancellation)
    {
        var types = registration.Types;
        if (handler.SemanticModel is not { } model || !ClientStepKinds.IsStep(handler) || StrategiesOf(handler, types, model, cancellation) is not { Count: > 0 } own)
            return null;

        var place = own.TakeWhile(strategy => strategy.Kind != StrategyKind.Retry).Count();
        if (place == own.Count || OnlyClientWith(handler, types, model, cancellation) is not { } client || client.Steps.Any(step => step.IsConditional || step.IsStandard))
            return null;

        var outside = client.Steps.TakeWhile(step => step.Call.Syntax != handler.Syntax).Where(step => step.Kind == StepKind.PolicyHandler)
            .SelectMany(step => StrategiesOf(step.Call, types, model, cancellation)).Concat(own.Take(place));
        var inside = own.Skip(place + 1).Concat(client.Steps.SkipWhile(step => step.Call.Syntax != handler.Syntax).Skip(1).Where(step => step.Kind == StepKind.PolicyHandler)
            .SelectMany(step => StrategiesOf(step.Call, types, model, cancellation)));
        if (RetryTimes.Of(own[place].Call, Shortest(inside)?.Time) is not { } times)
            return null;

        return Shortest(outside) is { Time: { } limit } timeout ? new LateRetry(own[place].Call, times, limit, $"the timeout of {AttemptDelays.Seconds(limit)} around it", timeout.Call)
            : OnlyTimeoutOf(client, types, model, cancellation) is (var total, { } set) ? new LateRetry(own[place].Call, times, total, NameOf(client, total), set)
            : null;
    }

    private static IReadOnlyList<Strategy> StrategiesOf(IInvocationOperation handler, KnownTypes types, SemanticModel near, CancellationToken cancellation)
    {
        var step = new ClientStep(handler, StepKind.PolicyHandler);
        var policy = step.Made ?? handler.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "policy")?.Value;
        return policy is not null && new Pipelines(types, near, cancellation).Of(policy).ToArray() is { Length: 1 } one ? one[0] : [];
    }

    private static RegisteredClient? OnlyClientWith(IInvocationOperation handler, KnownTypes types, SemanticModel near, CancellationToken cancellation) =>
        new ClientRegistrations(types, near, cancellation).Clients().Where(client => client.Steps.Any(step => step.Call.Syntax == handler.Syntax)).ToArray() is { Length: 1 } clients ? clients[0] : null;

    // The one timeout that the client is given, where it is constant.
    private static (TimeSpan Limit, IOperation? Set) OnlyTimeoutOf(RegisteredClient client, KnownTypes types, SemanticModel near, CancellationToken cancellation) =>
        new RegisteredClients(types, near, cancellation).SeenUses(client).Where(flow => !flow.Shared).SelectMany(flow => flow.Timeouts).ToArray() is { Length: 1 } timeouts
        && ConstantTime.Of(timeouts[0]) is { } limit && limit > TimeSpan.Zero
            ? (limit, timeouts[0])
            : default;

    private static string NameOf(RegisteredClient client, TimeSpan limit) => $"the timeout of '{client.DisplayName}', {AttemptDelays.Seconds(limit)}";

    /// <summary>A retry of Polly 7 that is wrapped by a timeout.</summary>
    public static LateRetry? InWrap(IInvocationOperation wrap, Registration registration, CancellationToken cancellation)
    {
        if (wrap.SemanticModel is not { } model || !registration.Types.IsPolicy(wrap.Type) || wrap.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Wrap" or "WrapAsync" } })
            return null;

        foreach (var strategies in new Pipelines(registration.Types, model, cancellation).Of(wrap))
        {
            var place = strategies.TakeWhile(strategy => strategy.Kind != StrategyKind.Retry).Count();
            if (place < strategies.Count && Shortest(strategies.Take(place)) is { Time: { } limit } timeout && RetryTimes.Of(strategies[place].Call, Shortest(strategies.Skip(place + 1))?.Time) is { } times)
                return new LateRetry(strategies[place].Call, times, limit, $"the timeout of {AttemptDelays.Seconds(limit)} around it", timeout.Call);
        }

        return null;
    }

    private static Strategy? Shortest(IEnumerable<Strategy> strategies) =>
        strategies.Where(strategy => strategy.Kind == StrategyKind.Timeout && strategy.Time > TimeSpan.Zero).OrderBy(strategy => strategy.Time).FirstOrDefault();

    private static RetryTimes? TimesOf(IObjectCreationOperation options, KnownTypes types, TimeSpan? attempt) => RetryTimes.Of(RetrySettings.Of(options), types.IsHttpRetry(options.Type), attempt);

    // The last call of the chain: what is added later lies inside.
    private static IInvocationOperation Outermost(IInvocationOperation call, KnownTypes types)
    {
        while (true)
        {
            IOperation around = call;
            while (around.Parent is IConversionOperation or IArgumentOperation { Parameter.Ordinal: 0 })
                around = around.Parent;
            if (around.Parent is not IInvocationOperation next || !types.IsBuilder(next.Type) || Operations.ReceiverOf(next) is not { } receiver || receiver.Syntax != call.Syntax)
                return call;
            call = next;
        }
    }

    private static IInvocationOperation? Lambda(IOperation operation)
    {
        var around = operation.Parent;
        while (around is not (null or IAnonymousFunctionOperation))
            around = around.Parent;
        return around is null ? null : Callbacks.Receiver(around);
    }
}
