using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1030: a breaker lies inside the timeout of its calls and never sees it fire.</summary>
internal sealed class BlindBreakerAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1030",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Breaker that never sees the timeout",
        messageFormat: "'{0}' lies inside the {1} of '{2}': calls that are too slow are cancelled before the breaker counts them, and the circuit stays closed",
        description: "What is added first lies outside. A breaker inside a timeout sees a cancellation when the time is up, and cancellations do not count. While a server hangs, each call waits for the whole timeout and the circuit never opens.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var types = registration.Types;
        if (types.ResiliencePipelineBuilderBase is not null)
            registration.OnCall((context, call) => Pipeline(context, call, registration), "AddCircuitBreaker");
        if (types.AnyPolicy is not null)
            registration.OnCall((context, call) => Wrap(context, call, registration), "Wrap", "WrapAsync");
        registration.OnCall((context, call) => Handler(context, call, registration), "AddResilienceHandler", "AddPolicyHandler");
    }

    private static void Pipeline(OperationAnalysisContext context, IInvocationOperation add, Registration registration)
    {
        var types = registration.Types;
        if (types.IsBuilder(Operations.ReceiverOf(add)?.Type) && BlindBreaker.In(new BuilderSteps(types).Around(add), types, () => OnlyHttp(context, add, registration)) is { } found && found.Breaker.Call.Syntax == add.Syntax)
            Report(context, add, found);
    }

    private static void Wrap(OperationAnalysisContext context, IInvocationOperation wrap, Registration registration)
    {
        var types = registration.Types;
        if (!types.IsPolicy(wrap.Type) || wrap.SemanticModel is not { } model)
            return;

        var pipelines = new Pipelines(types, model, context.CancellationToken);
        var parts = Pipelines.Parts(wrap).Select(part => pipelines.Of(part).ToArray()).ToArray();
        if (parts.All(part => part.Length == 1) && BlindBreaker.In(parts.SelectMany(part => part[0]).ToList(), types, () => OnlyHttp(context, wrap, registration)) is { } found && !IsInside(parts, found))
            Report(context, wrap, found);
    }

    // A wrap inside a wrap is reported where it is made.
    private static bool IsInside(IReadOnlyList<Strategy>[][] parts, BlindBreaker found) => parts.Any(part => part[0].Contains(found.Timeout) && part[0].Contains(found.Breaker));

    private static void Handler(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        var types = registration.Types;
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsStep(call))
            return;

        var registrations = new ClientRegistrations(types, model, context.CancellationToken);
        var handlers = new HandlerStrategies(types, model, context.CancellationToken);
        var found = registrations.Clients().Where(client => client.Steps.Any(step => step.Call.Syntax == call.Syntax))
            .SelectMany(client => client.Chains(registrations.HaveOneContainer()))
            .Select(steps => handlers.Of(steps.TakeWhile(step => step.Call.Syntax != call.Syntax), steps.FirstOrDefault(step => step.Call.Syntax == call.Syntax), () => OnlyHttp(context, call, registration)))
            .FirstOrDefault(pair => pair is not null);
        if (found is not null)
            Report(context, call, found);
    }

    private static bool OnlyHttp(OperationAnalysisContext context, IInvocationOperation built, Registration registration) => new HttpExecutions(registration, context.CancellationToken).AreAllUnder(built);

    private static void Report(OperationAnalysisContext context, IInvocationOperation culprit, BlindBreaker found) => context.ReportDiagnostic(Diagnostic.Create(
        Descriptor, Operations.NameOf(culprit).GetLocation(), new[] { found.Timeout.Call.Syntax.GetLocation(), found.Breaker.Call.Syntax.GetLocation() }, found.Breaker.Name, found.Timeout.TimeText, found.Timeout.Name));
}
