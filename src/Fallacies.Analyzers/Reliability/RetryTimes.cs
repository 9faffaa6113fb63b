using System.Globalization;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>How long a retry takes at most: its waits and its tries.</summary>
/// <param name="Waits">The waits between the tries, without jitter.</param>
/// <param name="Jitters">Whether chance changes the waits.</param>
/// <param name="Attempt">What one try may take; <see langword="null"/> where nothing limits it.</param>
internal sealed record RetryTimes(IReadOnlyList<TimeSpan> Waits, bool Jitters, TimeSpan? Attempt)
{
    // More tries than this are a loop with another meaning.
    private const int MostRetries = 30;

    // Jitter moves a wait by up to half of it in most cases.
    private const double Shortest = 0.5;

    /// <summary>The times of a retry of Polly 8 with these options, or <see langword="null"/> where they depend on more than constants.</summary>
    public static RetryTimes? Of(RetrySettings settings, bool isHttp, TimeSpan? attempt)
    {
        if (!settings.IsComplete || settings.Has("DelayGenerator") || settings.Retries is not (>= 1 and <= MostRetries and var retries))
            return null;

        var jitters = settings.Has("UseJitter") ? settings.MayBeTrue("UseJitter") : isHttp;
        return settings.Delays(exponential: isHttp, (int)retries) is { Count: > 0 } waits ? new RetryTimes(waits, jitters, attempt) : null;
    }

    /// <summary>The times of a <c>WaitAndRetry…</c> of Polly 7.</summary>
    public static RetryTimes? Of(IInvocationOperation retry, TimeSpan? attempt) =>
        RetryPolicy.Of(retry) is { Retries: >= 1 and <= MostRetries and var retries, Delays: { Count: > 0 } known }
        && (known.Count >= retries || known.Distinct().Count() == 1)
            ? new RetryTimes(Enumerable.Range(0, (int)retries).Select(n => known[Math.Min(n, known.Count - 1)]).ToList(), Jitters: false, attempt)
            : null;

    /// <summary>All waits and tries together.</summary>
    public TimeSpan Sum => TimeSpan.FromTicks(Waits.Sum(wait => wait.Ticks) + (Waits.Count + 1) * (Attempt?.Ticks ?? 0));

    /// <summary>Whether not even the first retry starts before a limit.</summary>
    public bool NeverStarts(TimeSpan limit) => Waits[0] > TimeSpan.Zero && Waits[0].Ticks * Share >= limit.Ticks;

    /// <summary>Whether the last try, if all of them take their time, ends after a limit.</summary>
    public bool NeverEnds(TimeSpan limit) => Waits.Sum(wait => wait.Ticks) * Share + (Waits.Count + 1) * (Attempt?.Ticks ?? 0) > limit.Ticks;

    /// <summary><c>3 retries × 2 s + 4 × 10 s = 46 s</c></summary>
    public string Text
    {
        get
        {
            var waits = Waits.Distinct().Count() == 1
                ? $"{Number(Waits.Count)} {(Waits.Count == 1 ? "retry" : "retries")} × {AttemptDelays.Seconds(Waits[0])}"
                : $"waits of {string.Join(" + ", Waits.Select(AttemptDelays.Seconds))}";
            var tries = Attempt is { } attempt ? $" + {Number(Waits.Count + 1)} × {AttemptDelays.Seconds(attempt)}" : "";
            return Waits.Count == 1 && Attempt is null ? $"a wait of {Some}{AttemptDelays.Seconds(Waits[0])}" : $"{waits}{tries} = {Some}{AttemptDelays.Seconds(Sum)}";
        }
    }

    /// <summary>The first wait for a message.</summary>
    public string First => Some + AttemptDelays.Seconds(Waits[0]);

    private string Some => Jitters ? "about " : "";

    private double Share => Jitters ? Shortest : 1;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
