using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The filter of a retry that leaves out what <c>HttpClient</c> throws when its time is up.</summary>
/// <param name="NamesTimeout">Whether it was to let timeouts through, and names the exception that is wrapped.</param>
internal sealed record TimeoutFilter(bool NamesTimeout)
{
    // None of them is a base of TaskCanceledException.
    private static readonly HashSet<string> Others = ["HttpRequestException", "HttpIOException", "SocketException", "IOException", "WebException", "TimeoutException"];

    // A half-typed local may start with itself.
    private const int LongestChain = 20;

    /// <summary>The filter of a retry of either version, or <see langword="null"/> where it lets a cancellation through, or cannot be read.</summary>
    public static TimeoutFilter? Of(IInvocationOperation retry, KnownTypes types)
    {
        if (retry.TargetMethod.Name != "AddRetry")
            return types.IsPolicyBuilder(retry.TargetMethod) ? Of(Named(Operations.ReceiverOf(retry), types)) : null;
        if (types.RetryOptions(retry) is not { } options || RetrySettings.Of(options) is not { IsComplete: true } settings)
            return null;

        // The default lets everything through but a cancellation.
        return settings["ShouldHandle"] is { } filter ? Of(Named(filter, types)) : new TimeoutFilter(NamesTimeout: false);
    }

    private static TimeoutFilter? Of(List<string>? exceptions) =>
        exceptions is { Count: > 0 } && exceptions.TrueForAll(Others.Contains) ? new TimeoutFilter(exceptions.Contains("TimeoutException")) : null;

    // "Handle<A>().Or<B>()", or a lambda.
    private static List<string>? Named(IOperation? chain, KnownTypes types)
    {
        var found = new List<string>();
        for (var left = LongestChain; chain is not null; left--)
        {
            chain = Operations.Unwrap(chain);
            if (chain is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only and not ILocalReferenceOperation)
                chain = Operations.Unwrap(only);
            if (chain is IObjectCreationOperation { Type.Name: "PredicateBuilder" })
                break;
            if (chain is IAnonymousFunctionOperation or IMethodReferenceOperation)
                return new ExceptionPredicate(types).Names(chain)?.ToList();
            if (left == 0 || chain is not IInvocationOperation call || !Adds(call, found, types))
                return null;
            chain = Operations.ReceiverOf(call);
        }

        return found;
    }

    private static bool Adds(IInvocationOperation call, List<string> found, KnownTypes types)
    {
        var method = call.TargetMethod;
        switch (method.Name)
        {
            case "Handle" or "Or" when method.TypeArguments.Length == 1:
                found.AddRange(Handled(call, method.TypeArguments[0].Name, types));
                return true;
            case "HandleTransientHttpError" or "OrTransientHttpError":
                found.Add("HttpRequestException");
                return true;
            default:
                return method.Name is "HandleResult" or "OrResult" or "OrTransientHttpStatusCode";
        }
    }

    // The condition beside a type may say more than the type.
    private static string[] Handled(IInvocationOperation call, string type, KnownTypes types) =>
        call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).FirstOrDefault(value => value is IAnonymousFunctionOperation or IMethodReferenceOperation) is { } condition
        && new ExceptionPredicate(types).Names(condition) is { } names && (names.Length == 0 || !Others.Contains(type)) ? names : [type];
}
