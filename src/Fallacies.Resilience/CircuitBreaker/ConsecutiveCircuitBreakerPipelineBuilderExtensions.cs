using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Adds a circuit breaker that opens after a number of failures in a row.</summary>
public static class ConsecutiveCircuitBreakerPipelineBuilderExtensions
{
    /// <summary>Adds a circuit breaker to a pipeline of one result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ValidationException"><paramref name="options"/> are out of range; those that depend on the builder are checked when it builds.</exception>
    /// <remarks>Add it outside a timeout for each attempt: inside, it sees a cancellation where the timeout strikes, and no timeout.</remarks>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    public static ResiliencePipelineBuilder<TResult> AddConsecutiveCircuitBreaker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(
        this ResiliencePipelineBuilder<TResult> builder, ConsecutiveCircuitBreakerStrategyOptions<TResult> options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        return builder.AddStrategy(context => Create(builder, context, options), options);
    }

    /// <summary>Adds a circuit breaker to a pipeline of any result.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ValidationException"><paramref name="options"/> are out of range; those that depend on the builder are checked when it builds.</exception>
    /// <remarks>Add it outside a timeout for each attempt: inside, it sees a cancellation where the timeout strikes, and no timeout.</remarks>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ConsecutiveCircuitBreakerStrategyOptions))]
    public static ResiliencePipelineBuilder AddConsecutiveCircuitBreaker(this ResiliencePipelineBuilder builder, ConsecutiveCircuitBreakerStrategyOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        return builder.AddStrategy(context => Create(builder, context, options), options);
    }

    private static ConsecutiveCircuitBreakerStrategy<TResult> Create<TResult>(
        ResiliencePipelineBuilderBase builder, StrategyBuilderContext context, ConsecutiveCircuitBreakerStrategyOptions<TResult> options) =>
        new(options, CircuitSource.Of(options, builder, context.TimeProvider), context.TimeProvider, context.Telemetry, StrategyTags.Of(builder, options));
}
