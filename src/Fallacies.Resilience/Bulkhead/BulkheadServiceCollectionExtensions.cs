using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience;

/// <summary>Registers bulkheads.</summary>
public static partial class BulkheadServiceCollectionExtensions
{
    /// <summary>Registers a set of bulkheads, which are carved when first asked for. Broken rules are found when the host starts.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the set, and the key under which <see cref="BulkheadSet"/> is resolved.</param>
    /// <param name="configure">Sets the total and carves it; may be left out when the options come from configuration.</param>
    /// <returns>The builder of the options, whose name is <paramref name="name"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static OptionsBuilder<BulkheadSetOptions> AddBulkheads(this IServiceCollection services, string name, Action<BulkheadSetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);

        services.TryAddKeyedSingleton(name, static (provider, key) => Create(provider, (string)key!));
        return services.AddStrategyOptions(name, configure);
    }

    private static BulkheadSet Create(IServiceProvider provider, string name)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<BulkheadSetOptions>>().Get(name);
        var set = new BulkheadSet(name, options, provider.GetService<TimeProvider>(), ResilienceMeter.From(provider));
        if (provider.GetService<ILoggerFactory>()?.CreateLogger<BulkheadSet>() is { } logger)
        {
            foreach (var bulkhead in set.Bulkheads)
                LogCarved(logger, bulkhead.Key.ToString(), bulkhead.Reserved, bulkhead.Max, bulkhead.Reserved * 10L, bulkhead.Max * 10L);
        }

        return set;
    }

    [LoggerMessage(1, LogLevel.Information, "Bulkhead {Bulkhead} has {Reserved} to {Max} permits: at a latency of 100 ms that is {ReservedRate} to {MaxRate} calls per second (rate = permits / latency)")]
    private static partial void LogCarved(ILogger logger, string bulkhead, int reserved, int max, long reservedRate, long maxRate);
}
