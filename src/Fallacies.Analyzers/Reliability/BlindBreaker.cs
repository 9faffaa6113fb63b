using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A breaker inside the timeout that cuts its calls short: it sees them cancelled, and counts no cancellation.</summary>
/// <param name="Timeout">The timeout, or the handler that comes with one.</param>
/// <param name="Breaker">The breaker.</param>
internal sealed record BlindBreaker(Strategy Timeout, Strategy Breaker)
{
    /// <summary>The first such pair in a pipeline, whose strategies come from the outermost to the innermost. <paramref name="onlyHttp"/> is asked late whether no client but <c>HttpClient</c> is called under it.</summary>
    public static BlindBreaker? In(IReadOnlyList<Strategy> strategies, KnownTypes types, Func<bool> onlyHttp)
    {
        for (var at = strategies.Count - 1; at > 0; at--)
        {
            // A timeout further in ends the call before the outer one does, and the breaker sees that one fire.
            if (strategies[at].Kind == StrategyKind.Timeout)
                return null;
            if (strategies[at].Kind != StrategyKind.Breaker || SeesSlowCalls(strategies[at].Call, types, onlyHttp))
                continue;

            // What lies outside a retry limits all tries together.
            var timeout = strategies.Take(at).Reverse().TakeWhile(outer => outer.Kind is not (StrategyKind.Retry or StrategyKind.Hedging)).FirstOrDefault(outer => outer.Kind == StrategyKind.Timeout);
            if (timeout is not null)
                return new BlindBreaker(timeout, strategies[at]);
        }

        return null;
    }

    private static bool SeesSlowCalls(IInvocationOperation breaker, KnownTypes types, Func<bool> onlyHttp)
    {
        if (types.IsPolicyBuilder(breaker.TargetMethod))
            return MayCover(RetryPredicate.OfPolicy(breaker), Operations.ReceiverOf(breaker) ?? breaker, types, onlyHttp);
        if (breaker.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 1) is not { } argument || Operations.Unwrap(argument.Value) is not IObjectCreationOperation options)
            return true;

        var settings = RetrySettings.Of(options);
        return !settings.IsComplete || (settings["ShouldHandle"] is { } filter && MayCover(RetryPredicate.OfOptions(outcome: null, filter), filter, types, onlyHttp));
    }

    // A filter that names no exception asks in a way that cannot be read.
    private static bool MayCover(IReadOnlyCollection<ITypeSymbol> handled, IOperation filter, KnownTypes types, Func<bool> onlyHttp) =>
        !handled.Any(type => Failures.IsException(type, types)) || handled.Any(type => CoversCancellation(type, types)) || SeesLimitOfClient(handled, filter, types, onlyHttp);

    // RedisTimeoutException: the client has a limit of its own, and the breaker counts when that one ends the call. HttpClient throws no TimeoutException, it wraps one.
    private static bool SeesLimitOfClient(IReadOnlyCollection<ITypeSymbol> handled, IOperation filter, KnownTypes types, Func<bool> onlyHttp) =>
        handled.Where(type => IsLimitOfClient(type, types)).ToArray() is { Length: > 0 } limits
        && (Array.Exists(limits, limit => !SymbolEqualityComparer.Default.Equals(limit, types.Type("System.TimeoutException"))) || LooksInside(filter) || !onlyHttp());

    // OrInner<TimeoutException>(), e.InnerException is TimeoutException; also in a method or a builder that the filter names.
    private static bool LooksInside(IOperation filter) =>
        Source.Member(filter.Syntax).ToString().Contains("Inner") || filter.DescendantsAndSelf().Any(part => part is IMethodReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Instance: null });

    private static bool IsLimitOfClient(ITypeSymbol handled, KnownTypes types) =>
        handled.Name.Contains("Timeout") && Failures.IsException(handled, types) && !SymbolEqualityComparer.Default.Equals(handled, types.Type("Polly.Timeout.TimeoutRejectedException"));

    // A cancellation is an OperationCanceledException: its own type, those it derives from, and those that derive from it.
    private static bool CoversCancellation(ITypeSymbol handled, KnownTypes types) =>
        types.OperationCanceledException is not { } cancelled || cancelled.IsOrDerivesFrom(handled) || handled.IsOrDerivesFrom(cancelled);
}
