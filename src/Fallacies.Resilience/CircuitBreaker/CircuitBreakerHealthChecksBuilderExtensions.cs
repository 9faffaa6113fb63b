using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Fallacies.Resilience;

/// <summary>Adds the circuits to health checks.</summary>
public static class CircuitBreakerHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that fails while a circuit of the container's directory is not closed, and names it with its state. It makes no calls.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the check; the default is <c>circuit_breakers</c>.</param>
    /// <param name="failureStatus">What the check reports then; the default <see langword="null"/> means <see cref="HealthStatus.Degraded"/>, as the process itself is well.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <remarks>Do not let it decide whether an orchestrator restarts the process: a restart heals no dependency.</remarks>
    public static IHealthChecksBuilder AddCircuitBreakers(
        this IHealthChecksBuilder builder, string name = "circuit_breakers", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddCircuitBreakerDirectory();
        return builder.Add(new HealthCheckRegistration(
            name, provider => new CircuitBreakerHealthCheck(provider.GetRequiredService<ICircuitBreakerDirectory>()), failureStatus ?? HealthStatus.Degraded, tags));
    }
}
