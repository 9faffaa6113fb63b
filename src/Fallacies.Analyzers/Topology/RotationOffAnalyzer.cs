using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5005: the handler of a registered client is kept for ever, and so are its connections.</summary>
internal sealed class RotationOffAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5005",
        Fallacy.Topology,
        DiagnosticSeverity.Info,
        title: "Handler rotation switched off",
        messageFormat: "'SetHandlerLifetime' keeps one handler instead of a new one every 2 minutes, and its PooledConnectionLifetime is infinite: busy connections never see a change of DNS",
        description: "The factory renews handlers so that names are looked up again. Whoever switches that off must let the connections themselves expire: by PooledConnectionLifetime on the primary handler.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is not (ProjectKind.Test or ProjectKind.Tool))
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "SetHandlerLifetime");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || call.TargetMethod.ContainingType.Name != "HttpClientBuilderExtensions" || types.SocketsHttpHandler is null)
            return;
        if (ConstantTime.Of(call.Arguments.LastOrDefault()?.Value) != Timeout.InfiniteTimeSpan || new PrimaryHandler(types, model, context.CancellationToken).Endless(call) is not { } endless)
            return;

        var place = call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call.Syntax;
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, place.GetLocation(), endless.Select(made => made.Syntax.GetLocation())));
    }
}
