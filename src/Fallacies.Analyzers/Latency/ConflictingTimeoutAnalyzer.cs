using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2011: a client has a timeout, and a handler that sets another one.</summary>
internal sealed class ConflictingTimeoutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2011",
        Fallacy.Latency,
        DiagnosticSeverity.Warning,
        title: "HttpClient.Timeout fights the resilience handler",
        messageFormat: "The timeout of '{0}' fights '{1}': {2}",
        description: "The standard handlers bring a limit of their own and make the client's timeout infinite. A timeout that is set before is lost without a word; one that is set after cuts their retries off.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnAssignment((context, assignment, target) => Analyze(context, assignment, target, registration.Types), "Timeout");
    }

    private static void Analyze(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types)
    {
        if (assignment.SemanticModel is not { } model || !SymbolEqualityComparer.Default.Equals(target.Property.ContainingType, types.HttpClient))
            return;

        var value = ConstantTime.Of(assignment.Value);
        if (value == Timeout.InfiniteTimeSpan || TimeoutBesideHandler.Find(assignment, types, model, context.CancellationToken) is not { } found || found.Harm(value) is not { } harm)
            return;

        var severity = found.MayBeMeant(value) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, assignment.Syntax.GetLocation(), severity, new[] { found.Handler.Call.Syntax.GetLocation() }, properties: null, found.Client.DisplayName, found.Handler.Call.TargetMethod.Name, harm));
    }
}
