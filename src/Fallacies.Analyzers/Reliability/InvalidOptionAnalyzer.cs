using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1008: a resilience option has a value with which nothing can be built.</summary>
internal sealed class InvalidOptionAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1008",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Resilience options that throw",
        messageFormat: "{0}, so {1} throws",
        description: "Resilience libraries check their options when a pipeline is built or a client is created. A value outside the allowed range compiles, and stops the program at its first call.",
        customTags: Rule.Certain);

    private const string Pipeline = "building the pipeline";

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test || OptionRange.NamesIn(registration.Types) is not { Length: > 0 } names)
            return;

        registration.OnAssignment(AnalyzeOption, names);
        registration.OnCall((context, call) => AnalyzeTimeout(context, call, registration.Types), "AddTimeout");
        registration.OnCall((context, call) => AnalyzeHandler(context, call, registration.Types), "AddStandardResilienceHandler", "AddStandardHedgingHandler");
    }

    private static void AnalyzeOption(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
    {
        if (OptionRange.Of(target.Property) is not { } range || range.Value(assignment.Value) is not { } value || range.Holds(value) || !FinalSetting.Is(assignment, target, context.CancellationToken))
            return;

        var isInHandler = target.Instance is IPropertyReferenceOperation { Property.ContainingType.Name: var name } && name.EndsWith("ResilienceOptions", StringComparison.Ordinal);
        Report(context, assignment.Syntax, OutOfRange(target.Property.Name, range, value), isInHandler ? "creating the client" : Pipeline);
    }

    private static void AnalyzeTimeout(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.TargetMethod.ContainingAssembly?.Name != "Polly.Core" || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "TimeSpan") is not { } argument)
            return;
        if (OptionRange.OfTimeout(types) is { } range && range.Value(argument.Value) is { } value && !range.Holds(value) && !FinalSetting.DependsOnSymbols(call.Syntax))
            Report(context, argument.Syntax, OutOfRange("Timeout", range, value), Pipeline);
    }

    private static void AnalyzeHandler(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsStep(call))
            return;

        foreach (var found in HandlerContradiction.Of(call, types, model, context.CancellationToken))
            Report(context, found.Culprit?.Syntax.FirstAncestorOrSelf<AssignmentExpressionSyntax>() ?? Source.NameOf(call.Syntax), found.Text, "creating the client", call.Syntax.GetLocation());
    }

    private static string OutOfRange(string option, OptionRange range, double value) => $"'{option}' is {range.Text(value)} where {range} is allowed";

    private static void Report(OperationAnalysisContext context, SyntaxNode culprit, string text, string moment, params Location[] handler) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, culprit.GetLocation(), handler, text, moment));
}
