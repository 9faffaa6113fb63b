using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>How a retry loop passes the time between two tries.</summary>
internal enum WaitKind
{
    None,

    /// <summary>The same time before each try.</summary>
    Constant,

    /// <summary>Growing, random, taken from a list, or told by the server.</summary>
    Varying,

    /// <summary>Something is called that may wait.</summary>
    Unknown,
}

/// <summary>The waits of a retry loop.</summary>
internal sealed record RetryWaits(WaitKind Kind, ImmutableArray<IInvocationOperation> Calls)
{
    private static readonly string[] Waiting = ["delay", "wait", "sleep", "backoff", "back_off", "pause", "throttl", "retry", "defer", "limit", "cooldown", "jitter", "reconnect"];

    private static readonly string[] Telling = ["log", "trace", "write", "info", "warn", "error", "debug", "verbose", "record", "should", "can", "is"];

    public static RetryWaits Of(RetryLoop retry)
    {
        var calls = retry.Loop.InThisFunction().OfType<IInvocationOperation>().ToList();
        var waits = calls.Where(call => IsWait(call, retry.Types)).ToImmutableArray();
        if (calls.Any(call => MayWait(call, retry, waits)))
            return new RetryWaits(WaitKind.Unknown, waits);
        if (waits.IsEmpty)
            return new RetryWaits(WaitKind.None, waits);

        var growth = new Growth(retry.Loop, retry.Types);
        return new RetryWaits(waits.All(wait => !growth.Changes(Time(wait))) ? WaitKind.Constant : WaitKind.Varying, waits);
    }

    /// <summary>How long a wait lasts, as it is written.</summary>
    public static IOperation Time(IInvocationOperation wait) => wait.Arguments.First(argument => argument.Parameter?.Ordinal == 0).Value.Unwrapped();

    /// <summary>How long a wait lasts, where that is written down.</summary>
    public static TimeSpan? ConstantOf(IInvocationOperation wait) =>
        ConstantTime.Number(Time(wait)) is { } milliseconds and >= 0 and < int.MaxValue ? TimeSpan.FromMilliseconds(milliseconds) : ConstantTime.Of(Time(wait));

    private static bool IsWait(IInvocationOperation call, KnownTypes types) =>
        call.Arguments.Length > 0
        && ((call.TargetMethod.Name == "Delay" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Task))
            || (call.TargetMethod.Name == "Sleep" && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Thread)));

    // "task.WaitAsync(limit)" and "task.Wait()" wait for the call, not between two of them.
    private static bool IsAwaiting(INamedTypeSymbol type) =>
        type is { Name: "Task" or "ValueTask", ContainingNamespace.Name: "Tasks" } or { ContainingNamespace.Name: "CompilerServices" };

    private static bool MayWait(IInvocationOperation call, RetryLoop retry, ImmutableArray<IInvocationOperation> waits)
    {
        if (call == retry.Call || waits.Contains(call) || call.TargetMethod.ContainingType is not { } type || IsAwaiting(type))
            return false;

        // Outside the try block whatever is awaited takes its time: a new connection, a fresh token.
        if (!retry.Attempt.Body.Syntax.Span.Contains(call.Syntax.Span) && call.Syntax.Ancestors().TakeWhile(node => node != retry.Loop.Syntax).Any(node => node is Microsoft.CodeAnalysis.CSharp.Syntax.AwaitExpressionSyntax)
            && !waits.Any(wait => wait.Syntax.Span.Contains(call.Syntax.Span)))
            return true;

        var name = call.TargetMethod.MethodKind == MethodKind.DelegateInvoke ? call.Instance?.Syntax.ToString() ?? "" : call.TargetMethod.Name;
        return Array.Exists(Waiting, word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            && !Array.Exists(Telling, word => name.StartsWith(word, StringComparison.OrdinalIgnoreCase));
    }
}
