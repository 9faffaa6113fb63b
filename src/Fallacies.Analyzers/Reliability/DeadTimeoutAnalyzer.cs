using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1002: an optimistic timeout of Polly 7 around a delegate that gets no token.</summary>
internal sealed class DeadTimeoutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1002",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Optimistic timeout around a delegate without token",
        messageFormat: "'{0}' hands its delegate no token: the optimistic {1} can never end '{2}'",
        description: "An optimistic timeout of Polly cancels a token and then waits until the delegate has ended. A delegate that gets no token never hears of it, so the timeout never fires, however long the call takes.",
        customTags: Rule.Certain);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test && registration.Types.AnyPolicy is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration), DeadTimeout.Executions);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation execution, Registration registration)
    {
        if (DeadTimeout.Of(execution, registration.Types, registration.RemoteCalls, context.CancellationToken) is not { Delegate: { Token: null } deaf } dead)
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            Operations.NameOf(execution).GetLocation(),
            new[] { execution.Syntax.GetLocation(), dead.Strategy.Call.Syntax.GetLocation() },
            execution.TargetMethod.Name,
            dead.Strategy.TimeText,
            NameOf(deaf.Calls[0])));
    }

    private static string NameOf(IInvocationOperation call) =>
        call.TargetMethod.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } work ? ShortText.Of(work.Syntax) : CallText.Of(call);
}
