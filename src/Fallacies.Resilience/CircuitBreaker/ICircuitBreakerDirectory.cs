using System.Diagnostics.CodeAnalysis;

namespace Fallacies.Resilience;

/// <summary>All circuits by dependency, for health pages and operators. State lives here and not in pipelines, so it outlives their reloads.</summary>
public interface ICircuitBreakerDirectory
{
    /// <summary>Looks at one circuit.</summary>
    /// <param name="key">The dependency.</param>
    /// <param name="view">The circuit at this moment.</param>
    /// <returns><see langword="false"/> if no call has used the dependency yet, or not for a while.</returns>
    bool TryGet(DependencyKey key, [NotNullWhen(true)] out CircuitBreakerView? view);

    /// <summary>Looks at all circuits.</summary>
    /// <returns>The circuits at this moment, in no order.</returns>
    IReadOnlyList<CircuitBreakerView> Snapshot();

    /// <summary>Refuses all calls to a dependency until it is reset, whether or not calls were made before. A reload of options does not end it.</summary>
    /// <param name="key">The dependency.</param>
    /// <param name="cancellationToken">Not waited for: the work is done when the method returns.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="InvalidOperationException">The directory is full and does not know the dependency.</exception>
    ValueTask IsolateAsync(DependencyKey key, CancellationToken cancellationToken = default);

    /// <summary>Closes a circuit, isolated or not, and forgets its failures. Does nothing for a dependency that is not known.</summary>
    /// <param name="key">The dependency.</param>
    /// <param name="cancellationToken">Not waited for: the work is done when the method returns.</param>
    /// <returns>A completed task.</returns>
    ValueTask ResetAsync(DependencyKey key, CancellationToken cancellationToken = default);
}
