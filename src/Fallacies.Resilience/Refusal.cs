namespace Fallacies.Resilience;

/// <summary>The words of a refusal, for all exceptions that carry one.</summary>
internal static class Refusal
{
    public static string Describe(IDependencyRejection refusal) => refusal.RetryAfter is { } wait
        ? $"The call to '{refusal.Dependency}' was refused: {refusal.Reason}. Retry after {wait:c}."
        : $"The call to '{refusal.Dependency}' was refused: {refusal.Reason}.";
}
