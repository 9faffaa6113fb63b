using System.ComponentModel.DataAnnotations;
using Polly;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>Options of a circuit breaker that opens after a number of failures in a row.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public class ConsecutiveCircuitBreakerStrategyOptions<TResult> : ResilienceStrategyOptions, IValidatableObject
{
    /// <summary>Initializes the options with the defaults.</summary>
    public ConsecutiveCircuitBreakerStrategyOptions() => Name = "ConsecutiveCircuitBreaker";

    /// <summary>Gets or sets the number of failures in a row that opens the circuit.</summary>
    /// <value>From 1 to 1,000,000; the default is 5 (Envoy <c>consecutive_5xx</c>, Finagle <c>consecutiveFailures</c>).</value>
    [Between(1, 1_000_000)]
    public int FailureThreshold { get; set; } = 5;

    /// <summary>Gets or sets how long the circuit stays open before one call may probe.</summary>
    /// <value>From 10 ms to 1 day; the default is 30 s (Envoy <c>base_ejection_time</c>).</value>
    [Duration("00:00:00.010", "1.00:00:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the factor by which each break is longer than the one before, until a probe succeeds.</summary>
    /// <value>From 1 (all breaks are equal) to 10; the default is 1. Envoy's outlier detection grows its ejections, too, as 2 does here at first.</value>
    [Between(1.0, 10.0)]
    public double BreakBackoff { get; set; } = 1;

    /// <summary>Gets or sets the length that growing breaks do not exceed, before jitter.</summary>
    /// <value>From 10 ms to 1 day, and not less than <see cref="BreakDuration"/> where <see cref="BreakBackoff"/> is above 1; the default is 300 s (Envoy <c>max_ejection_time</c>). Without growth it has no effect.</value>
    [Duration("00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxBreakDuration { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Gets or sets the share by which chance lengthens a break at most, so that many processes do not probe in step.</summary>
    /// <value>From 0 to 1; the default is 0.1. It never shortens (Linkerd's 0.5 does both).</value>
    [Between(0.0, 1.0)]
    public double BreakJitter { get; set; } = 0.1;

    /// <summary>Gets or sets how long a probe may take before another call may probe. The late result then counts for nothing.</summary>
    /// <value>From 10 ms to 1 day; the default <see langword="null"/> means <see cref="BreakDuration"/>.</value>
    [Duration("00:00:00.010", "1.00:00:00")]
    public TimeSpan? ProbeTimeout { get; set; }

    /// <summary>Gets or sets how long a call must have run for its cancellation by the caller to count as a failure.</summary>
    /// <value>From 1 ms to 1 day; the default <see langword="null"/> means that a cancelled call never says anything about the dependency. Set it above the usual time of an answer where callers give up, or hedging cancels, before any timeout inside this strategy.</value>
    [Duration("00:00:00.001", "1.00:00:00")]
    public TimeSpan? AbandonedAfter { get; set; }

    /// <summary>Gets or sets the predicate of failures, in Polly's own form.</summary>
    /// <value>
    /// <see langword="true"/> is a failure; <see langword="false"/> is a success for a result, and no evidence for an exception. By default failures are all exceptions but
    /// cancellations and refusals of other strategies (timeouts are failures), and HTTP responses 408, 429 and from 500 up. A call that its caller cancelled is not asked about.
    /// </value>
    [Required]
    public Func<CircuitBreakerPredicateArguments<TResult>, ValueTask<bool>> ShouldHandle { get; set; } = DefaultFailures.ShouldHandle;

    /// <summary>Gets or sets a function that says what an outcome means, instead of <see cref="ShouldHandle"/>.</summary>
    /// <value>The default is <see langword="null"/>. A call that its caller cancelled is not asked about.</value>
    public Func<CircuitBreakerPredicateArguments<TResult>, CircuitEvidence>? Classify { get; set; }

    /// <summary>Gets or sets what is called after a call of this pipeline changed the state of the circuit.</summary>
    /// <value>The default is <see langword="null"/>. The call waits for it. What an operator does through the directory is not reported here, but counted.</value>
    public Func<CircuitTransitionArguments, ValueTask>? OnTransition { get; set; }

    /// <summary>Gets or sets what the pipeline depends on.</summary>
    /// <value>The default <see langword="null"/> means the name and the instance name of the pipeline. Required where there is a <see cref="Directory"/> and the pipeline has no name.</value>
    public DependencyKey? Dependency { get; set; }

    /// <summary>Gets or sets a function that tells what a single call depends on, for a pipeline that calls several.</summary>
    /// <value>The default <see langword="null"/> means <see cref="Dependency"/>. Requires a <see cref="Directory"/>.</value>
    public Func<ResilienceContext, DependencyKey>? DependencySelector { get; set; }

    /// <summary>Gets or sets where circuits are kept by dependency.</summary>
    /// <value>The default <see langword="null"/> means a circuit that only this pipeline has, and that ends with it. Options that the container knows by <see cref="CircuitBreakerServiceCollectionExtensions.AddConsecutiveCircuitBreaker"/> get the container's directory.</value>
    public CircuitBreakerDirectory? Directory { get; set; }

    /// <summary>Gets or sets the source of chance.</summary>
    /// <value>Gives numbers from 0 to below 1; the default is the process's shared source.</value>
    [Required]
    public Func<double> Randomizer { get; set; } = Chance.Next;

    /// <summary>Checks the rules that no single option can check.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>The broken rules.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BreakBackoff > 1 && MaxBreakDuration < BreakDuration)
            yield return OptionRule.Broken(nameof(MaxBreakDuration), MaxBreakDuration, $"not less than {nameof(BreakDuration)} ({BreakDuration:c}) where {nameof(BreakBackoff)} is above 1");
        if (DependencySelector is not null && Directory is null)
            yield return OptionRule.Broken(nameof(Directory), null, $"a directory where {nameof(DependencySelector)} is set");
    }

    internal CircuitSettings ToSettings(TimeProvider time) => new(time, FailureThreshold, BreakDuration)
    {
        Backoff = BreakBackoff,
        MaxBreakDuration = MaxBreakDuration,
        Jitter = BreakJitter,
        Randomizer = Randomizer,
        ProbeTimeout = ProbeTimeout ?? BreakDuration,
    };
}
