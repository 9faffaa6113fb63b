using Fallacies.Analyzers.Knowledge;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A handler of a registered client that sends a request again when it failed, or when no reply came in time.</summary>
/// <param name="Step">The step of the registration that adds it.</param>
/// <param name="Tries">How often a request is sent at most; <see langword="null"/> where that is not constant, or without end.</param>
internal sealed record RetryingHandler(ClientStep Step, double? Tries)
{
    /// <summary>The name of the method that adds the handler.</summary>
    public string Name => Step.Call.TargetMethod.Name;

    /// <summary>Whether the handler looks at the method of a request, or may do so in settings that cannot be read.</summary>
    public bool MayAskForMethod { get; init; }
}
