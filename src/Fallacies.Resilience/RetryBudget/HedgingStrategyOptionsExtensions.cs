using Polly;
using Polly.Hedging;

namespace Fallacies.Resilience;

/// <summary>Puts hedged attempts on a budget.</summary>
public static class HedgingStrategyOptionsExtensions
{
    private static readonly ResiliencePropertyKey<bool> Denied = new("fallacies.retry_budget.denied");

    /// <summary>Starts a hedged attempt only when <paramref name="budget"/> pays for it.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="options">
    /// The options; call this after <see cref="HedgingStrategyOptions{TResult}.ShouldHandle"/> and
    /// <see cref="HedgingStrategyOptions{TResult}.ActionGenerator"/> are set, which it wraps.
    /// </param>
    /// <param name="budget">The budget that all callers of the same dependency share.</param>
    /// <returns>The same options.</returns>
    /// <remarks>
    /// A hedged attempt is paid when it starts, whether the one before failed or was slow, and its own failure then costs nothing more. A denied one takes
    /// nothing, and the call ends with the outcome of the attempts that run. Every success pays in.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="budget"/> is <see langword="null"/>.</exception>
    public static HedgingStrategyOptions<TResult> WithRetryBudget<TResult>(this HedgingStrategyOptions<TResult> options, RetryBudget budget)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(budget);

        options.ShouldHandle = Recording(options.ShouldHandle, new RetryBudgetSeam<TResult>(budget, isThrottled: null));
        if (!budget.CountHedges)
            return options;

        options.ActionGenerator = Paying(options.ActionGenerator, budget);
        options.DelayGenerator = Resting(options);
        return options;
    }

    private static Func<HedgingActionGeneratorArguments<TResult>, Func<ValueTask<Outcome<TResult>>>?> Paying<TResult>(
        Func<HedgingActionGeneratorArguments<TResult>, Func<ValueTask<Outcome<TResult>>>?> inner, RetryBudget budget) => args =>
    {
        // Asked before the inner generator, which may take a route out of a list that is then missing for others.
        if (budget.TryAcquireHedge())
            return inner(args);

        budget.ReportDenial("hedge");
        args.PrimaryContext.Properties.Set(Denied, true);
        return null;
    };

    // Where no attempt is generated Polly asks again after each delay, and without a pause when the delay is zero. A call
    // that was denied rests until an attempt ends: only a failure makes it ask again.
    private static Func<HedgingDelayGeneratorArguments, ValueTask<TimeSpan>> Resting<TResult>(HedgingStrategyOptions<TResult> options)
    {
        var inner = options.DelayGenerator;
        return args =>
        {
            if (!args.Context.Properties.GetValue(Denied, false))
                return inner is null ? new(options.Delay) : inner(args);

            args.Context.Properties.Set(Denied, false);
            return new(Timeout.InfiniteTimeSpan);
        };
    }

    private static Func<HedgingPredicateArguments<TResult>, ValueTask<bool>> Recording<TResult>(
        Func<HedgingPredicateArguments<TResult>, ValueTask<bool>> inner, RetryBudgetSeam<TResult> seam)
    {
        return args =>
        {
            var handled = inner(args);
            return handled.IsCompletedSuccessfully ? new(Record(args, handled.Result)) : Later(handled, args);
        };

        async ValueTask<bool> Later(ValueTask<bool> handled, HedgingPredicateArguments<TResult> args) =>
            Record(args, await handled.ConfigureAwait(args.Context.ContinueOnCapturedContext));

        bool Record(HedgingPredicateArguments<TResult> args, bool handled)
        {
            if (!handled && !args.Context.CancellationToken.IsCancellationRequested)
                seam.RecordUnhandled(args.Outcome, retried: args.AttemptNumber > 0);

            return handled;
        }
    }
}
