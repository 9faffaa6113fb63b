using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1022: a retry does not try again when the time of its client is up.</summary>
internal sealed class DeadTimeoutRetryAnalyzer() : FallacyAnalyzer(DeadTimeoutCatchAnalyzer.Descriptor)
{
    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        if (registration.Types.RetryStrategyOptions is not null)
            registration.OnCall((context, call) => Report(context, call, MissedTimeout.Around(call, registration, context.CancellationToken)), "AddRetry");
        if (registration.Types.PolicyBuilder is not null)
            registration.OnCall((context, call) => Report(context, call, MissedTimeout.Around(call, registration, context.CancellationToken)), "WaitAndRetryAsync", "RetryAsync", "WaitAndRetry", "Retry");
        registration.OnCall((context, call) => Report(context, call, MissedTimeout.Below(call, registration, context.CancellationToken)), "AddResilienceHandler", "AddPolicyHandler", "AddTransientHttpErrorPolicy");
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation retry, MissedTimeout? missed)
    {
        if (missed is null || FinalSetting.DependsOnSymbols(retry.Syntax))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            DeadTimeoutCatchAnalyzer.Descriptor, Source.NameOf(retry.Syntax).GetLocation(), DiagnosticSeverity.Info, new[] { missed.Other.Syntax.GetLocation() }, properties: null,
            $"'{retry.TargetMethod.Name}'", missed.Client, missed.Reason));
    }
}
