using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1012: a remote call in an asynchronous callback that nobody waits for.</summary>
internal sealed class AsyncVoidCallbackAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1012",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Remote work in an async-void callback",
        messageFormat: "'{0}' does not wait for its asynchronous callback: '{1}' still runs when '{0}' is done, and its failure {2}",
        description: "A callback without a result cannot be awaited. A remote call in it is still on its way when the code after it goes on, and when it fails, the exception reaches nobody who could handle it: it ends the process, or is lost.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        registration.OnCall((context, call) => Analyze(context, call, registration), VoidCallbacks.Takers);
        registration.OnCreation((context, creation) => Analyze(context, creation, registration), "Timer");
    }

    private static void Analyze(OperationAnalysisContext context, IOperation taker, Registration registration)
    {
        if (VoidCallbacks.KindOf(taker, registration.Types) is not { } kind || taker.SemanticModel is not { } model)
            return;

        foreach (var callback in VoidCallbacks.Of(taker, kind, model))
        {
            if (callback.Work(kind, registration.RemoteCalls, context.CancellationToken) is not { } work || (kind != CallbackKind.Loop && callback.CatchesAll(kind, registration.RemoteCalls, context.CancellationToken)))
                continue;

            context.ReportDiagnostic(Diagnostic.Create(
                Descriptor,
                VoidCallbacks.NameOf(taker).GetLocation(),
                new[] { callback.Given.Syntax.GetLocation() },
                VoidCallbacks.TextOf(taker),
                CallText.Of(work),
                kind == CallbackKind.Started ? "is seen by nobody" : "ends the process"));
        }
    }
}
