using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience;

/// <summary>Registers adaptive limits.</summary>
public static partial class AdaptiveConcurrencyLimitServiceCollectionExtensions
{
    /// <summary>Registers the limit of a dependency as a keyed singleton, so that all clients of the dependency share it and no reload forgets what it has learnt.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the dependency, and the key under which <see cref="AdaptiveConcurrencyLimit"/> is resolved.</param>
    /// <param name="configure">Changes the defaults. Values out of range are found when the host starts.</param>
    /// <returns>The builder of the options, whose name is <paramref name="name"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static OptionsBuilder<AdaptiveConcurrencyLimitOptions> AddAdaptiveConcurrencyLimit(
        this IServiceCollection services, string name, Action<AdaptiveConcurrencyLimitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);

        services.TryAddKeyedSingleton(name, static (provider, key) => Create(provider, (string)key!));
        return services.AddStrategyOptions(name, configure);
    }

    private static AdaptiveConcurrencyLimit Create(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<AdaptiveConcurrencyLimitOptions>>().Get(name);
        var limit = new AdaptiveConcurrencyLimit(new(name), options, provider.GetService<TimeProvider>(), ResilienceMeter.From(provider));
        if (provider.GetService<ILoggerFactory>()?.CreateLogger<AdaptiveConcurrencyLimit>() is { } logger)
            LogBounds(logger, name, options.Algorithm.MinLimit, options.Algorithm.MaxLimit, options.Algorithm.MinLimit * 50L);

        return limit;
    }

    [LoggerMessage(2, LogLevel.Warning, "The limit of '{Dependency}' is never below {Min} nor above {Max} calls in each process: 50 replicas may send it {Replicated} at once, however slow it is")]
    private static partial void LogBounds(ILogger logger, string dependency, int min, int max, long replicated);
}
