using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>FAL4004: a handler, which serves all requests for minutes, takes or keeps what belongs to one of them.</summary>
internal sealed class KeptRequestDataAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL4004",
        Fallacy.Security,
        DiagnosticSeverity.Info,
        title: "Handler keeps one request's data for the next",
        messageFormat: "One '{0}' serves all requests of this client for minutes (2 by default), but {1}",
        description: "The factory makes a client's handlers in a scope of their own, keeps them for minutes and shares them between requests. What a handler takes from that scope, or keeps in a field, is never the current request's: a user's token or tenant reaches calls made for somebody else.");

    public override void Register(Registration registration)
    {
        if (registration.Kind is ProjectKind.Service or ProjectKind.Library)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "AddHttpMessageHandler");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        var step = new ClientStep(call, StepKind.MessageHandler);
        if (call.SemanticModel is not { } model || !IsOfFactory(call.TargetMethod) || step.HandlerType is not INamedTypeSymbol handler || !Source.Holds(model.Compilation, handler))
            return;
        if (call.TargetMethod.TypeArguments.IsEmpty && step.Made is not (IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "GetRequiredService" or "GetService" }))
            return;
        if (!IsFirstFor(handler, call, model, cancellation) || !Source.Mentions("SuppressHandlerScope", model.Compilation, cancellation).IsEmpty)
            return;

        if (new HandlerState(types, model, cancellation).Of(handler, step.Made as IObjectCreationOperation) is var (what, where))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), where, handler.Name, what));
    }

    private static bool IsOfFactory(IMethodSymbol method) => method.ContainingType is { Name: "HttpClientBuilderExtensions", ContainingNamespace.Name: "DependencyInjection" };

    // A handler that serves many clients is cured once, so it is reported once.
    private static bool IsFirstFor(INamedTypeSymbol handler, IInvocationOperation call, SemanticModel near, CancellationToken cancellation) =>
        Source.Mentions("AddHttpMessageHandler", near.Compilation, cancellation)
            .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>())
            .FirstOrDefault(other => other is not null && (other == call.Syntax || Adds(other, handler, near))) == call.Syntax;

    private static bool Adds(InvocationExpressionSyntax call, INamedTypeSymbol handler, SemanticModel near) =>
        (call.Expression.ToString() + call.ArgumentList).Contains(handler.Name)
        && Source.Operation(call, near) is IInvocationOperation other
        && SymbolEqualityComparer.Default.Equals(new ClientStep(other, StepKind.MessageHandler).HandlerType, handler);
}
