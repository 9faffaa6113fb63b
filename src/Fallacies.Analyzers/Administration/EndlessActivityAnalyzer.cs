using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>FAL6002: an activity is started, and some way through the code never stops it.</summary>
internal sealed class EndlessActivityAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL6002",
        Fallacy.Administration,
        DiagnosticSeverity.Warning,
        title: "Activity never stopped",
        messageFormat: "{0}, so its span is never exported, and what runs here later hangs below it in the trace",
        description: "An activity is exported when it is stopped. One that is only started never appears in the trace, stays the current one, and becomes the parent of everything that the same flow does afterwards.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "StartActivity");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation start, KnownTypes types)
    {
        if (SymbolEqualityComparer.Default.Equals(start.TargetMethod.ContainingType, types.ActivitySource) && StartedActivity.Of(start).Loss() is { } loss)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(start).GetLocation(), loss));
    }
}
