using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>FAL6004: the propagation of the trace context is switched off, for one client or for the whole process.</summary>
internal sealed class PropagationOffAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL6004",
        Fallacy.Administration,
        DiagnosticSeverity.Warning,
        title: "Propagation switched off",
        messageFormat: "'{0}' {1}, so every trace ends at this process",
        description: "Without the trace context in its requests, a service disappears from the traces of its callers, and what it calls belongs to no request.");

    // What the runtime itself calls the switch; GlobalHttpSettings reads it once.
    private const string Switch = "System.Net.Http.EnableActivityPropagation";

    private static readonly (string Type, string Property, string Lost)[] Filters =
    [
        ("OpenTelemetry.Instrumentation.Http.HttpClientTraceInstrumentationOptions", "FilterHttpRequestMessage", "drops the span of every outgoing request"),
        ("OpenTelemetry.Instrumentation.Http.HttpClientTraceInstrumentationOptions", "FilterHttpWebRequest", "drops the span of every outgoing request"),
        ("OpenTelemetry.Instrumentation.AspNetCore.AspNetCoreTraceInstrumentationOptions", "Filter", "drops the span of every incoming request"),
    ];

    public override void Register(Registration registration)
    {
        var types = registration.Types;
        if (registration.Kind == ProjectKind.Test)
            return;

        var isService = registration.Kind == ProjectKind.Service;
        var traces = new TraceUse(registration.Compilation);
        registration.OnCall((context, call) => AnalyzeSwitch(context, call, types, traces, isService), "SetSwitch");
        if (types.OpenTelemetrySdk is not null)
            registration.OnCall((context, call) => AnalyzeTextMap(context, call, types), "SetDefaultTextMapPropagator");
        registration.OnAssignment((context, assignment, target) => AnalyzeFilter(context, assignment, target, types, isService), Filters.Select(filter => filter.Property).Distinct().ToArray());
        registration.OnAssignment((context, assignment, target) => AnalyzeHandler(context, assignment, target, types, traces, isService), "ActivityHeadersPropagator");
        registration.OnAssignment((context, assignment, target) => AnalyzeProcess(context, assignment, target, types, traces, isService), "Current");
    }

    private static void AnalyzeHandler(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types, TraceUse traces, bool isService)
    {
        if (!LostMessage.Is(target.Property.ContainingType, types.SocketsHttpHandler) || !(IsNull(assignment.Value) || IsNoOutput(assignment.Value, types)) || IsExplained(assignment.Syntax))
            return;

        var receiver = HandlerTargets.Of(assignment.Syntax);
        if (receiver == HandlerTarget.Own || receiver == HandlerTarget.Unknown && traces.IsUsed)
            Report(context, assignment, target.Property.Name, "removes 'traceparent' from every request of this handler", isService && receiver == HandlerTarget.Own);
    }

    private static void AnalyzeProcess(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types, TraceUse traces, bool isService)
    {
        if (LostMessage.Is(target.Property.ContainingType, types.Propagator) && IsNoOutput(assignment.Value, types) && !IsExplained(assignment.Syntax) && !IsReplaced(context.Compilation))
            Report(context, assignment, "DistributedContextPropagator.Current", "removes 'traceparent' from every request of the process", isService && !IsGuarded(assignment.Syntax) && traces.MayBeUsed);
    }

    private static void AnalyzeSwitch(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types, TraceUse traces, bool isService)
    {
        if (LostMessage.Is(call.TargetMethod.ContainingType, types.AppContext)
            && call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: Switch })
            && call.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: false })
            && !IsExplained(call.Syntax) && !IsReplaced(context.Compilation))
        {
            Report(context, call, Switch, "removes 'traceparent' from every request of the process", isService && !IsGuarded(call.Syntax) && traces.MayBeUsed);
        }
    }

    // HttpClient does not ask this propagator, so less is lost than it looks: a suggestion.
    private static void AnalyzeTextMap(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (LostMessage.Is(call.TargetMethod.ContainingType, types.OpenTelemetrySdk) && call.Arguments.Length == 1
            && Operations.Unwrap(call.Arguments[0].Value) is IObjectCreationOperation { Type.Name: "CompositeTextMapPropagator", Arguments.Length: 1 } composite
            && IsEmpty(Operations.Unwrap(composite.Arguments[0].Value)) && !IsExplained(call.Syntax))
        {
            Report(context, call, call.TargetMethod.Name, "removes 'traceparent' from all that OpenTelemetry sends", strong: false);
        }
    }

    // A filter that lets nothing through; what is dropped here is not sampled by those who are called either.
    private static void AnalyzeFilter(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, KnownTypes types, bool isService)
    {
        if (BodyOf(assignment.Value) is not { } body || Filters.FirstOrDefault(filter => filter.Property == target.Property.Name && LostMessage.Is(target.Property.ContainingType, types.Type(filter.Type))) is not { Lost: { } lost })
            return;
        if (Returns.Of(body) is { Count: > 0 } answers && answers.All(answer => answer.ConstantValue is { HasValue: true, Value: false }) && !IsExplained(assignment.Syntax))
            Report(context, assignment, target.Property.Name, lost, isService && !IsGuarded(assignment.Syntax));
    }

    private static IOperation? BodyOf(IOperation filter) => Operations.Unwrap(filter) switch
    {
        IAnonymousFunctionOperation lambda => lambda.Body,
        IMethodReferenceOperation { Method: var method, SemanticModel: { } model } => Source.Body(method, model),
        _ => null,
    };

    private static void Report(OperationAnalysisContext context, IOperation culprit, string name, string lost, bool strong) => context.ReportDiagnostic(Diagnostic.Create(
        Descriptor, culprit.Syntax.GetLocation(), strong ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info, additionalLocations: null, properties: null, name, lost));

    private static bool IsNull(IOperation value) => Operations.Unwrap(value) is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation;

    private static bool IsNoOutput(IOperation value, KnownTypes types) =>
        (Operations.Unwrap(value) is ILocalReferenceOperation local ? Locals.OnlyValue(local) : Operations.Unwrap(value))
            is IInvocationOperation { TargetMethod: { Name: "CreateNoOutputPropagator" } method } && LostMessage.Is(method.ContainingType, types.Propagator);

    private static bool IsEmpty(IOperation propagators) => propagators switch
    {
        IArrayCreationOperation { DimensionSizes.Length: 1 } array => array.DimensionSizes[0].ConstantValue is { HasValue: true, Value: 0 },
        IInvocationOperation { TargetMethod.Name: "Empty", Arguments.Length: 0 } => true,
        { Syntax: CollectionExpressionSyntax { Elements.Count: 0 } } => true,
        _ => false,
    };

    // Who writes down why knows what it costs.
    private static bool IsExplained(SyntaxNode culprit)
    {
        var part = culprit.FirstAncestorOrSelf<StatementSyntax>() is { } statement && statement.Contains(culprit) && culprit.Parent is not InitializerExpressionSyntax ? statement : culprit;
        var next = part.GetLastToken().GetNextToken();
        return part.GetLeadingTrivia().Concat(part.GetTrailingTrivia()).Concat(next.IsKind(SyntaxKind.CommaToken) ? next.TrailingTrivia : default)
            .Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));
    }

    // Propagators of one's own are set instead, and this only stops the built-in one from adding a second header.
    private static bool IsReplaced(Compilation compilation) => compilation.SyntaxTrees.Any(tree => tree.GetRoot().DescendantTokens()
        .Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText is "SetDefaultTextMapPropagator" or "AddSentry" or "UseSentry"));

    private static bool IsGuarded(SyntaxNode culprit) => culprit.Ancestors().Any(ancestor => ancestor is IfStatementSyntax or ConditionalExpressionSyntax or SwitchStatementSyntax);
}
