using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience;

/// <summary>Registers circuit breakers.</summary>
public static class CircuitBreakerServiceCollectionExtensions
{
    /// <summary>Registers the directory of circuits, <see cref="CircuitBreakerDirectory"/> and <see cref="ICircuitBreakerDirectory"/>. Its clock is the container's <see cref="TimeProvider"/>, as that of pipelines.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options, which are checked when the host starts.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    public static IServiceCollection AddCircuitBreakerDirectory(this IServiceCollection services, Action<CircuitBreakerDirectoryOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        services.AddStrategyOptions(Options.DefaultName, configure);
        services.TryAddSingleton(provider => new CircuitBreakerDirectory(
            provider.GetRequiredService<IOptions<CircuitBreakerDirectoryOptions>>().Value, provider.GetService<TimeProvider>() ?? TimeProvider.System, ResilienceMeter.From(provider)));
        services.TryAddSingleton<ICircuitBreakerDirectory>(provider => provider.GetRequiredService<CircuitBreakerDirectory>());
        return services;
    }

    /// <summary>Registers options of a circuit breaker by name, for pipelines of any result. They use the container's directory, so that a reload keeps the circuit.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the options.</param>
    /// <param name="configure">Sets the options, which are checked when the host starts.</param>
    /// <returns>The builder of the options, to bind them to configuration.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static OptionsBuilder<ConsecutiveCircuitBreakerStrategyOptions> AddConsecutiveCircuitBreaker(
        this IServiceCollection services, string name, Action<ConsecutiveCircuitBreakerStrategyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);

        return services.AddCircuitBreakerDirectory().AddStrategyOptions(name, configure).PostConfigure<CircuitBreakerDirectory>(static (options, directory) => options.Directory ??= directory);
    }

    /// <summary>Registers options of a circuit breaker by name, for pipelines of one result. They use the container's directory, so that a reload keeps the circuit.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the options.</param>
    /// <param name="configure">Sets the options, which are checked when the host starts.</param>
    /// <returns>The builder of the options, to bind them to configuration.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public static OptionsBuilder<ConsecutiveCircuitBreakerStrategyOptions<TResult>> AddConsecutiveCircuitBreaker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TResult>(
        this IServiceCollection services, string name, Action<ConsecutiveCircuitBreakerStrategyOptions<TResult>> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);

        return services.AddCircuitBreakerDirectory().AddStrategyOptions(name, configure).PostConfigure<CircuitBreakerDirectory>(static (options, directory) => options.Directory ??= directory);
    }
}
