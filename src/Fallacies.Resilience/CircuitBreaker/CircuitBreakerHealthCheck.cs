using Microsoft.Extensions.Diagnostics.HealthChecks;
using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>Healthy while all circuits are closed.</summary>
internal sealed class CircuitBreakerHealthCheck(ICircuitBreakerDirectory directory) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var broken = directory.Snapshot().Where(circuit => circuit.State != CircuitState.Closed).OrderBy(circuit => circuit.Dependency.ToString(), StringComparer.Ordinal).ToList();
        return Task.FromResult(broken.Count == 0
            ? HealthCheckResult.Healthy()
            : new HealthCheckResult(context.Registration.FailureStatus, Describe(broken), data: broken.ToDictionary(circuit => circuit.Dependency.ToString(), object (circuit) => CircuitReasons.Tag(circuit.State))));
    }

    private static string Describe(IEnumerable<CircuitBreakerView> broken) => string.Join("; ", broken.Select(circuit => circuit.RetryAfter is { } wait
        ? $"{circuit.Dependency} is {CircuitReasons.Tag(circuit.State)} since {circuit.Since:u}, retry after {wait:c}"
        : $"{circuit.Dependency} is {CircuitReasons.Tag(circuit.State)} since {circuit.Since:u}"));
}
