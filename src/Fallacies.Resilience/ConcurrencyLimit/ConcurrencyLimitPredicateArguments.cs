using Polly;

namespace Fallacies.Resilience;

/// <summary>The outcome of a call that held a place of an adaptive limit.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public readonly struct ConcurrencyLimitPredicateArguments<TResult>
{
    /// <summary>Initializes the arguments.</summary>
    /// <param name="context">The context of the call.</param>
    /// <param name="outcome">How it ended.</param>
    public ConcurrencyLimitPredicateArguments(ResilienceContext context, Outcome<TResult> outcome) => (Context, Outcome) = (context, outcome);

    /// <summary>Gets the context of the call.</summary>
    /// <value>The context.</value>
    public ResilienceContext Context { get; }

    /// <summary>Gets how the call ended.</summary>
    /// <value>A result or an exception.</value>
    public Outcome<TResult> Outcome { get; }
}
