using System.ComponentModel.DataAnnotations;

namespace Fallacies.Resilience;

/// <summary>How an <see cref="AdaptiveConcurrencyLimit"/> finds its limit: <see cref="Aimd"/> or <see cref="Gradient2"/>.</summary>
/// <remarks>
/// The defaults of both are those of Netflix's concurrency-limits. Many replicas multiply them: 50 replicas with a minimum of 20 may send a
/// dependency 1,000 calls at once, however slow it is. Set <see cref="MinLimit"/> to what it can bear divided by the replicas.
/// </remarks>
public abstract class ConcurrencyLimitAlgorithm : IValidatableObject
{
    private protected ConcurrencyLimitAlgorithm()
    {
    }

    /// <summary>Gets the limit of the first window.</summary>
    /// <value>From <see cref="MinLimit"/> to <see cref="MaxLimit"/>; the default is 20.</value>
    [Between(1, 1_000_000)]
    public int InitialLimit { get; init; } = 20;

    /// <summary>Gets the limit below which it never sinks.</summary>
    /// <value>From 1 to 1,000,000; the default is 20.</value>
    [Between(1, 1_000_000)]
    public int MinLimit { get; init; } = 20;

    /// <summary>Gets the limit above which it never rises.</summary>
    /// <value>From 1 to 1,000,000; the default is 200.</value>
    [Between(1, 1_000_000)]
    public int MaxLimit { get; init; } = 200;

    /// <summary>The word for measurements.</summary>
    internal abstract string Name { get; }

    /// <summary>The latency from which a call that succeeded counts as dropped.</summary>
    internal virtual TimeSpan DroppedFrom => Timeout.InfiniteTimeSpan;

    /// <summary>Checks the rules that tie several numbers together.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>The broken rules, each with its numbers.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinLimit > MaxLimit)
            yield return OptionRule.Broken(nameof(MinLimit), MinLimit, $"at most {nameof(MaxLimit)} = {MaxLimit}");
        else if (InitialLimit < MinLimit || InitialLimit > MaxLimit)
            yield return OptionRule.Broken(nameof(InitialLimit), InitialLimit, $"from {nameof(MinLimit)} = {MinLimit} to {nameof(MaxLimit)} = {MaxLimit}");
    }

    /// <summary>The broken rules of the algorithm that this is; its type is known here and kept by trimming.</summary>
    internal abstract IEnumerable<ValidationResult> Check(string path);

    /// <summary>A new estimate that starts at <see cref="InitialLimit"/>.</summary>
    internal abstract LimitEstimate Start();
}
