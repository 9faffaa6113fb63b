using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1003: what runs under a pipeline does not use the token by which the pipeline ends it.</summary>
internal sealed class IgnoredTokenAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1003",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Pipeline's token ignored",
        messageFormat: "'{0}' gets {1} instead of the pipeline's own token: {2}",
        description: "A pipeline ends a call by cancelling the token that it hands to the delegate. A call with another token, or with none, does not hear of it: the timeout passes and the caller waits on, for as long as the other side is silent.",
        customTags: Rule.Certain);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test && (registration.Types.ResiliencePipeline ?? registration.Types.AnyPolicy) is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration), DeadTimeout.Executions);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation execution, Registration registration)
    {
        if (DeadTimeout.Of(execution, registration.Types, registration.RemoteCalls, context.CancellationToken) is not { Delegate: { Token: not null } deaf } dead)
            return;

        var call = deaf.Calls[0];
        var passed = TokenValues.Passed(call);
        var place = deaf.Given is IAnonymousFunctionOperation ? passed?.Syntax ?? Operations.NameOf(call) : deaf.Given.Syntax;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            place.GetLocation(),
            new[] { execution.Syntax.GetLocation(), dead.Strategy.Call.Syntax.GetLocation() },
            CallText.Of(call),
            passed is null ? "no token" : $"'{passed.Syntax}'",
            dead.Strategy.Kind == StrategyKind.Hedging ? "a hedged attempt that has lost goes on" : $"the {dead.Strategy.TimeText} cannot end it"));
    }
}
