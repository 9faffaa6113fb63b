using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1009: a timeout ends a retry before it has begun, or before it has ended.</summary>
internal sealed class LateRetryAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1009",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Retries cannot fit the timeout around them",
        messageFormat: "'{0}' does not fit into {1}: {2}",
        description: "A timeout around a retry counts the tries and the waits between them. Where the first wait is as long as the timeout, nothing is ever tried again; where all together are longer, the last tries are cut off.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        if (registration.Types.RetryStrategyOptions is not null)
            registration.OnCall((context, call) => Report(context, LateRetry.InBuilder(call, registration.Types) ?? LateRetry.InClient(call, registration, context.CancellationToken), call), "AddRetry");
        if (registration.Types.PolicyBuilder is not null)
        {
            registration.OnCall((context, call) => Report(context, LateRetry.InWrap(call, registration, context.CancellationToken), call), "Wrap", "WrapAsync");
            registration.OnCall((context, call) => Report(context, LateRetry.InHandler(call, registration, context.CancellationToken), call), "AddPolicyHandler", "AddTransientHttpErrorPolicy");
        }

        registration.OnCall((context, call) => AnalyzeHandler(context, call, registration.Types), "AddStandardResilienceHandler");
    }

    private static void Report(OperationAnalysisContext context, LateRetry? late, IInvocationOperation call)
    {
        if (late is null || FinalSetting.DependsOnSymbols(call.Syntax) || (late.Times.NeverStarts(late.Limit), late.Times.NeverEnds(late.Limit)) is (false, false))
            return;

        var never = late.Times.NeverStarts(late.Limit);
        var text = never ? $"even the first retry waits {late.Times.First} and never starts" : $"{late.Times.Text}, so the last tries are cut off";
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Source.NameOf(call.Syntax).GetLocation(), never ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, new[] { late.Around.Syntax.GetLocation() }, properties: null, late.Retry.TargetMethod.Name, late.LimitName, text));
    }

    // The defaults of the handler do not fit either, if each try takes all its time: only a retry that never starts counts.
    private static void AnalyzeHandler(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsStep(call) || HandlerContradiction.SettingsOf(call, types, model, context.CancellationToken) is not { Total: { } total, RetryDelay: { } delay } settings)
            return;

        // Half of the first wait, for it has jitter.
        if (delay <= TimeSpan.Zero || total <= TimeSpan.Zero || delay.Ticks / 2 < total.Ticks || settings.Values("DelayGenerator").Concat(settings.Values("ShouldHandle")).Any())
            return;
        if (FinalSetting.DependsOnSymbols(call.Syntax) || settings.TotalValues.Concat(settings.Values("Delay")).Any(HandlerContradiction.IsConditional))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Source.NameOf(call.Syntax).GetLocation(), call.TargetMethod.Name, $"its total of {AttemptDelays.Seconds(total)}", $"even the first retry waits about {AttemptDelays.Seconds(delay)} and never starts"));
    }
}
