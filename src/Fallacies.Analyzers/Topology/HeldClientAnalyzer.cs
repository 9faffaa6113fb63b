using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5004: a singleton holds a client of the factory, so that the factory cannot renew its connections.</summary>
internal sealed class HeldClientAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5004",
        Fallacy.Topology,
        DiagnosticSeverity.Info,
        title: "Typed or factory client held by a singleton",
        messageFormat: "'{0}' lives as long as the process and holds '{1}', whose connections never grow old ({2}), so it misses that the service has moved",
        description: "The factory renews connections by giving out new handlers every two minutes. A client that is held for the life of the process keeps its first handler, and its connections stay where DNS pointed when they were opened.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Service)
            return;

        registration.OnCall((context, call) => AnalyzeSingleton(context, call, registration.Types), "AddSingleton", "TryAddSingleton", "AddHostedService", "AddActivatedSingleton");
        registration.OnCall((context, call) => AnalyzeCreated(context, call, registration.Types), "CreateClient");
    }

    private static void AnalyzeSingleton(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model || ServiceRegistrations.Read(call) is not { Implementation: { } holder } registration || !Source.Holds(model.Compilation, holder))
            return;

        var clients = new ClientRegistrations(types, model, cancellation);
        foreach (var parameter in KeptParameters.Of(holder, registration.Given, model, cancellation))
        {
            if (clients.For(parameter.Type).FirstOrDefault(client => IsFor(client, parameter.Type)) is { } client
                && new HeldConnections(types, clients, model, cancellation).WhyNeverRenewed(client) is { } why
                && new Provenance(types, model, cancellation).LifetimeOf(holder) == Lifetime.Singleton)
            {
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), parameter.Locations, holder.Name, parameter.Type.Name, why));
                return;
            }
        }
    }

    private static void AnalyzeCreated(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model || !IsOfFactory(call, types) || new LongLived(types, model, cancellation).Keeper(call) is not { } keeper)
            return;

        var name = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "name") is { } given ? ClientIdentities.Text(given.Value) : "";
        var clients = new ClientRegistrations(types, model, cancellation);
        if (name is null || new HeldConnections(types, clients, model, cancellation).WhyNeverRenewed(clients.Named(name)) is not { } why)
            return;

        var (holder, held) = keeper is IFieldSymbol or IPropertySymbol ? (keeper.ContainingType.Name, keeper.Name) : (keeper.Name, call.Syntax.ToString());
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), keeper.Locations, holder, held, why));
    }

    private static bool IsFor(RegisteredClient client, ITypeSymbol service) => client.Registrations.Any(registration =>
        (registration.Kind == ClientKind.Typed && Same(registration.Service, service))
        || registration.Steps.Any(step => step.Kind == StepKind.TypedClient && Same(step.Call.TargetMethod.TypeArguments.FirstOrDefault(), service)));

    private static bool IsOfFactory(IInvocationOperation call, KnownTypes types) =>
        Same(call.TargetMethod.ContainingType, types.HttpClientFactory) || call.TargetMethod.ContainingType is { Name: "HttpClientFactoryExtensions", ContainingNamespace.Name: "Http" };

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
