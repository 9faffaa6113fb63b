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
        if (!types.IsBuilder(Strategy.Receiver(retry)?.Type) || types.RetryOptions(retry) is not { } options)
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

        var clients = new ClientRegistrations(types, model, cancellation).Clients().Where(client => client.Steps.Any(step => step.Call.Syntax == handler.Syntax)).ToArray();
        if (clients.Length != 1 || new RegisteredClients(types, model, cancellation).SeenUses(clients[0]).Where(flow => !flow.Shared).SelectMany(flow => flow.Timeouts).ToArray() is not { Length: 1 } timeouts)
            return null;

        return ConstantTime.Of(timeouts[0]) is { } limit && limit > TimeSpan.Zero && TimesOf(options, types, attempt: null) is { } times
            ? new LateRetry(retry, times, limit, $"the timeout of '{clients[0].DisplayName}', {AttemptDelays.Seconds(limit)}", timeouts[0])
            : null;
    }

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
            if (around.Parent is not IInvocationOperation next || !types.IsBuilder(next.Type) || Strategy.Receiver(next) is not { } receiver || receiver.Syntax != call.Syntax)
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
