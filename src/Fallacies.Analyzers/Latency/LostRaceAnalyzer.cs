using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2006: a remote call loses a race against the time and goes on.</summary>
internal sealed class LostRaceAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2006",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Timeout by WhenAny leaves the call running",
        messageFormat: "'{0}' goes on {1} after 'Task.Delay' has won the race: nobody cancels it",
        description: "Task.WhenAny ends the wait, not the call. When the other side is slow, every timeout leaves a request behind that keeps its connection and its memory, and its failure is never seen.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.RemoteCalls), "WhenAny");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation race, RemoteCalls remote)
    {
        if (RacedCall.Of(race, remote, context.CancellationToken) is not { } raced || MeantToFinish.Is(raced.Call) || !new LoserTrail(raced).IsLost)
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(race).GetLocation(), raced.Way.Places.Insert(0, raced.Call.Syntax.GetLocation()), CallText.Of(raced.Call), CallText.HowLong(raced.Call, raced.Way)));
    }
}
