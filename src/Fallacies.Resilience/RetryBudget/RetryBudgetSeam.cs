using Polly;
using Polly.Retry;

namespace Fallacies.Resilience;

/// <summary>Turns what Polly's predicates see into entries of a budget.</summary>
internal sealed class RetryBudgetSeam<TResult>(RetryBudget budget, Func<Outcome<TResult>, bool>? isThrottled)
{
    /// <summary>Records an outcome of a retry strategy; the answer is what the strategy shall take for "handled".</summary>
    public bool MayRetry(RetryPredicateArguments<TResult> args, int maxRetries, bool handled)
    {
        if (args.Context.CancellationToken.IsCancellationRequested)
            return handled;

        if (!handled)
        {
            RecordUnhandled(args.Outcome, retried: args.AttemptNumber > 0);
            return false;
        }

        var throttled = isThrottled?.Invoke(args.Outcome) ?? false;

        // Polly stops by itself after the last attempt: its failure counts, but nothing is asked for and so nothing is denied.
        if (args.AttemptNumber >= maxRetries)
        {
            budget.RecordFailure(throttled);
            return true;
        }

        if (budget.TryAcquireRetry(throttled))
            return true;

        budget.ReportDenial("retry");
        return false;
    }

    /// <summary>Records an outcome that no predicate calls a failure.</summary>
    public void RecordUnhandled(Outcome<TResult> outcome, bool retried)
    {
        // An answer is a success. An exception that nobody handles is a bug or a cancellation, and no news of the dependency.
        if (outcome.Exception is null)
            budget.RecordSuccess(retried);
    }
}
