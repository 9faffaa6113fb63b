using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1015: the offset of a message counts as done before the work on the message is.</summary>
internal sealed class EarlyCommitAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1015",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Offset committed before the work",
        messageFormat: "{0}: when '{1}' fails or the process ends before, the next start skips the message",
        description: "A consumer of Kafka goes on after the last offset that was committed. An offset that is committed before its message has been processed makes the message disappear with the first failure or restart.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test || registration.Types.KafkaConsumer is not { } consumer)
            return;

        registration.OnCall((context, call) => AnalyzeCommit(context, call, registration, consumer), "Commit", "StoreOffset");
        registration.OnCall((context, call) => AnalyzeConsume(context, call, registration, consumer), "Consume");
    }

    private static void AnalyzeCommit(OperationAnalysisContext context, IInvocationOperation commit, Registration registration, INamedTypeSymbol consumer)
    {
        if (IsOf(commit, consumer) && CommittedMessage.Of(commit) is { } message && message.WorkAfter(registration.RemoteCalls, context.CancellationToken) is { } work)
            Report(context, commit, $"'{commit.TargetMethod.Name}' says that the message is done", work);
    }

    private static void AnalyzeConsume(OperationAnalysisContext context, IInvocationOperation consume, Registration registration, INamedTypeSymbol consumer)
    {
        if (!IsOf(consume, consumer) || consume.Instance is not { } instance || consume.SemanticModel is not { } model || LoopAround(consume) is not { } loop || BackgroundNames.Has(context.ContainingSymbol.ContainingType?.Name ?? ""))
            return;

        var work = loop.Body.InThisFunction().OfType<IInvocationOperation>()
            .Where(call => call.Syntax.SpanStart > consume.Syntax.Span.End && call.TargetMethod.ContainingAssembly?.Name != "Confluent.Kafka")
            .FirstOrDefault(call => MessageWork.First(call, registration.RemoteCalls, context.CancellationToken) == call);
        if (work is not null && new AutomaticOffsets(registration.Types, model, context.CancellationToken).Config(instance) is { } config)
            Report(context, consume, "'Consume' marks the message as done when it returns it, and the commit that runs every 5 s tells the broker", work, config.Syntax.GetLocation());
    }

    private static bool IsOf(IInvocationOperation call, INamedTypeSymbol consumer) => SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType?.OriginalDefinition, consumer);

    private static ILoopOperation? LoopAround(IOperation operation)
    {
        for (var around = operation.Parent; around is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation; around = around.Parent)
        {
            if (around is ILoopOperation loop)
                return loop;
        }

        return null;
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation place, string what, IInvocationOperation work, params Location[] others) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(place).GetLocation(), others, what, work.TargetMethod.Name));
}
