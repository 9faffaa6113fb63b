using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1014: the broker forgets a message before its handler has done the work.</summary>
internal sealed class EarlyAcknowledgementAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1014",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Message acknowledged before it is processed",
        messageFormat: "The broker forgets a message of '{0}' when it has sent it, so when '{1}' fails or the process ends before, the message is lost, with all that were sent ahead of it",
        description: "With automatic acknowledgement a message is gone from the queue as soon as it is on its way. A failure of the handler, a restart or a broken connection then loses it, and nobody can process it again.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;
        if (registration.Types is { RabbitModel: not null } or { RabbitChannel: not null })
            registration.OnCall((context, call) => Analyze(context, call, registration), "BasicConsume", "BasicConsumeAsync", "BasicGet", "BasicGetAsync");
        if (registration.Types.ServiceBusProcessor is { } processor)
            registration.OnCall((context, call) => AnalyzeProcessor(context, call, registration, processor), "CreateProcessor");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (RabbitConsumer.Of(call, registration.Types) is not { IsAutoAck: true } consumer || consumer.IsTemporary() || IsBackground(context, consumer.QueueText))
            return;

        var work = call.TargetMethod.Name.StartsWith("BasicGet", StringComparison.Ordinal)
            ? After(call, registration.RemoteCalls, context.CancellationToken)
            : consumer.Handlers().Select(handler => MessageWork.First(handler, registration.RemoteCalls, context.CancellationToken)).FirstOrDefault(found => found is not null);
        if (work is not null)
            Report(context, consumer.AutoAck!.Syntax, consumer.QueueText, work);
    }

    private static void AnalyzeProcessor(OperationAnalysisContext context, IInvocationOperation call, Registration registration, INamedTypeSymbol processor)
    {
        if (!SymbolEqualityComparer.Default.Equals(call.Type, processor) || call.SemanticModel is not { } model || call.Arguments.IsEmpty || ReceiveMode(call) is not { } mode)
            return;

        var entity = call.Arguments[0].Value;
        var name = entity.ConstantValue.Value as string ?? entity.Syntax.ToString();
        var handler = Operations.Root(call).Descendants().OfType<IEventAssignmentOperation>()
            .Where(added => added is { Adds: true, EventReference: IEventReferenceOperation { Event.Name: "ProcessMessageAsync" } })
            .Select(added => RabbitConsumer.Function(added.HandlerValue, model)).FirstOrDefault();
        if (handler is not null && !IsBackground(context, name) && MessageWork.First(handler, registration.RemoteCalls, context.CancellationToken) is { } work)
            Report(context, mode, name, work);
    }

    // Where the options of a processor say that messages are deleted when they are received.
    private static SyntaxNode? ReceiveMode(IInvocationOperation call)
    {
        if (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "ServiceBusProcessorOptions")?.Value is not { } options)
            return null;

        var value = Operations.Unwrap(options);
        var created = value is ILocalReferenceOperation local ? Locals.OnlyValue(local) : value;
        var later = value is ILocalReferenceOperation { Local: var variable } ? Operations.Uses(variable, call).Select(use => use.Parent?.Parent).OfType<ISimpleAssignmentOperation>() : [];
        return ((created as IObjectCreationOperation)?.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? []).Concat(later)
            .LastOrDefault(set => set is { Target: IPropertyReferenceOperation { Property.Name: "ReceiveMode" } }) is { Value: IFieldReferenceOperation { Field.Name: "ReceiveAndDelete" } } last
                ? call.Syntax.Span.Contains(last.Syntax.Span) ? last.Syntax : options.Syntax
                : null;
    }

    private static IInvocationOperation? After(IInvocationOperation call, RemoteCalls remote, CancellationToken cancellation)
    {
        var function = call.Parent;
        while (function is { Parent: not null } and not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            function = function.Parent;
        return function?.InThisFunction().OfType<IInvocationOperation>()
            .Where(later => later.Syntax.SpanStart > call.Syntax.Span.End)
            .FirstOrDefault(later => MessageWork.First(later, remote, cancellation) == later);
    }

    private static bool IsBackground(OperationAnalysisContext context, string queue) =>
        BackgroundNames.Has(queue) || BackgroundNames.Has(context.ContainingSymbol.ContainingType?.Name ?? "");

    private static void Report(OperationAnalysisContext context, SyntaxNode place, string queue, IInvocationOperation work) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, place.GetLocation(), [Operations.NameOf(work).GetLocation()], queue, work.TargetMethod.Name));
}
