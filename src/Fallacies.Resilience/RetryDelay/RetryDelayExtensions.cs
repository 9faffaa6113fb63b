using Polly.Retry;

namespace Fallacies.Resilience;

/// <summary>Bounds the delays between retries.</summary>
public static class RetryDelayExtensions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// Sets <see cref="RetryStrategyOptions{TResult}.MaxDelay"/> and makes it bind a <see cref="RetryStrategyOptions{TResult}.DelayGenerator"/>, too. Polly lets a generator pass its
    /// own maximum, so a server that says <c>Retry-After: 6 h</c> keeps a caller for six hours. Call it after the generator is set.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="options">The options.</param>
    /// <param name="maxDelay">The longest delay, from 0 to 1 day, as Polly allows. The AWS SDKs use 20 s.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxDelay"/> is out of range.</exception>
    public static RetryStrategyOptions<TResult> WithMaxDelay<TResult>(this RetryStrategyOptions<TResult> options, TimeSpan maxDelay)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxDelay, Longest);

        options.MaxDelay = maxDelay;
        if (options.DelayGenerator is { } generator)
            options.DelayGenerator = args => Cap(generator(args), maxDelay, args.Context.ContinueOnCapturedContext);
        return options;
    }

    // A generator that gives nothing leaves the delay to Polly, which keeps the maximum itself.
    private static async ValueTask<TimeSpan?> Cap(ValueTask<TimeSpan?> generated, TimeSpan maxDelay, bool continueOnCapturedContext) =>
        await generated.ConfigureAwait(continueOnCapturedContext) is { } delay ? TimeSpan.FromTicks(Math.Min(delay.Ticks, maxDelay.Ticks)) : null;
}
