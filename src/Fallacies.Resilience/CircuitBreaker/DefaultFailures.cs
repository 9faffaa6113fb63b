using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Fallacies.Resilience;

/// <summary>What is a failure of the dependency unless options say otherwise.</summary>
internal static class DefaultFailures
{
    public static ValueTask<bool> ShouldHandle<TResult>(CircuitBreakerPredicateArguments<TResult> args) => new(IsFailure(args.Outcome));

    public static bool IsFailure<TResult>(Outcome<TResult> outcome) =>
        outcome.Exception is { } exception ? IsFailure(exception) : outcome.Result is HttpResponseMessage response && IsFailure(response.StatusCode);

    private static bool IsFailure(Exception exception) => exception switch
    {
        OperationCanceledException cancelled => IsTimeout(cancelled),
        TimeoutRejectedException => true,
        ExecutionRejectedException => false,   // Another strategy refused: nothing was sent, so nothing was learnt.
        _ => true,
    };

    /// <summary>Says whether the network gave up and not the caller: so SocketsHttpHandler reports that it could not connect in time.</summary>
    public static bool IsTimeout(OperationCanceledException cancelled) => cancelled.InnerException is TimeoutException;

    // The same answers as HttpCircuitBreakerStrategyOptions of Microsoft.Extensions.Http.Resilience.
    private static bool IsFailure(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
}
