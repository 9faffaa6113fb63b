using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1025: what is retried is retried already.</summary>
internal sealed class StackedRetriesAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1025",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Retries stacked on retries",
        messageFormat: "'{0}' retries what {1} retries already: {2} while the other side is down",
        description: "Retries inside retries multiply. When a service is down, each of its callers sends it many times the usual load just when it tries to come back.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        registration.OnCall((context, call) => AnalyzeHandler(context, call, registration), ClientStepKinds.Resilience);
        if (registration.Types.RetryStrategyOptions is not null)
            registration.OnCall((context, call) => AnalyzePolicy(context, call, registration), "AddRetry");
        if (registration.Types.PolicyBuilder is not null)
            registration.OnCall((context, call) => AnalyzePolicy(context, call, registration), "WaitAndRetryAsync", "RetryAsync", "WaitAndRetry", "Retry");
    }

    private static void AnalyzeHandler(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsStep(call))
            return;

        var registrations = new ClientRegistrations(registration.Types, model, context.CancellationToken);
        var handlers = new RetryingHandlers(registration.Types, model, context.CancellationToken);
        var stacked = registrations.With(call)
            .Where(client => client.Steps.Any(step => step.Call.Syntax == call.Syntax))
            .SelectMany(client => StackedRetries.Of(client, handlers, registrations.HaveOneContainer()))
            .FirstOrDefault(found => found.Culprit.Step.Call.Syntax == call.Syntax);
        if (stacked is null)
            return;

        var others = string.Join(" and ", stacked.Others.Select(other => $"'{other.Name}'").Distinct());
        Report(context, call, DiagnosticSeverity.Warning, stacked.Others[0].Step.Call, stacked.Culprit.Name, $"{others} of '{stacked.Client.DisplayName}'", stacked.Product);
    }

    private static void AnalyzePolicy(OperationAnalysisContext context, IInvocationOperation retry, Registration registration)
    {
        if (RetryAroundClient.Of(retry, registration, context.CancellationToken) is { } found)
            Report(context, retry, DiagnosticSeverity.Info, found.Call, retry.TargetMethod.Name, found.Inner, found.Product);
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation culprit, DiagnosticSeverity severity, IOperation other, string name, string inner, string product) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Source.NameOf(culprit.Syntax).GetLocation(), severity, new[] { other.Syntax.GetLocation() }, properties: null, name, inner, product));
}
