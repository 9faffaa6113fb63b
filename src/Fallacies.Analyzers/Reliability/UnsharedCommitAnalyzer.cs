using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1017: a change goes to a database and a message about it to a broker, and nothing ties the two together.</summary>
internal sealed class UnsharedCommitAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1017",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Database change and message without an outbox",
        messageFormat: "{0}",
        description: "A database and a broker do not commit together. Whatever goes wrong between the two calls, a restart, a broker that is away, a save that fails, leaves one of them with a fact that the other does not know.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test || registration.Types.DbContext is null)
            return;

        var outbox = new Outboxes(registration.Compilation);
        registration.OnTaskCall((context, call) =>
        {
            if (IsPublishByName(call.TargetMethod.Name))
                Analyze(context, call, registration, outbox);
        });

        // These return before the broker has the message, and no task.
        registration.OnCall((context, call) => Analyze(context, call, registration, outbox), "BasicPublish", "Produce");

        // Nor does a method of the program that calls them.
        registration.OnCall((context, call) =>
        {
            if (call.TargetMethod.ReturnsVoid && Source.Holds(registration.Compilation, call.TargetMethod))
                Analyze(context, call, registration, outbox);
        }, "Publish", "PublishEvent", "PublishMessage", "Send", "SendMessage", "Notify");
    }

    // Cheap, and true of all that the table calls a publish; a method of this program that publishes inside says so too.
    private static bool IsPublishByName(string name) =>
        name.IndexOf("Publish", StringComparison.Ordinal) >= 0 || name.IndexOf("Send", StringComparison.Ordinal) >= 0 || name.IndexOf("Produce", StringComparison.Ordinal) >= 0 || name.IndexOf("Notify", StringComparison.Ordinal) >= 0;

    // Dapr's client makes calls of all kinds.
    private static bool IsMessage(RemoteWay way) =>
        way.Sink.Kind == RemoteKind.Broker || (way.Last.ContainingType.Name == "DaprClient" && way.Last.Name.Contains("Publish"));

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation publish, Registration registration, Outboxes outboxes)
    {
        if (Outboxes.IsNamedIn(context.ContainingSymbol) || publish.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: string text } && BackgroundNames.Has(text)))
            return;
        if (registration.RemoteCalls.Reach(publish, context.CancellationToken) is not { Idempotency: Idempotency.Unsafe } way || !IsMessage(way))
            return;

        var saves = new SavedChanges(publish, registration, context.CancellationToken);
        if (saves.Nearest is not { } save || saves.IsCompensated || saves.IsRelay)
            return;

        if (outboxes.IsConfigured(context.CancellationToken))
        {
            if (outboxes.IsOfMassTransit(way, publish, context.CancellationToken) && saves.IsBefore && !saves.FollowsLater)
                Report(context, publish, save, DiagnosticSeverity.Warning, $"The outbox keeps what '{way}' publishes until the next save, and after '{save.TargetMethod.Name}' there is none here: the message is never sent");
            return;
        }

        var text = saves.IsBefore
            ? $"When the process ends or the broker is away between '{save.TargetMethod.Name}' and '{way}', the database has the change and nobody ever hears of it"
            : $"When '{save.TargetMethod.Name}' fails after '{way}', the message tells of a change that the database does not have";
        Report(context, publish, save, DiagnosticSeverity.Info, text);
    }

    private static void Report(OperationAnalysisContext context, IInvocationOperation publish, IInvocationOperation save, DiagnosticSeverity severity, string text) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(publish).GetLocation(), severity, [save.Syntax.GetLocation()], properties: null, text));
}
