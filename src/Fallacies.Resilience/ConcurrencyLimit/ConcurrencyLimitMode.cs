namespace Fallacies.Resilience;

/// <summary>Whether a limit binds.</summary>
public enum ConcurrencyLimitMode
{
    /// <summary>Calls over the limit are counted and let through: to see, before it binds, what it would do.</summary>
    Observe,

    /// <summary>Calls over the limit are refused.</summary>
    Enforce,
}
