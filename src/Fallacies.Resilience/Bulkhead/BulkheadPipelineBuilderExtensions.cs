using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Adds bulkheads to pipelines.</summary>
public static class BulkheadPipelineBuilderExtensions
{
    /// <summary>Adds a strategy that lets a call run only while it holds a permit of a bulkhead.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="options">The bulkhead, and what to do when it refuses.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="ValidationException"><paramref name="options"/> name no bulkhead.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "All members of the options are kept.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(BulkheadStrategyOptions))]
    public static TBuilder AddBulkhead<TBuilder>(this TBuilder builder, BulkheadStrategyOptions options)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);

        return builder.AddStrategy(
            context => new BulkheadStrategy(options.Bulkhead!, options.OnRejected, context.Telemetry, StrategyTags.Of(builder, options)), options);
    }

    /// <summary>Adds a strategy that lets a call run only while it holds a permit of <paramref name="bulkhead"/>.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="bulkhead">The bulkhead.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="bulkhead"/> is <see langword="null"/>.</exception>
    public static TBuilder AddBulkhead<TBuilder>(this TBuilder builder, Bulkhead bulkhead)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(bulkhead);

        return builder.AddBulkhead(new BulkheadStrategyOptions { Bulkhead = bulkhead });
    }

    /// <summary>Adds a strategy that lets a call run only while it holds a permit of a bulkhead that was registered with <c>AddBulkheads</c>.</summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="services">The services of the context with which the pipeline is configured.</param>
    /// <param name="set">The name of the set.</param>
    /// <param name="share">The name of the share.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">The set has no such share, and none for others.</exception>
    /// <exception cref="InvalidOperationException">There is no such set.</exception>
    public static TBuilder AddBulkhead<TBuilder>(this TBuilder builder, IServiceProvider services, string set, string share)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(services);

        return builder.AddBulkhead(services.GetRequiredKeyedService<BulkheadSet>(set).Get(share));
    }
}
