using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1031: one circuit breaker stands before several hosts.</summary>
internal sealed class SharedCircuitAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1031",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "One circuit for many hosts",
        messageFormat: "'{0}' gives '{1}' one circuit for {2}: while one of them is down, calls to the others are refused as well",
        description: "A circuit breaker counts the failures of everything that runs through it. Where a client calls several hosts through one breaker, a host that is down takes the others along, and one that works hides the failures of one that does not.");

    private static readonly string[] Selections = ["SelectPipelineByAuthority", "SelectPipelineBy"];

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "AddStandardResilienceHandler", "AddResilienceHandler");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || !ClientStepKinds.IsStep(call) || !Breaks(call, new ClientCode(types, model, context.CancellationToken)))
            return;

        var clients = new RegisteredClients(types, model, context.CancellationToken);
        foreach (var client in new ClientRegistrations(types, model, context.CancellationToken).Clients())
        {
            if (client.Steps.FirstOrDefault(step => step.Call.Syntax == call.Syntax) is not { } handler || handler.Options.Any(option => Selections.Contains(option.TargetMethod.Name)) || Hosts(client, clients) is not { } hosts)
                continue;

            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Source.NameOf(call.Syntax).GetLocation(), call.TargetMethod.Name, client.DisplayName, hosts));
            return;
        }
    }

    private static bool Breaks(IInvocationOperation handler, ClientCode code) =>
        handler.TargetMethod.Name == "AddStandardResilienceHandler"
        || code.Bodies(handler).OfType<IOperation>().SelectMany(body => body.Descendants()).OfType<IInvocationOperation>().Any(step => step.TargetMethod.Name == "AddCircuitBreaker");

    private static string? Hosts(RegisteredClient client, RegisteredClients clients)
    {
        var flows = clients.SeenUses(client).Where(flow => !flow.Shared).ToArray();
        var (bases, sends) = (flows.SelectMany(flow => flow.BaseAddresses).ToArray(), flows.SelectMany(flow => flow.Sends).ToArray());
        var written = CalledHosts.WrittenIn(sends.Select(CalledHosts.Address).OfType<IOperation>().Concat(bases)).Distinct().ToArray();
        if (written.Length > 1)
            return string.Join(" and ", written.Take(2).Select(host => $"'{host}'")) + (written.Length > 2 ? " and more" : "");

        var isForAny = bases.Length == 0 && !sends.Any(send => Source.Member(send.Syntax).ToString().Contains("BaseAddress"));
        return isForAny && sends.Select(CalledHosts.FromData).FirstOrDefault(address => address is not null) is { } data ? $"every host in '{data.Syntax}'" : null;
    }
}
