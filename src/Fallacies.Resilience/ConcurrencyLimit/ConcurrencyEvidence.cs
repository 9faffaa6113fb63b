namespace Fallacies.Resilience;

/// <summary>What a call says about how much its dependency can bear.</summary>
public enum ConcurrencyEvidence
{
    /// <summary>Nothing: the call was cancelled or refused elsewhere, or its duration is not a latency, as that of a stream.</summary>
    None,

    /// <summary>It was answered, and the time it took is a sample of the latency.</summary>
    Success,

    /// <summary>It failed or timed out, as calls do where there are too many.</summary>
    Dropped,
}
