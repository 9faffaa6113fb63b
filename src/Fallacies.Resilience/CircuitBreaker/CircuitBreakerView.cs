using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>A circuit at one moment, for health pages and operators.</summary>
/// <param name="dependency">What the circuit guards.</param>
/// <param name="state">The state.</param>
/// <param name="since">When the circuit came into this state.</param>
/// <param name="retryAfter">How long until a call may pass; <see langword="null"/> while isolated.</param>
/// <param name="failures">The failures in a row.</param>
public sealed class CircuitBreakerView(DependencyKey dependency, CircuitState state, DateTimeOffset since, TimeSpan? retryAfter, int failures)
{
    /// <summary>Gets what the circuit guards.</summary>
    /// <value>The key under which the directory keeps the circuit.</value>
    public DependencyKey Dependency => dependency;

    /// <summary>Gets the state.</summary>
    /// <value>An open circuit stays open after its break until a call comes; <see cref="RetryAfter"/> is 0 then.</value>
    public CircuitState State => state;

    /// <summary>Gets when the circuit came into this state.</summary>
    /// <value>The wall clock now, less the time that passed on the monotonic clock: meant for people.</value>
    public DateTimeOffset Since => since;

    /// <summary>Gets how long until a call may pass.</summary>
    /// <value>What is left of the break, or of the time that the running probe has; 0 while closed; <see langword="null"/> while isolated. Never negative.</value>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Gets the failures in a row.</summary>
    /// <value>From 0 up; in an open circuit the failures that opened it and the probes that failed since.</value>
    public int Failures => failures;
}
