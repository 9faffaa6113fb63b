using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Two settings of a standard handler, each possible by itself, that its own check refuses together.</summary>
/// <param name="Text">What they are, for a message.</param>
/// <param name="Culprit">The value in the source that was set last; <see langword="null"/> where none stands inside the call that adds the handler.</param>
/// <param name="Option">The setting that gives way, seen from the options.</param>
/// <param name="Given">What the source gives that setting.</param>
/// <param name="Cure">The value with which the handler works.</param>
internal sealed record HandlerContradiction(string Text, IOperation? Culprit, string Option, IReadOnlyList<IOperation> Given, TimeSpan Cure)
{
    private const string TotalOption = "TotalRequestTimeout.Timeout";

    /// <summary>The contradictions in the settings of a handler, with its defaults filled in; none where configuration may have a say.</summary>
    public static IReadOnlyList<HandlerContradiction> Of(IInvocationOperation handler, KnownTypes types, SemanticModel near, CancellationToken cancellation)
    {
        if (FinalSetting.DependsOnSymbols(handler.Syntax) || SettingsOf(handler, types, near, cancellation) is not { Total: { } total, Attempt: { } attempt } settings || total <= TimeSpan.Zero || attempt <= TimeSpan.Zero)
            return [];

        return new[] { TotalAgainstAttempt(settings, total, attempt, handler), SamplingAgainstAttempt(settings, attempt, handler), DelaysAgainstTotal(settings, total, attempt, handler) }
            .OfType<HandlerContradiction>().ToArray();
    }

    /// <summary>The settings of a handler, if all of them stand in the source.</summary>
    public static HandlerSettings? SettingsOf(IInvocationOperation handler, KnownTypes types, SemanticModel near, CancellationToken cancellation)
    {
        if (Step(handler, near, cancellation) is not { } step)
            return null;

        var settings = HandlerSettings.Of(step, new ClientCode(types, near, cancellation), near, cancellation);
        return settings.IsRead && !settings.IsBound ? settings : null;
    }

    private static HandlerContradiction? TotalAgainstAttempt(HandlerSettings settings, TimeSpan total, TimeSpan attempt, IInvocationOperation handler)
    {
        IOperation[] totals = [.. settings.TotalValues], attempts = [.. settings.AttemptValues], all = [.. totals, .. attempts];
        if (total >= attempt || all.Any(IsConditional))
            return null;

        // What was left at its default gives way to what somebody chose.
        var text = $"The {AttemptDelays.Seconds(total)} for all tries are less than the {AttemptDelays.Seconds(attempt)} for one";
        return attempts.Length == 0
            ? new HandlerContradiction(text, Last(handler, all), settings.Hedges ? "Endpoint.Timeout.Timeout" : "AttemptTimeout.Timeout", attempts, TimeSpan.FromTicks(total.Ticks / 2))
            : new HandlerContradiction(text, Last(handler, all), TotalOption, totals, TimeSpan.FromTicks(attempt.Ticks * 3));
    }

    private static HandlerContradiction? SamplingAgainstAttempt(HandlerSettings settings, TimeSpan attempt, IInvocationOperation handler)
    {
        IOperation[] samplings = [.. settings.Values("SamplingDuration")], all = [.. samplings, .. settings.AttemptValues];
        return settings.Sampling is { } sampling && sampling > TimeSpan.Zero && sampling.Ticks < 2 * attempt.Ticks && !all.Any(IsConditional)
            ? new HandlerContradiction(
                $"The {AttemptDelays.Seconds(sampling)} that the circuit breaker looks back are less than twice the {AttemptDelays.Seconds(attempt)} for one try",
                Last(handler, all), settings.Hedges ? "Endpoint.CircuitBreaker.SamplingDuration" : "CircuitBreaker.SamplingDuration", samplings, TimeSpan.FromTicks(2 * attempt.Ticks))
            : null;
    }

    private static HandlerContradiction? DelaysAgainstTotal(HandlerSettings settings, TimeSpan total, TimeSpan attempt, IInvocationOperation handler)
    {
        IOperation[] totals = [.. settings.TotalValues], all = [.. settings.Values("Delay"), .. settings.Values("MaxHedgedAttempts"), .. totals];
        return settings.Hedges && settings.HedgingDelay is { } delay && settings.Number("MaxHedgedAttempts", 1) is { } hedged
            && delay.Ticks * hedged > total.Ticks && !settings.Values("DelayGenerator").Any() && !all.Any(IsConditional)
            ? new HandlerContradiction(
                FormattableString.Invariant($"The {hedged} × {AttemptDelays.Seconds(delay)} until the last hedged try are more than the {AttemptDelays.Seconds(total)} for all tries"),
                Last(handler, all), TotalOption, totals, TimeSpan.FromTicks((long)(delay.Ticks * hedged) + attempt.Ticks))
            : null;
    }

    // The handler by itself: which clients it is for does not matter here.
    private static ClientStep? Step(IInvocationOperation handler, SemanticModel near, CancellationToken cancellation)
    {
        var flow = new BuilderFlow(near, cancellation).From(handler);
        var kind = ClientStepKinds.Of(handler.TargetMethod, (handler.Instance ?? handler.Arguments.FirstOrDefault()?.Value)?.Type);
        return flow.Escapes || flow.Steps.Any(step => step.IsConditional) ? null : new ClientStep(handler, kind) { Options = [.. flow.Steps.Select(step => step.Call)] };
    }

    private static IOperation? Last(IInvocationOperation handler, IEnumerable<IOperation> values) =>
        values.Where(value => value.Syntax.SyntaxTree == handler.Syntax.SyntaxTree && handler.Syntax.Span.Contains(value.Syntax.Span)).OrderBy(value => value.Syntax.SpanStart).LastOrDefault();

    /// <summary>Whether a value is set under a condition.</summary>
    public static bool IsConditional(IOperation value) =>
        value.Syntax.Ancestors().TakeWhile(node => node is not AnonymousFunctionExpressionSyntax and not MemberDeclarationSyntax).Any(node => node is IfStatementSyntax or SwitchStatementSyntax);
}
