using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1028: a client is registered, and nothing stands between it and a dependency that fails.</summary>
internal sealed class ClientWithoutResilienceAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1028",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Registered client without resilience",
        messageFormat: "'{0}' has neither retry nor circuit breaker: one lost packet fails a request, and while the other side is down every call still goes there",
        description: "Without a breaker a service keeps calling what is down: its requests wait, its own callers wait behind them, and the failure spreads. A resilience handler retries what was lost, and stops calling what does not answer.");

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Service)
            registration.OnCall((context, call) => Analyze(context, call, registration), ClientIdentities.Registrars);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsClientBuilder(call.Type))
            return;

        var (types, cancellation) = (registration.Types, context.CancellationToken);
        var registrations = new ClientRegistrations(types, model, cancellation);
        var unguarded = new UnguardedClients(types, model, cancellation);
        foreach (var client in registrations.Of(call).Where(client => client.Registrations[0].Call.Syntax == call.Syntax && unguarded.HasNoGuard(client)))
        {
            if (unguarded.Call(client) is not { } sent || !registrations.IsComplete(client) || new UnlimitedClients(types, model, cancellation).Send(client) is not null)
                continue;

            // The fix moves the timeout into the handler: the two would fight.
            var timeouts = new RegisteredClients(types, model, cancellation).SeenUses(client).SelectMany(flow => flow.Timeouts).Select(value => value.Syntax.GetLocation());
            var properties = new UnsafeSends(types, registration.RemoteCalls, model, cancellation).PropertiesFor(client);
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Source.NameOf(call.Syntax).GetLocation(), timeouts.Prepend(sent.Syntax.GetLocation()), properties, client.DisplayName));
            return;
        }
    }
}
