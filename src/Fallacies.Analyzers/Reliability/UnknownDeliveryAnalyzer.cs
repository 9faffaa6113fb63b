using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1016: a message is handed over, and nobody learns whether the broker ever got it.</summary>
internal sealed class UnknownDeliveryAnalyzer() : FallacyAnalyzer(Descriptor)
{
    /// <summary>The property of a finding that says what has to be repaired.</summary>
    public const string Kind = nameof(Kind);

    public const string NoHandler = nameof(NoHandler);

    public const string NoAcks = nameof(NoAcks);

    public const string NoConfirms = nameof(NoConfirms);

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1016",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Publish whose failure nobody learns of",
        messageFormat: "{0}",
        description: "A client that publishes without waiting for an answer puts the message into a buffer. When the broker is away, refuses it or loses it, the caller has long gone on and believes that it was sent.");

    private static readonly Option<KafkaLoss?> Loss = Option.Enum<KafkaLoss>("fal1016.kafka");

    /// <summary>How a message to Kafka counts whose loss nobody learns of.</summary>
    private enum KafkaLoss
    {
        Suggestion,
        Warning,
    }

    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(Loss);

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;

        var types = registration.Types;
        if (types.KafkaProducer is { } producer)
        {
            registration.OnCall((context, call) => AnalyzeProduce(context, call, producer), "Produce");
            registration.OnAssignment(AnalyzeAcks, "Acks");
        }

        if (types.RabbitModel is not null || types.RabbitChannel is not null)
            registration.OnCall((context, call) => AnalyzePublish(context, call, registration), "BasicPublish", "BasicPublishAsync");
    }

    private static void AnalyzeProduce(OperationAnalysisContext context, IInvocationOperation call, INamedTypeSymbol producer)
    {
        if (!SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType.OriginalDefinition, producer))
            return;

        var handler = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "deliveryHandler")?.Value;
        var topic = Text(call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value);
        if (handler is null or { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation && !IsBackground(context, topic) && !IsFlushed(call, context.CancellationToken) && !IsCommitted(call, context.CancellationToken))
            Report(context, Operations.NameOf(call), NoHandler, $"'Produce' only queues the message for '{topic}' and has no delivery handler: when the broker does not take it, it is dropped without a word");
    }

    private static void AnalyzeAcks(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target)
    {
        if (target.Property.ContainingType is { Name: "ProducerConfig" or "ClientConfig" } && Operations.Unwrap(assignment.Value) is IFieldReferenceOperation { Field: { Name: "None", ContainingType.Name: "Acks" } } none && !IsBackground(context, ""))
            Report(context, none.Syntax, NoAcks, "'Acks.None' asks the broker for no answer, so a message that is lost on the way counts as delivered and is never sent again");
    }

    private static void AnalyzePublish(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (!UnconfirmedChannel.IsFirstOfItsClass(call) || call.SemanticModel is not { } model || UnconfirmedChannel.HasReply(call) || IsInTransaction(call))
            return;

        var target = Text(call.Arguments.Where(argument => argument.Parameter?.Name is "exchange" or "routingKey").OrderBy(argument => argument.Parameter!.Ordinal)
            .Select(argument => argument.Value).FirstOrDefault(value => value.ConstantValue is not { HasValue: true, Value: "" } && value.Syntax.ToString() is not ("string.Empty" or "String.Empty")));
        if (!IsBackground(context, target) && new UnconfirmedChannel(registration.Types, model, context.CancellationToken).Creation(call) is { } creation)
            Report(context, Operations.NameOf(call), NoConfirms, $"'{call.TargetMethod.Name}' is done when the message to '{target}' is in the socket's buffer: the channel has no publisher confirms, so a broker that loses it tells nobody", creation.GetLocation());
    }

    // What the broker has not taken cannot be committed.
    private static bool IsInTransaction(IInvocationOperation call) =>
        Operations.Root(call).Descendants().OfType<IInvocationOperation>().Any(other => other.TargetMethod.Name is "TxCommit" or "TxCommitAsync");

    // "Flush" waits for what was queued, and an error handler of the producer hears of failures.
    private static bool IsFlushed(IInvocationOperation call, CancellationToken cancellation) =>
        Operations.Root(call).Descendants().OfType<IInvocationOperation>().Any(other => other.TargetMethod.Name == "Flush")
        && !Source.Mentions("SetErrorHandler", call.SemanticModel!.Compilation, cancellation).IsEmpty;

    // A transaction cannot be committed when one of its messages was not delivered.
    private static bool IsCommitted(IInvocationOperation call, CancellationToken cancellation) =>
        Source.Variable(call.Instance) is { } producer
        && Source.Mentions("CommitTransaction", call.SemanticModel!.Compilation, cancellation)
            .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>()).OfType<InvocationExpressionSyntax>()
            .Any(commit => Source.Operation(commit, call.SemanticModel) is IInvocationOperation { Instance: { } committed } && SymbolEqualityComparer.Default.Equals(Source.Variable(committed), producer));

    private static string Text(IOperation? value) => value is null ? "" : value.ConstantValue is { HasValue: true, Value: string text } ? text : Operations.Unwrap(value).Syntax.ToString();

    private static bool IsBackground(OperationAnalysisContext context, string target) => BackgroundNames.Has(target) || BackgroundNames.Has(context.ContainingSymbol.ContainingType?.Name ?? "") || BackgroundNames.Has(context.ContainingSymbol.Name);

    private static void Report(OperationAnalysisContext context, SyntaxNode place, string kind, string text, params Location[] others) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, place.GetLocation(), SeverityOf(context, kind, place), others, ImmutableDictionary<string, string?>.Empty.Add(Kind, kind), text));

    // RabbitMQ's confirms cost a round trip for each message, so their absence may be a choice.
    private static DiagnosticSeverity SeverityOf(OperationAnalysisContext context, string kind, SyntaxNode place) =>
        kind != NoConfirms && Loss.In(context.Options.AnalyzerConfigOptionsProvider.GetOptions(place.SyntaxTree)) == KafkaLoss.Warning ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
}
