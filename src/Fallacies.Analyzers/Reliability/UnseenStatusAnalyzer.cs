using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1029: a breaker or retry of HTTP responses whose options know exceptions only.</summary>
internal sealed class UnseenStatusAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1029",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Strategy cannot see status codes",
        messageFormat: "'{0}' sees exceptions only: {1}",
        description: "The general options of Polly handle exceptions. An answer with a bad status is no exception, so a breaker with these options stays closed and a retry does nothing while a server answers 503 to everything.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test && registration.Types.ResiliencePipelineBuilderBase is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "AddCircuitBreaker", "AddRetry");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || !types.IsBuilder(Operations.ReceiverOf(call)?.Type) || OptionsOf(call) is not { } options || !IsGeneral(options.Type, types))
            return;

        var settings = RetrySettings.Of(options);
        if (!settings.IsComplete || settings.Has("ShouldHandle") || KnowsOwnExceptions(settings["DelayGenerator"], model.Compilation) || new ThrownStatus(types, model, context.CancellationToken).Reaches(call))
            return;

        var harm = call.TargetMethod.Name == "AddRetry" ? "an answer of 503 is taken at once, it is never tried again" : "however many answers are 503, the circuit stays closed";
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, options.Syntax.GetLocation(), call.TargetMethod.Name, harm));
    }

    // Who waits by an exception of the project's own has something inside that makes it of an answer.
    private static bool KnowsOwnExceptions(IOperation? generator, Compilation compilation) => generator?.Descendants().Select(part => part switch
    {
        IDeclarationPatternOperation { MatchedType: { } type } => type,
        IRecursivePatternOperation { MatchedType: { } type } => type,
        ITypePatternOperation { MatchedType: { } type } => type,
        IIsTypeOperation { TypeOperand: { } type } => type,
        _ => null,
    }).Any(type => type is not null && type.Name.EndsWith("Exception", StringComparison.Ordinal) && Source.Holds(compilation, type)) == true;

    private static IObjectCreationOperation? OptionsOf(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 1) is { } argument && Operations.Unwrap(argument.Value) is var value
            ? (value is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only ? Operations.Unwrap(only) : value) as IObjectCreationOperation
            : null;

    private static bool IsGeneral(ITypeSymbol? type, KnownTypes types) =>
        type is INamedTypeSymbol { Name: "CircuitBreakerStrategyOptions" or "RetryStrategyOptions", TypeArguments: { Length: 1 } results, ContainingNamespace.ContainingNamespace.Name: "Polly" }
        && SymbolEqualityComparer.Default.Equals(results[0], types.Type("System.Net.Http.HttpResponseMessage"));
}
