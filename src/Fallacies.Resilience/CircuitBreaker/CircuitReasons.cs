using Polly.CircuitBreaker;

namespace Fallacies.Resilience;

/// <summary>The values of the tags <c>fallacies.reason</c> and <c>fallacies.circuit_breaker.state</c>.</summary>
internal static class CircuitReasons
{
    public const string ConsecutiveFailures = "consecutive_failures";
    public const string BreakOver = "break_over";
    public const string ProbeFailed = "probe_failed";
    public const string ProbeSucceeded = "probe_succeeded";
    public const string Isolated = "isolated";
    public const string Reset = "reset";

    /// <summary>Why a circuit in this state refuses.</summary>
    public static string Refusal(CircuitState state) => state switch
    {
        CircuitState.HalfOpen => "circuit_half_open",
        CircuitState.Isolated => "circuit_isolated",
        _ => "circuit_open",
    };

    public static string Tag(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.HalfOpen => "half_open",
        CircuitState.Isolated => "isolated",
        _ => "open",
    };
}
