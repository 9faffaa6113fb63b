using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Fallacies.Resilience;

/// <summary>Registers retry budgets.</summary>
public static class RetryBudgetServiceCollectionExtensions
{
    /// <summary>Registers the budget of a dependency as a keyed singleton, so that all clients of the dependency share it and no reload fills it anew.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name of the dependency, and the key under which <see cref="RetryBudget"/> is resolved.</param>
    /// <param name="configure">Changes the defaults. Values out of range are found when the host starts.</param>
    /// <returns>The builder of the options, whose name is <paramref name="name"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static OptionsBuilder<RetryBudgetOptions> AddRetryBudget(this IServiceCollection services, string name, Action<RetryBudgetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);

        services.TryAddKeyedSingleton(name, static (provider, key) => Create(provider, (string)key!));
        return services.AddStrategyOptions(name, configure);
    }

    private static RetryBudget Create(IServiceProvider provider, string name) =>
        new(new(name), provider.GetRequiredService<IOptionsMonitor<RetryBudgetOptions>>().Get(name), ResilienceMeter.From(provider));
}
