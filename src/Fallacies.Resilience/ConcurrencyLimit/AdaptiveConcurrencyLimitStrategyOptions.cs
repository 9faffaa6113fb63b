namespace Fallacies.Resilience;

/// <summary>Settings of the strategy that sends calls through an <see cref="AdaptiveConcurrencyLimit"/>, for pipelines of any result.</summary>
public class AdaptiveConcurrencyLimitStrategyOptions : AdaptiveConcurrencyLimitStrategyOptions<object>;
