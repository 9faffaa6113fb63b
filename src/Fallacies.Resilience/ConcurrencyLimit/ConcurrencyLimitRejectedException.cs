namespace Fallacies.Resilience;

/// <summary>As many calls ran as an adaptive limit allows; the call was therefore never sent.</summary>
public sealed class ConcurrencyLimitRejectedException : DependencyRejectedException
{
    /// <summary>Initializes the refusal of a call.</summary>
    /// <param name="dependency">What the call would have depended on.</param>
    /// <param name="retryAfter">How long the caller should wait at least; not negative.</param>
    public ConcurrencyLimitRejectedException(DependencyKey dependency, TimeSpan retryAfter)
        : base(dependency, "limit_reached", retryAfter)
    {
    }
}
