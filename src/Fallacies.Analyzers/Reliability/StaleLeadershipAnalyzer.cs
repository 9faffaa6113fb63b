using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1032: only the leader may write, and whether this is the leader is asked once, before a loop of writes.</summary>
internal sealed class StaleLeadershipAnalyzer() : FallacyAnalyzer(LostLeaseAnalyzer.Descriptor)
{
    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnOperation(OperationKind.Loop, context => Analyze(context, registration));
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration)
    {
        if (StaleLeadership.Before((ILoopOperation)context.Operation, registration, context.CancellationToken) is not { } stale)
            return;

        // At the write: what a loop is asked about has to be shown in the loop.
        context.ReportDiagnostic(Diagnostic.Create(
            LostLeaseAnalyzer.Descriptor, Operations.NameOf(stale.Write).GetLocation(), new[] { stale.Question.Syntax.GetLocation() }, properties: null,
            $"Nobody asks '{stale.Name}' again in the loop", "leadership", $"'{stale.Write.TargetMethod.Name}' goes on", "leader"));
    }
}
