using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2001: an <c>HttpClient</c> is told to wait for a reply without a limit.</summary>
internal sealed class InfiniteTimeoutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2001",
        Fallacy.Latency,
        DiagnosticSeverity.Warning,
        title: "HttpClient waits without a limit",
        messageFormat: "'{0}' never times out, so one lost reply holds the caller forever",
        description: "A reply can be lost on the way. A caller without a time limit then waits forever and keeps what it holds.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnAssignment((context, assignment, target) => Analyze(context, assignment, target, registration.Types), "Timeout");
    }

    private static void Analyze(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types)
    {
        if (!SymbolEqualityComparer.Default.Equals(target.Property.ContainingType, types.HttpClient))
            return;

        if (ConstantTime.Of(assignment.Value) is { } limit && limit == Timeout.InfiniteTimeSpan)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, assignment.Value.Syntax.GetLocation(), target.Syntax.ToString()));
    }
}
