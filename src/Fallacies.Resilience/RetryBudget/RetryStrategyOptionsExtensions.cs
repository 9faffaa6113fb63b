using Polly;
using Polly.Retry;

namespace Fallacies.Resilience;

/// <summary>Puts retries on a budget.</summary>
public static class RetryStrategyOptionsExtensions
{
    /// <summary>Sends a retry only when <paramref name="budget"/> pays for it. A denied retry returns the original outcome.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="options">The options; call this after <see cref="RetryStrategyOptions{TResult}.ShouldHandle"/> is set, which it wraps.</param>
    /// <param name="budget">The budget that all callers of the same dependency share.</param>
    /// <param name="isThrottled">Says which failures mean that the callee has too much to do, such as status 429; by default none does.</param>
    /// <returns>The same options.</returns>
    /// <remarks>
    /// A failure is what <see cref="RetryStrategyOptions{TResult}.ShouldHandle"/> says. A result that it does not handle is a success; an exception that it
    /// does not handle, and any outcome of a call that its caller has cancelled, says nothing about the dependency and leaves the budget as it is.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="budget"/> is <see langword="null"/>.</exception>
    public static RetryStrategyOptions<TResult> WithRetryBudget<TResult>(
        this RetryStrategyOptions<TResult> options, RetryBudget budget, Func<Outcome<TResult>, bool>? isThrottled = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(budget);

        var seam = new RetryBudgetSeam<TResult>(budget, isThrottled);
        var inner = options.ShouldHandle;
        options.ShouldHandle = args =>
        {
            var handled = inner(args);
            return handled.IsCompletedSuccessfully
                ? new(seam.MayRetry(args, options.MaxRetryAttempts, handled.Result))
                : Later(handled, args);
        };
        return options;

        async ValueTask<bool> Later(ValueTask<bool> handled, RetryPredicateArguments<TResult> args) =>
            seam.MayRetry(args, options.MaxRetryAttempts, await handled.ConfigureAwait(args.Context.ContinueOnCapturedContext));
    }

    /// <inheritdoc cref="WithRetryBudget{TResult}(RetryStrategyOptions{TResult}, RetryBudget, Func{Outcome{TResult}, bool})"/>
    public static RetryStrategyOptions WithRetryBudget(this RetryStrategyOptions options, RetryBudget budget)
    {
        WithRetryBudget<object>(options, budget);
        return options;
    }
}
