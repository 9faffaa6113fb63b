namespace Fallacies.Resilience;

/// <summary>What became of a call that asked for a permit.</summary>
internal enum Admission
{
    /// <summary>It holds one permit and has to return it.</summary>
    Admitted,

    /// <summary>No permit was free, and the bulkhead has no queue.</summary>
    Full,

    /// <summary>No permit was free, and as many calls wait as may.</summary>
    QueueFull,

    /// <summary>It waited as long as it may.</summary>
    QueueTimeout,

    /// <summary>Its caller gave up while it waited.</summary>
    Cancelled,
}
