using Polly;

namespace Fallacies.Resilience;

/// <summary>What <see cref="AdaptiveConcurrencyLimitStrategyOptions{TResult}.OnRejected"/> is told.</summary>
public readonly struct OnConcurrencyLimitRejectedArguments
{
    internal OnConcurrencyLimitRejectedArguments(ResilienceContext context, ConcurrencyLimitRejectedException rejection) => (Context, Rejection) = (context, rejection);

    /// <summary>Gets the context of the call.</summary>
    /// <value>The context.</value>
    public ResilienceContext Context { get; }

    /// <summary>Gets the outcome of the call.</summary>
    /// <value>It names the dependency.</value>
    public ConcurrencyLimitRejectedException Rejection { get; }
}
