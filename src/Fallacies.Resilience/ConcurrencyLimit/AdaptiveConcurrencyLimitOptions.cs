using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>Settings of an <see cref="AdaptiveConcurrencyLimit"/>. The defaults are those of Netflix's concurrency-limits.</summary>
public sealed class AdaptiveConcurrencyLimitOptions : IValidatableObject
{
    /// <summary>Gets or sets how the limit is found.</summary>
    /// <value>Required; the default is <see cref="Aimd.Default"/>, which suits clients.</value>
    [Required]
    public ConcurrencyLimitAlgorithm Algorithm { get; set; } = Aimd.Default;

    /// <summary>Gets or sets whether calls over the limit are refused.</summary>
    /// <value>The default is <see cref="ConcurrencyLimitMode.Enforce"/>. Begin with <see cref="ConcurrencyLimitMode.Observe"/> where the traffic is not known.</value>
    [EnumDataType(typeof(ConcurrencyLimitMode))]
    public ConcurrencyLimitMode Mode { get; set; } = ConcurrencyLimitMode.Enforce;

    /// <summary>Gets or sets how long samples are gathered before the limit moves.</summary>
    /// <value>From 10 ms to 10 minutes; the default is 1 s. Refused calls are told to retry after it.</value>
    [Duration("00:00:00.010", "00:10:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the samples without which a window goes on.</summary>
    /// <value>From 1 to 100,000; the default is 10.</value>
    [Between(1, 100_000)]
    public int MinSamples { get; set; } = 10;

    /// <summary>Gets or sets the latency below which a success is not a sample: no work was done for it.</summary>
    /// <value>From 0 to 1 s; the default is 100 µs.</value>
    [Duration("00:00:00", "00:00:01")]
    public TimeSpan IgnoreBelow { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>Checks the rules of the algorithm.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>The broken rules, each with its numbers.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Algorithm?.Check(nameof(Algorithm)) ?? [];
}
