using Polly;

namespace Fallacies.Resilience;

/// <summary>What <see cref="BulkheadStrategyOptions.OnRejected"/> is told.</summary>
public readonly struct OnBulkheadRejectedArguments
{
    internal OnBulkheadRejectedArguments(ResilienceContext context, BulkheadRejectedException rejection) => (Context, Rejection) = (context, rejection);

    /// <summary>Gets the context of the call.</summary>
    /// <value>The context.</value>
    public ResilienceContext Context { get; }

    /// <summary>Gets the outcome of the call.</summary>
    /// <value>It names the bulkhead and the reason.</value>
    public BulkheadRejectedException Rejection { get; }
}
