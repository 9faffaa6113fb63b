using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1026: the key by which the other side is to know a repetition is new in each repetition.</summary>
internal sealed class FreshKeyAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1026",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Idempotency key new for each attempt",
        messageFormat: "'{0}' is new in each try of {1}: the other side takes a repetition for a new request and carries it out again",
        description: "An idempotency key tells the other side that a request is the one it may have carried out already. A key that is made where the request is repeated differs each time, and protects from nothing.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration), FreshKey.Sources);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation source, Registration registration)
    {
        if (!FreshKey.IsSource(source.TargetMethod) || FreshKey.NameOf(source) is not { } key)
            return;

        var repeated = RepeatedCode.Around(source, registration, context.CancellationToken);
        if (repeated is { IsRetry: true })
            Report(context, source, key, repeated.Name == "The loop" ? "the loop" : repeated.Name, repeated.Region.Syntax.GetLocation());
        else if (repeated is null && RetriedCaller(source, registration, context.CancellationToken) is { } caller)
            Report(context, source, key, caller.Name == "The loop" ? "the loop" : caller.Name, caller.Region.Syntax.GetLocation());
        else if (repeated is null && InnerHandler(context, registration) is { } outer)
            Report(context, source, key, $"'{outer.Name}'", outer.Step.Call.Syntax.GetLocation());
    }

    // "pipeline.ExecuteAsync(token => SendAsync(order, token))": the key is made in the method.
    private static RepeatedCode? RetriedCaller(IInvocationOperation source, Registration registration, CancellationToken cancellation) =>
        source.SemanticModel is { } model && model.GetEnclosingSymbol(source.Syntax.SpanStart, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
            ? Callers.Of(method, model, cancellation)?.Select(call => RepeatedCode.Around(call, registration, cancellation)).FirstOrDefault(repeated => repeated is { IsRetry: true })
            : null;

    // A handler below one that retries runs once for each try.
    private static RetryingHandler? InnerHandler(OperationAnalysisContext context, Registration registration)
    {
        if (context.ContainingSymbol.ContainingType is not { } type || !SymbolEqualityComparer.Default.Equals(type.BaseType, registration.Types.DelegatingHandler) || context.Operation.SemanticModel is not { } model)
            return null;

        // The retry passes the same message down: who asks first whether it has a key keeps the first one.
        if (type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(context.CancellationToken).ToString()).Any(text => text.Contains(".Contains(") || text.Contains("TryGetValue")))
            return null;

        var registrations = new ClientRegistrations(registration.Types, model, context.CancellationToken);
        var handlers = new RetryingHandlers(registration.Types, model, context.CancellationToken);
        return registrations.Clients().SelectMany(client => client.Chains(registrations.HaveOneContainer()))
            .Select(chain => handlers.In(chain.TakeWhile(step => !SymbolEqualityComparer.Default.Equals(step.HandlerType, type)).ToList()) is { Count: > 0 } outer && chain.Any(step => SymbolEqualityComparer.Default.Equals(step.HandlerType, type)) ? outer[0] : null)
            .FirstOrDefault(outer => outer is not null);
    }

    private static void Report(OperationAnalysisContext context, IOperation source, string key, string by, Location region) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, source.Syntax.GetLocation(), new[] { region }, key, by));
}
