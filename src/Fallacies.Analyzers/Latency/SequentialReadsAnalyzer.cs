using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2012: two or more reads that need nothing of each other are awaited one after the other.</summary>
internal sealed class SequentialReadsAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2012",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "Independent remote calls awaited one after another",
        messageFormat: "'{0}'{1} waits for '{2}'{3}, whose answer it does not use: {4} calls of 100 ms take {4}00 ms where together they take 100",
        description: "Each awaited call pays the way there and back before the next one starts. Calls that need nothing of each other can be under way together: start all, then await all.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnOperation(OperationKind.Await, context => Analyze(context, registration.RemoteCalls));
    }

    private static void Analyze(OperationAnalysisContext context, RemoteCalls remote)
    {
        var wait = (IAwaitOperation)context.Operation;
        if (SequentialReads.EndingAt(wait, remote, context.CancellationToken) is not { } reads)
            return;

        var (first, last) = (reads.Reads[0], reads.Reads[reads.Reads.Length - 1]);
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, last.Call.Syntax.GetLocation(), reads.Reads.Select(read => read.Call.Syntax.GetLocation()), last.Name, last.Through, first.Name, first.Through, reads.Reads.Length));
    }
}
