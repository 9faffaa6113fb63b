using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>FAL3004: a loop gathers the frames of a message until its end, and nothing says how large it may be.</summary>
internal sealed class EndlessMessageAnalyzer() : FallacyAnalyzer(RemovedLimitAnalyzer.Descriptor)
{
    public override void Register(Registration registration)
    {
        // A tool serves one user, who waits for what he asked for.
        if (registration.Kind is not (ProjectKind.Test or ProjectKind.Tool))
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "ReceiveAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation receive, KnownTypes types)
    {
        if (WebSockets.IsCall(receive, types) && EndlessMessage.Around(receive) is { } message)
            context.ReportDiagnostic(Diagnostic.Create(
                RemovedLimitAnalyzer.Descriptor, Operations.NameOf(receive).GetLocation(), new[] { message.Growth.Syntax.GetLocation() }, receive.TargetMethod.Name, "a message", $" into '{message.Buffer.Name}'"));
    }
}
