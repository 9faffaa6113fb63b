using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1001: a pipeline or policy runs an asynchronous delegate as if it were synchronous, and so guards only its start.</summary>
internal sealed class AsyncDelegateAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1001",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Asynchronous delegate in a synchronous resilience call",
        messageFormat: "'{0}' is done when its asynchronous delegate has started: nothing that fails or hangs after the first 'await' is seen by {1}",
        description: "A synchronous 'Execute' takes the task of an asynchronous delegate for its result. The task fails later, when the retry, breaker or timeout around it has long ended: they never act.",
        customTags: Rule.Certain);

    internal static readonly string[] Executions = ["Execute", "ExecuteAndCapture"];

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test || (registration.Types.ResiliencePipeline ?? registration.Types.AnyPolicy) is null)
            return;

        registration.OnCall((context, call) => Analyze(context, call, registration.Types), Executions);
        registration.OnOperation(OperationKind.AnonymousFunction, context => AnalyzeWrapped(context, registration.Types));
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (IsFault(call, types))
            Report(context, Operations.NameOf(call).GetLocation(), call, call, types);
    }

    // What a method of one's own hands on to "Execute". At the delegate: a finding outside of the operation that is looked at is not shown at once.
    private static void AnalyzeWrapped(OperationAnalysisContext context, KnownTypes types)
    {
        if (WrappedExecution.Of((IAnonymousFunctionOperation)context.Operation, types) is { } wrapped && !WantsTasks(wrapped.Execution))
            Report(context, wrapped.Place, wrapped.Call, wrapped.Execution, types);
    }

    private static void Report(OperationAnalysisContext context, Location place, IInvocationOperation call, IInvocationOperation execution, KnownTypes types)
    {
        var seen = new Pipelines(types, execution.SemanticModel!, context.CancellationToken).Of(execution.Instance!).SelectMany(strategies => strategies).Select(strategy => $"'{strategy.Name}'").Distinct().ToArray();
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            place,
            call.TargetMethod.Name,
            seen.Length > 0 ? string.Join(" or ", seen) : types.IsPipeline(execution.TargetMethod.ContainingType) ? "the pipeline" : "the policy"));
    }

    /// <summary>Whether a call runs an asynchronous delegate and does not wait for it.</summary>
    internal static bool IsFault(IInvocationOperation call, KnownTypes types) => types.IsExecution(call) && AsyncDelegate.Of(call) is not null && !WantsTasks(call);

    // Who writes Policy<Task<…>>, or caches tasks, means the tasks.
    private static bool WantsTasks(IInvocationOperation call) =>
        call.TargetMethod.ContainingType.TypeArguments.Any(AsyncDelegate.IsTask) || Operations.Unwrap(call.Instance!).Type?.Name == "CachePolicy";
}
