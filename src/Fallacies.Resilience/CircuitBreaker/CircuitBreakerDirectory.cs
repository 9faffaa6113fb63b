using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace Fallacies.Resilience;

/// <summary>Keeps circuits by dependency. Pipelines that name the same directory and the same dependency share one circuit.</summary>
/// <remarks>Register it by <see cref="CircuitBreakerServiceCollectionExtensions.AddCircuitBreakerDirectory"/>, or make one per process by hand.</remarks>
public sealed class CircuitBreakerDirectory : ICircuitBreakerDirectory
{
    private readonly KeyedStates<Circuit> _circuits;

    /// <summary>Initializes an empty directory.</summary>
    /// <param name="options">How many circuits to keep, and for how long; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock, the same as that of the pipelines; <see langword="null"/> for the system's.</param>
    /// <exception cref="ValidationException"><paramref name="options"/> are out of range.</exception>
    public CircuitBreakerDirectory(CircuitBreakerDirectoryOptions? options = null, TimeProvider? timeProvider = null)
        : this(options ?? new(), timeProvider ?? TimeProvider.System, ResilienceMeter.Default)
    {
    }

    internal CircuitBreakerDirectory(CircuitBreakerDirectoryOptions options, TimeProvider time, Meter meter)
    {
        OptionsValidation<CircuitBreakerDirectoryOptions>.ThrowIfBroken(options);
        Time = time;
        _circuits = new(key => new Circuit(key, time), time, options.IdleTimeout, options.Capacity);
        Metrics = new CircuitBreakerMetrics(meter);
        CircuitBreakerMetrics.ObserveStates(meter, this);
    }

    internal TimeProvider Time { get; }

    internal CircuitBreakerMetrics Metrics { get; }

    /// <inheritdoc/>
    public bool TryGet(DependencyKey key, [NotNullWhen(true)] out CircuitBreakerView? view)
    {
        view = _circuits.Find(key)?.View();
        return view is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<CircuitBreakerView> Snapshot() => _circuits.Snapshot().ConvertAll(circuit => circuit.View());

    /// <inheritdoc/>
    public ValueTask IsolateAsync(DependencyKey key, CancellationToken cancellationToken = default)
    {
        var circuit = _circuits.Get(key);
        if (circuit.Key != key)
            throw new InvalidOperationException($"The directory is full and does not know '{key}'. To isolate all dependencies beyond its capacity, name DependencyKey.Overflow.");

        if (circuit.Isolate() is { } isolated)
            Metrics.Transition(circuit, isolated, StrategyTags.None);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(DependencyKey key, CancellationToken cancellationToken = default)
    {
        if (_circuits.Find(key) is { } circuit)
            Metrics.Transition(circuit, circuit.Reset(), StrategyTags.None);
        return default;
    }

    internal Circuit Get(DependencyKey key) => _circuits.Get(key);
}
