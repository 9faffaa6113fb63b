using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1007: a handler sends a request again that does its work each time.</summary>
internal sealed class UnsafeRetryAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1007",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Unsafe HTTP method under automatic retry or hedging",
        messageFormat: "'{0}' sends the {1} of '{2}' {3} when a reply is lost, and each of them may be carried out",
        description: "When no reply comes, nobody knows whether the request was carried out. To send a POST or PATCH again by itself may charge a card twice or place two orders; it needs a key by which the other side knows the repetition, or no repetition.");

    private static readonly string[] Writing = ["POST", "PATCH", "PUT", "DELETE"];

    private static readonly Option<IReadOnlyList<string>> Methods = Option.List("fal1007.methods", "POST, PATCH, PUT or DELETE", entry => Writing.Contains(entry, StringComparer.OrdinalIgnoreCase));

    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(Methods);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration), ClientStepKinds.Resilience);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsStep(call) || DevelopmentOnly.Contains(call))
            return;

        var registrations = new ClientRegistrations(registration.Types, model, cancellation);
        var clients = registrations.With(call).Where(client => Applies(client, call, registrations)).ToArray();
        if (clients.Length == 0 || new RetryingHandlers(registration.Types, model, cancellation).Of(StepOf(clients[0], call)!) is not { MayAskForMethod: false } handler)
            return;

        var chosen = Methods.In(context.Options.AnalyzerConfigOptionsProvider.GetOptions(call.Syntax.SyntaxTree));
        var verbs = chosen.Count == 0 ? UnsafeSends.Verbs : [.. chosen.Select(verb => verb.ToUpperInvariant())];
        var sends = new UnsafeSends(registration.Types, registration.RemoteCalls, model, cancellation);
        if (clients.Select(client => sends.First(client, verbs)).OfType<UnsafeSend>().FirstOrDefault() is not { } send)
            return;

        var times = handler.Tries is { } tries ? FormattableString.Invariant($"up to {tries} times") : "again";
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Source.NameOf(call.Syntax).GetLocation(), new[] { send.Place }, handler.Name, send.Verb, send.Sender, times));
    }

    private static bool Applies(RegisteredClient client, IInvocationOperation call, ClientRegistrations registrations) =>
        StepOf(client, call) is { IsConditional: false } step
        && !client.Steps.Any(other => other.Kind is StepKind.RemovedResilienceHandlers or StepKind.HandlerList)
        && (!step.IsDefault || registrations.HaveOneContainer());

    private static ClientStep? StepOf(RegisteredClient client, IInvocationOperation call) => client.Steps.FirstOrDefault(step => step.Call.Syntax == call.Syntax);
}
