using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1013: a breaker or limiter that is built for one call and so has nothing to count.</summary>
internal sealed class RebuiltStrategyAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1013",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Circuit breaker or limiter rebuilt for each call",
        messageFormat: "'{0}' is built anew for each {1}: it never sees more than the tries of one call, so {2}",
        description: "A breaker counts the failures of many calls, a limiter counts calls. One that is built for each call starts at zero each time: the circuit never opens, and the limit never holds.");

    public override void Register(Registration registration)
    {
        // What a tool calls once needs no second call.
        if (registration.Kind is not (ProjectKind.Test or ProjectKind.Tool) && (registration.Types.ResiliencePipelineBuilderBase ?? registration.Types.AnyPolicy) is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), Strategy.Counting);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (Strategy.Of(call, types) is not { Kind: StrategyKind.Breaker or StrategyKind.Limiter } strategy || RebuiltStrategy.Of(call, types, context.CancellationToken) is not { } rebuilt)
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            Operations.NameOf(call).GetLocation(),
            new[] { rebuilt.Built.Syntax.GetLocation(), rebuilt.Execution.Syntax.GetLocation() },
            strategy.Name,
            rebuilt.Owner is { } owner ? $"'{owner.Name}', which lives for one request" : rebuilt.Execution.TargetMethod.Name == "AddPolicyHandler" ? "request" : $"call of '{Operations.MemberName(rebuilt.Execution, context.CancellationToken)}'",
            strategy.Kind == StrategyKind.Breaker ? "the circuit stays closed" : "nothing is limited"));
    }
}
