using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2002: a call of a generated gRPC client sets no deadline, and nothing else bounds it.</summary>
internal sealed class MissingDeadlineAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2002",
        Fallacy.Latency,
        DiagnosticSeverity.Info,
        title: "gRPC call without a deadline",
        messageFormat: "'{0}' has no deadline and gRPC has no default one, so a lost reply holds the call {1}",
        description: "gRPC has no default deadline. A call without one waits until the connection breaks, which a lost reply does not do, and the server goes on working for a caller that nobody waits for.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library && registration.Types.GrpcClientBase is { } clientBase)
            registration.OnCallOfDerived((context, call) => Analyze(context, call, clientBase, registration), clientBase.Name);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, INamedTypeSymbol clientBase, Registration registration)
    {
        var client = call.TargetMethod.ContainingType;
        if (!SymbolEqualityComparer.Default.Equals(client.BaseType?.OriginalDefinition, clientBase) || !EndsByItself(call.TargetMethod.ReturnType))
            return;
        if (!GrpcOptions.LackDeadline(call, out var token) || SendBounds.IsLong(call) || SendBounds.IsLongByName(call.TargetMethod.Name) || call.SemanticModel is not { } model)
            return;

        var bounds = new SendBounds(model, context.CancellationToken);
        var forEver = bounds.IsWithoutToken(call, token);
        if (!forEver && !(registration.Kind == ProjectKind.Service && !IsStream(call.TargetMethod.ReturnType) && bounds.IsUnbounded(call, token)))
            return;
        if (bounds.IsAtStart(call) || !new GrpcOrigins(registration.Types, model, context.CancellationToken).AreWithoutDeadline(client))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(call).GetLocation(), call.TargetMethod.Name, forEver ? "for ever" : "until somebody cancels it"));
    }

    // A stream that the caller writes to is open for as long as he likes.
    private static bool EndsByItself(ITypeSymbol result) => result.Name is not ("AsyncClientStreamingCall" or "AsyncDuplexStreamingCall");

    private static bool IsStream(ITypeSymbol result) => result.Name == "AsyncServerStreamingCall";
}
