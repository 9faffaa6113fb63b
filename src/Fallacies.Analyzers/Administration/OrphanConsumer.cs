using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>The other end of FAL6001: a receiver starts an activity of kind Consumer and leaves the context in the message's headers.</summary>
internal static class OrphanConsumer
{
    // The value of ActivityKind.Consumer.
    private const int Consumer = 4;

    public static void Register(Registration registration, TraceUse traces, DiagnosticDescriptor descriptor)
    {
        var types = registration.Types;
        var (kafka, rabbit) = (types.KafkaConsumeResult, types.RabbitModel is null ? null : types.RabbitDelivery);
        if ((kafka ?? rabbit) is null || types.ActivitySource is not { } source)
            return;

        var received = new Lazy<INamedTypeSymbol[]>(() =>
            new[] { traces.IsInstrumented(MessageClients.Kafka) ? null : kafka, traces.IsInstrumented(MessageClients.RabbitMq) ? null : rabbit }.OfType<INamedTypeSymbol>().ToArray());
        registration.OnCall((context, call) => Analyze(context, call, received, source, descriptor), "StartActivity", "CreateActivity");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Lazy<INamedTypeSymbol[]> received, INamedTypeSymbol source, DiagnosticDescriptor descriptor)
    {
        if (!LostMessage.Is(call.TargetMethod.ContainingType, source) || !IsConsumer(call) || HasParent(call))
            return;

        var scope = MemberScope.Of(call);
        var messages = scope.DescendantsAndSelf().Where(operation => received.Value.Any(type => LostMessage.Is(operation.Type, type))).ToArray();
        if (messages.Length == 0 || TraceWords.In(scope) || ReadsHeaders(scope) || messages.Any(message => message.Parent is IArgumentOperation && message.Syntax.SpanStart < call.Syntax.SpanStart))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            descriptor,
            Operations.NameOf(call).GetLocation(),
            DiagnosticSeverity.Info,
            additionalLocations: null,
            properties: null,
            call.TargetMethod.Name,
            "starts a Consumer activity without the parent that stands in the message's headers, so the sender's trace ends here"));
    }

    private static bool IsConsumer(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument.Parameter?.Type.Name == "ActivityKind" && argument.Value.ConstantValue is { HasValue: true, Value: Consumer });

    private static bool HasParent(IInvocationOperation call) => call.Arguments.Any(argument =>
        argument.Parameter?.Name is "parentContext" or "parentId" or "links" && argument.ArgumentKind == ArgumentKind.Explicit && Operations.Unwrap(argument.Value) is not IDefaultValueOperation);

    private static bool ReadsHeaders(IOperation scope) =>
        scope.DescendantsAndSelf().Any(operation => operation is IPropertyReferenceOperation { Property.Name: "Headers" or "BasicProperties" });
}
