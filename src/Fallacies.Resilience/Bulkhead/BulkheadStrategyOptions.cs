using System.ComponentModel.DataAnnotations;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Settings of the strategy that sends calls through a <see cref="Resilience.Bulkhead"/>.</summary>
public sealed class BulkheadStrategyOptions : ResilienceStrategyOptions
{
    /// <summary>Initializes the options.</summary>
    public BulkheadStrategyOptions() => Name = "Bulkhead";

    /// <summary>Gets or sets the bulkhead. It outlives the pipeline, so that a reload does not lose count of calls.</summary>
    /// <value>Required.</value>
    [Required]
    public Bulkhead? Bulkhead { get; set; }

    /// <summary>Gets or sets what is called when a call is refused.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Func<OnBulkheadRejectedArguments, ValueTask>? OnRejected { get; set; }
}
