using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells code that holds its calls back.</summary>
internal static class Throttling
{
    private static readonly string[] Limiters = ["Semaphore", "Limiter", "Throttl", "Bulkhead", "AsyncLock"];

    /// <summary>Whether something in the code lets only so many through at a time, or spreads them over time.</summary>
    public static bool IsIn(IOperation code) =>
        code.DescendantsAndSelf().OfType<IInvocationOperation>().Any(call =>
            IsLimiter(call.TargetMethod.ContainingType.Name)
            || IsLimiter(call.TargetMethod.Name)
            || call.TargetMethod.Name is "LockAsync" or "EnterAsync" or "WaitForNextTickAsync"
            || (call.TargetMethod.Name == "Delay" && !IsBetweenAttempts(call, code)));

    // A delay in a retry is not one that spreads the calls.
    private static bool IsBetweenAttempts(IOperation delay, IOperation code)
    {
        for (var around = delay.Parent; around is not null and not IAnonymousFunctionOperation && around != code; around = around.Parent)
        {
            if (around is ICatchClauseOperation or IWhileLoopOperation)
                return true;
        }

        return false;
    }

    private static bool IsLimiter(string name) => Limiters.Any(limiter => name.IndexOf(limiter, StringComparison.OrdinalIgnoreCase) >= 0);
}
