using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2009: the body of a parallel loop does not use the token that the loop cancels when an item fails.</summary>
internal sealed class OuterTokenAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2009",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Parallel body uses the outer token",
        messageFormat: "'{0}' gets {1} instead of the loop's own token: after one item has failed, the loop still waits for this call {2}",
        description: "Parallel.ForEachAsync cancels the token that it hands to its body as soon as one item fails, and then waits for the bodies that run. A remote call with another token does not hear of it, so the failure is seen only when the slowest call has ended.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var writes = new EarlierWrites(registration.RemoteCalls);
        registration.OnCall((context, loop) => Analyze(context, loop, registration.RemoteCalls, writes), ParallelBodies.Loops);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation loop, RemoteCalls remote, EarlierWrites writes)
    {
        if (ParallelBody.Of(loop) is not { Token: not null } body || body.Deaf(remote, writes, context.CancellationToken).ToList() is not { Count: > 0 } calls)
            return;

        // One finding for each body: its calls are repaired together.
        var (call, passed, way) = calls[0];
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            (passed?.Syntax ?? Operations.NameOf(call)).GetLocation(),
            calls.Select(other => (other.Passed ?? other.Call).Syntax.GetLocation()),
            CallText.Of(call),
            passed is null ? "no token" : $"'{passed.Syntax}'",
            CallText.HowLong(call, way)));
    }
}
