namespace Fallacies.Resilience;

/// <summary>What the outcome of a call says about the health of the dependency.</summary>
public enum CircuitEvidence
{
    /// <summary>Nothing: the call was cancelled, refused before it was sent, or failed for reasons of the caller's own. It neither closes nor opens a circuit.</summary>
    None,

    /// <summary>The dependency answered.</summary>
    Success,

    /// <summary>The dependency failed.</summary>
    Failure,
}
