using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2001: an <c>HttpClient</c> is told to wait for a reply without a limit, and a call through it has none either.</summary>
internal sealed class InfiniteTimeoutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2001",
        Fallacy.Latency,
        DiagnosticSeverity.Warning,
        title: "HttpClient waits without a limit",
        messageFormat: "'{0}' never times out and '{1}' passes no token, so one lost reply holds the caller forever",
        description: "A reply can be lost on the way. A caller without a time limit then waits forever and keeps what it holds.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnAssignment((context, assignment, target) => Analyze(context, assignment, target, registration), "Timeout");
    }

    private static void Analyze(OperationAnalysisContext context, ISimpleAssignmentOperation assignment, IPropertyReferenceOperation target, Registration registration)
    {
        if (!SymbolEqualityComparer.Default.Equals(target.Property.ContainingType, registration.Types.HttpClient) || !IsInfinite(assignment.Value))
            return;
        if (assignment.SemanticModel is not { } model || Flows(assignment, target.Instance, registration.Types, model, context.CancellationToken) is not { } flows)
            return;

        var sends = flows.SelectMany(flow => flow.Sends).ToArray();
        var bounds = new SendBounds(model, context.CancellationToken);
        if (flows.Any(flow => flow.Escapes || !flow.Timeouts.All(IsInfinite)) || sends.Any(SendBounds.IsLong) || sends.FirstOrDefault(bounds.IsWithoutToken) is not { } send)
            return;

        var severity = registration.Kind == ProjectKind.Service ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info;
        var client = flows.SelectMany(flow => flow.Homes).FirstOrDefault()?.Name ?? "HttpClient";
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, assignment.Value.Syntax.GetLocation(), severity, new[] { send.Syntax.GetLocation() }, properties: null, client, send.TargetMethod.Name));
    }

    private static bool IsInfinite(IOperation value) => ConstantTime.Of(value) is { } limit && limit == Timeout.InfiniteTimeSpan;

    private static ClientFlow[]? Flows(IOperation assignment, IOperation? client, KnownTypes types, SemanticModel model, CancellationToken cancellation)
    {
        return client switch
        {
            IInstanceReferenceOperation when assignment.Parent?.Parent is IObjectCreationOperation creation => new[] { Flow().From(creation) },
            IParameterReferenceOperation parameter => OfParameter(parameter.Parameter, Flow(), new RegisteredClients(types, model, cancellation), new ClientRegistrations(types, model, cancellation)),
            _ => Source.Variable(client) is { } variable ? new[] { Flow().From(variable) } : null,
        };

        ClientFlow Flow() => new(types, model, cancellation);
    }

    // A parameter is a client made elsewhere: its registration may hold the limit that replaces the timeout.
    private static ClientFlow[]? OfParameter(IParameterSymbol parameter, ClientFlow flow, RegisteredClients clients, ClientRegistrations registrations)
    {
        var registered = clients.ClientsOf(parameter).ToArray();
        var inLambda = parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction };
        if (registered.Length == 0 ? inLambda : !registered.All(client => clients.IsPlain(client) && registrations.IsComplete(client)))
            return null;

        return registered.Select(clients.Uses).Append(new[] { flow.From(parameter) }).SelectMany(flows => flows ?? Array.Empty<ClientFlow>()).ToArray();
    }
}
