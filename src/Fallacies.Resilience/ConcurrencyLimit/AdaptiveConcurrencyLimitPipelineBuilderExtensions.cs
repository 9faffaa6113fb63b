using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Adds adaptive limits to pipelines.</summary>
public static class AdaptiveConcurrencyLimitPipelineBuilderExtensions
{
    /// <summary>Adds a strategy that lets a call run only while it holds a place of an adaptive limit.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The limit, and what its calls mean.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ValidationException"><paramref name="options"/> name no limit.</exception>
    /// <remarks>Add it outside a timeout for each attempt, and inside retries: each attempt is a call that the dependency bears.</remarks>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    public static ResiliencePipelineBuilder<TResult> AddAdaptiveConcurrencyLimit<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(
        this ResiliencePipelineBuilder<TResult> builder, AdaptiveConcurrencyLimitStrategyOptions<TResult> options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        return builder.AddStrategy(context => new AdaptiveConcurrencyLimitStrategy<TResult>(options, context.Telemetry, StrategyTags.Of(builder, options)), options);
    }

    /// <summary>Adds a strategy that lets a call run only while it holds a place of an adaptive limit.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The limit, and what its calls mean.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ValidationException"><paramref name="options"/> name no limit.</exception>
    /// <remarks>Add it outside a timeout for each attempt, and inside retries: each attempt is a call that the dependency bears.</remarks>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(AdaptiveConcurrencyLimitStrategyOptions))]
    public static ResiliencePipelineBuilder AddAdaptiveConcurrencyLimit(this ResiliencePipelineBuilder builder, AdaptiveConcurrencyLimitStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        return builder.AddStrategy(context => new AdaptiveConcurrencyLimitStrategy<object>(options, context.Telemetry, StrategyTags.Of(builder, options)), options);
    }
}
