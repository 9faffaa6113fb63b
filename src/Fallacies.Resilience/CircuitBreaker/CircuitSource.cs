using System.ComponentModel.DataAnnotations;
using Polly;

namespace Fallacies.Resilience;

/// <summary>Finds the circuit of a call: one for all calls of a pipeline, or one by dependency.</summary>
internal sealed class CircuitSource
{
    private readonly CircuitBreakerDirectory? _directory;
    private readonly Func<ResilienceContext, DependencyKey>? _selector;
    private readonly DependencyKey _key;
    private Circuit _circuit;

    private CircuitSource(CircuitBreakerDirectory? directory, Func<ResilienceContext, DependencyKey>? selector, DependencyKey key, TimeProvider time)
    {
        (_directory, _selector, _key) = (directory, selector, key);
        _circuit = directory is null || selector is not null ? new Circuit(key, time) : directory.Get(key);
    }

    public CircuitBreakerMetrics Metrics => _directory?.Metrics ?? CircuitBreakerMetrics.Default;

    public static CircuitSource Of<TResult>(ConsecutiveCircuitBreakerStrategyOptions<TResult> options, ResiliencePipelineBuilderBase builder, TimeProvider time)
    {
        if (options.Directory is { } directory)
        {
            // Two clocks in one circuit: breaks would end at random.
            if (directory.Time != time)
                throw new ValidationException(OptionRule.Broken(nameof(options.Directory), directory.Time, "a directory with the TimeProvider of the pipeline").ErrorMessage);

            // Pipelines without a name would share one circuit without anybody having said so.
            if (options.Dependency is null && options.DependencySelector is null && builder.Name is null)
                throw new ValidationException(OptionRule.Broken(nameof(options.Dependency), null, "a key, as the pipeline has no name").ErrorMessage);
        }

        var key = options.Dependency ?? new DependencyKey(builder.Name ?? options.Name ?? "circuit_breaker", builder.InstanceName);
        return new CircuitSource(options.Directory, options.DependencySelector, key, time);
    }

    public Circuit Find(ResilienceContext context)
    {
        if (_selector is not null)
            return _directory!.Get(_selector(context));

        // Nothing was called for a while, and the directory forgot the circuit; it may know another by now.
        var circuit = _circuit;
        return circuit.IsRetired ? _circuit = _directory!.Get(_key) : circuit;
    }
}
