using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>What a retry loop does while tries fail, as far as a resilience pipeline can say the same.</summary>
internal sealed record RetryMeaning(HandledFailures Handled, string Retries, string Delay, ExpressionSyntax? Token, ISymbol? LastFailure)
{
    // Where the loop does not wait at all: short against a request, long against a busy server.
    private const int DefaultDelay = 200;

    public static RetryMeaning? Of(RetryLoop retry)
    {
        if (HandledFailures.Of(retry) is not { } handled || RoundsOf(retry) is not { } rounds || retry.Attempt.Finally is not null)
            return null;
        if (DelayOf(retry, rounds) is not { } delay || !HasOneToken(retry, out var token))
            return null;
        if (token is not null && !StopsAlike(retry, rounds, handled, token))
            return null;

        return new RetryMeaning(handled, RetriesOf(retry, rounds.Tries), delay, token, rounds.Ending == RetryEnding.FallsOut ? rounds.LastFailure : null);
    }

    // Clauses that count for themselves could take turns: then the number of tries depends on what fails when.
    private static RetryRounds? RoundsOf(RetryLoop retry)
    {
        if (retry.Catches.Length > 1 && retry.Catches.Any(clause => clause.InThisFunction().Any(part => part is IIncrementOrDecrementOperation or ICompoundAssignmentOperation)))
            return null;

        var all = retry.Catches.Select(clause => RetryRounds.Of(retry, clause)).ToList();
        var first = all[0];
        return all.All(rounds => rounds is { IsCertain: true, HasOtherEffects: false, Bound: >= 2 }
            && rounds.Tries == first.Tries
            && rounds.Ending == first.Ending
            && (rounds.Ending == RetryEnding.Rethrow ? rounds.LastFailure is null : rounds.Ending == RetryEnding.FallsOut && rounds.LastFailure is not null && SymbolEqualityComparer.Default.Equals(rounds.LastFailure, first.LastFailure)))
            ? first
            : null;
    }

    private static string RetriesOf(RetryLoop retry, int tries)
    {
        var constants = retry.Loop.InThisFunction().OfType<IFieldReferenceOperation>().Where(field => field.Field.IsConst && field.Instance is null).ToList();
        foreach (var (number, form) in new[] { (tries, "{0} - 1"), (tries - 1, "{0}") })
        {
            if (constants.FirstOrDefault(constant => constant.ConstantValue.Value is int value && value == number) is { } named)
                return string.Format(CultureInfo.InvariantCulture, form, named.Syntax);
        }

        return (tries - 1).ToString(CultureInfo.InvariantCulture);
    }

    private static string? DelayOf(RetryLoop retry, RetryRounds rounds)
    {
        if (retry.Waits.Kind == WaitKind.None)
            return Milliseconds(DefaultDelay);
        if (retry.Waits.Kind != WaitKind.Constant || rounds.Waits.Count < rounds.Tries - 1 || retry.Waits.Calls.Any(wait => retry.Attempt.Body.Syntax.Span.Contains(wait.Syntax.Span)))
            return null;

        var times = retry.Waits.Calls.Select(RetryWaits.ConstantOf).Distinct().ToList();
        if (times.Count != 1 || times[0] is not { } time || time < TimeSpan.Zero)
            return null;
        if (time == TimeSpan.Zero)
            return Milliseconds(DefaultDelay);

        var written = RetryWaits.Time(retry.Waits.Calls[0]);
        if (written.DescendantsAndSelf().All(CanStandInField))
            return written.Type?.Name == "TimeSpan" ? written.Syntax.ToString() : $"global::System.TimeSpan.FromMilliseconds({written.Syntax})";
        return time.Ticks % TimeSpan.TicksPerSecond == 0
            ? $"global::System.TimeSpan.FromSeconds({time.Ticks / TimeSpan.TicksPerSecond})"
            : Milliseconds(time.TotalMilliseconds);
    }

    // A read-only field may be set after the field that the pipeline is in.
    private static bool CanStandInField(IOperation part) => part is not (ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or IPropertyReferenceOperation or IFieldReferenceOperation { Field.IsConst: false });

    private static string Milliseconds(double number) => $"global::System.TimeSpan.FromMilliseconds({number.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>The caller's token, where the loop passes on one at most.</summary>
    private static bool HasOneToken(RetryLoop retry, out ExpressionSyntax? token)
    {
        var all = retry.Loop.InThisFunction().OfType<IArgumentOperation>().Select(argument => argument.Value.Unwrapped())
            .Where(value => RetryCancellation.IsToken(value, retry.Types) && !RetryCancellation.IsMadeInside(value, retry)).ToList();
        token = all.FirstOrDefault()?.Syntax as ExpressionSyntax;
        var text = token?.ToString();
        return all.All(value => value.Syntax.ToString() == text && value is IParameterReferenceOperation or ILocalReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation)
            && !retry.Loop.InThisFunction().Any(part => part.Write().Variable is { } written && all.Any(value => value.Refers(written)));
    }

    // A pipeline does not start a try for a caller who has left. The loop must not either: its first call gets the token, and where it
    // takes a cancellation for a failure its wait ends it.
    private static bool StopsAlike(RetryLoop retry, RetryRounds rounds, HandledFailures handled, ExpressionSyntax token)
    {
        var text = token.ToString();
        var inTry = retry.Call.Arguments.Any(argument => argument.Value.Unwrapped().Syntax.ToString() == text);
        var inWaits = !retry.Waits.Calls.IsEmpty && retry.Waits.Calls.All(wait => wait.Arguments.Any(argument => argument.Value.Unwrapped().Syntax.ToString() == text));
        return inTry && (!handled.TakesCancellation || (inWaits && rounds.Waits.Count >= rounds.Tries - 1));
    }
}
