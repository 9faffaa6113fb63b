using System.ComponentModel.DataAnnotations;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Settings of the strategy that sends calls through an <see cref="AdaptiveConcurrencyLimit"/>.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public class AdaptiveConcurrencyLimitStrategyOptions<TResult> : ResilienceStrategyOptions
{
    /// <summary>Initializes the options.</summary>
    public AdaptiveConcurrencyLimitStrategyOptions() => Name = "AdaptiveConcurrencyLimit";

    /// <summary>Gets or sets the limit. It outlives the pipeline, so that a reload does not forget what it has learnt.</summary>
    /// <value>Required.</value>
    [Required]
    public AdaptiveConcurrencyLimit? Limit { get; set; }

    /// <summary>Gets or sets the predicate of dropped calls, in Polly's own form.</summary>
    /// <value>
    /// <see langword="true"/> is a dropped call; <see langword="false"/> is a sample of the latency for a result, and no evidence for an exception. By default all exceptions
    /// but cancellations and refusals of other strategies are dropped calls (timeouts are), and HTTP responses 408, 429 and from 500 up. A call that its caller cancelled is not asked about.
    /// </value>
    [Required]
    public Func<ConcurrencyLimitPredicateArguments<TResult>, ValueTask<bool>> ShouldHandle { get; set; } = static args => new(DefaultFailures.IsFailure(args.Outcome));

    /// <summary>Gets or sets a function that says what an outcome means, instead of <see cref="ShouldHandle"/>.</summary>
    /// <value>
    /// The default is <see langword="null"/>. Answer <see cref="ConcurrencyEvidence.None"/> for health checks and for streams, whose duration says nothing. A call that its caller cancelled is not asked about.
    /// </value>
    public Func<ConcurrencyLimitPredicateArguments<TResult>, ConcurrencyEvidence>? Classify { get; set; }

    /// <summary>Gets or sets what is called when a call is refused.</summary>
    /// <value>The default is <see langword="null"/>. The call waits for it.</value>
    public Func<OnConcurrencyLimitRejectedArguments, ValueTask>? OnRejected { get; set; }
}
