namespace Fallacies.Resilience;

/// <summary>Options of a circuit breaker that opens after a number of failures in a row, for pipelines of any result.</summary>
public class ConsecutiveCircuitBreakerStrategyOptions : ConsecutiveCircuitBreakerStrategyOptions<object>;
