using Polly;

namespace Fallacies.Resilience;

/// <summary>A call was refused and therefore never sent. Base of the refusals for which Polly has no exception of its own.</summary>
public abstract class DependencyRejectedException : ExecutionRejectedException, IDependencyRejection
{
    /// <summary>Initializes the refusal of a call.</summary>
    /// <param name="dependency">What the call would have depended on.</param>
    /// <param name="reason">Why it was refused: one of few fixed words.</param>
    /// <param name="retryAfter">How long to wait before another call may pass; <see langword="null"/> where nobody can know.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reason"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="retryAfter"/> is negative.</exception>
    private protected DependencyRejectedException(DependencyKey dependency, string reason, TimeSpan? retryAfter)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentOutOfRangeException.ThrowIfLessThan(retryAfter.GetValueOrDefault(), TimeSpan.Zero, nameof(retryAfter));
        (Dependency, Reason, RetryAfter) = (dependency, reason, retryAfter);
    }

    /// <inheritdoc/>
    public DependencyKey Dependency { get; }

    /// <inheritdoc/>
    public string Reason { get; }

    /// <inheritdoc/>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Gets a sentence with the dependency, the reason and, where known, the wait.</summary>
    /// <value>Made when asked for: most refusals are counted and never read.</value>
    public override string Message => Refusal.Describe(this);
}
