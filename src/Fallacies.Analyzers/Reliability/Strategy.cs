using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What a part of a pipeline does.</summary>
internal enum StrategyKind
{
    /// <summary>Something else: a fallback, a cache, faults for tests, a strategy of one's own.</summary>
    Other,

    Timeout,

    Retry,

    Hedging,

    Breaker,

    /// <summary>Lets so many calls through at once, or in a time.</summary>
    Limiter,
}

/// <summary>One part of a pipeline of Polly 8, or one policy of Polly 7.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Call">The call that adds or makes it.</param>
internal sealed record Strategy(StrategyKind Kind, IInvocationOperation Call)
{
    /// <summary>The methods that add or make a breaker or limiter, in both versions.</summary>
    public static readonly string[] Counting =
    [
        "AddCircuitBreaker", "AddRateLimiter", "AddConcurrencyLimiter",
        "CircuitBreaker", "CircuitBreakerAsync", "AdvancedCircuitBreaker", "AdvancedCircuitBreakerAsync", "Bulkhead", "BulkheadAsync", "RateLimit", "RateLimitAsync",
    ];

    // Polly's own.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The name of the call, for a message.</summary>
    public string Name => Call.TargetMethod.Name;

    /// <summary>What a call adds to a builder of version 8 or makes in version 7; <see langword="null"/> where it does neither.</summary>
    public static Strategy? Of(IInvocationOperation call, KnownTypes types)
    {
        var name = call.TargetMethod.Name;
        if (types.IsBuilder(Operations.ReceiverOf(call)?.Type))
            return name.StartsWith("Add", StringComparison.Ordinal) ? new Strategy(Added(name), call) : null;
        if (types.IsPolicyBuilder(call.TargetMethod))
            return new Strategy(name.Contains("Retry") ? StrategyKind.Retry : name.Contains("CircuitBreaker") ? StrategyKind.Breaker : StrategyKind.Other, call);
        return call is { Instance: null, TargetMethod.ContainingType: { Name: "Policy" } owner } && types.IsPolicy(owner) && Made(name) is { } kind ? new Strategy(kind, call) : null;
    }

    /// <summary>The time that a timeout allows; <see langword="null"/> where that is not constant.</summary>
    public TimeSpan? Time
    {
        get
        {
            var isAdded = Name.StartsWith("Add", StringComparison.Ordinal);
            if (Kind != StrategyKind.Timeout || Argument(Call, isAdded ? 1 : 0)?.Value is not { } time)
                return null;
            if (Operations.Unwrap(time) is IObjectCreationOperation { Type.Name: "TimeoutStrategyOptions" } options)
                return RetrySettings.Of(options) is var settings && settings.Has("TimeoutGenerator") ? null : settings.Has("Timeout") ? ConstantTime.Of(settings["Timeout"]) : DefaultTimeout;
            return ConstantTime.Of(time) ?? (ConstantTime.Number(time) is { } seconds and < int.MaxValue ? TimeSpan.FromSeconds(seconds) : null);
        }
    }

    /// <summary>A timeout for a message: <c>timeout of 2 s</c>.</summary>
    public string TimeText => Time is { } time ? $"timeout of {time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s" : "timeout";

    private static StrategyKind Added(string name) => name switch
    {
        "AddTimeout" => StrategyKind.Timeout,
        "AddRetry" => StrategyKind.Retry,
        "AddHedging" => StrategyKind.Hedging,
        "AddCircuitBreaker" => StrategyKind.Breaker,
        "AddRateLimiter" or "AddConcurrencyLimiter" => StrategyKind.Limiter,
        _ => StrategyKind.Other,
    };

    private static StrategyKind? Made(string name) => name switch
    {
        "Timeout" or "TimeoutAsync" => StrategyKind.Timeout,
        "Bulkhead" or "BulkheadAsync" or "RateLimit" or "RateLimitAsync" => StrategyKind.Limiter,
        "NoOp" or "NoOpAsync" or "Cache" or "CacheAsync" => StrategyKind.Other,
        _ => null,
    };

    private static IArgumentOperation? Argument(IInvocationOperation call, int ordinal) => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal);
}
