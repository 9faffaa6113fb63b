using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1033: a remote call is started, and its task is thrown away.</summary>
internal sealed class ForgottenCallAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1033",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Remote call nobody waits for",
        messageFormat: "Nobody waits for '{0}': when it fails nobody learns of it, and a shutdown cuts it off",
        description: "The task of the call is thrown away, and with it every exception. Whatever the call should have done is lost when the network fails, when the process ends, or when the request that started it disposes what the call needs.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnTaskCall((context, call) => Analyze(context, call, registration));
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (call.SemanticModel is not { } model || !IsForgotten(call, model) || IsLogTarget(context.ContainingSymbol.ContainingType))
            return;

        var losses = new Losses(registration.RemoteCalls, model, context.CancellationToken);
        if (losses.Of(call) is { } way && !Losses.AreMeant(call, way, context.ContainingSymbol, registration.Types) && !UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), way.Places, way));
    }

    // A log must not fail the code that writes to it.
    private static bool IsLogTarget(INamedTypeSymbol? type) =>
        type.Bases().Any(above => above is { Name: "Target", ContainingNamespace: { Name: "Targets", ContainingNamespace.Name: "NLog" } });

    // The compiler speaks where an async method neither awaits nor discards a task.
    private static bool IsForgotten(IInvocationOperation call, SemanticModel model) => TaskUse.Of(call) switch
    {
        TaskFate.Discarded => true,
        TaskFate.Dropped => model.GetEnclosingSymbol(call.Syntax.SpanStart) is IMethodSymbol { IsAsync: false },
        _ => false,
    };
}
