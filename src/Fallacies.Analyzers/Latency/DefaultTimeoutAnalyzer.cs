using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>FAL2010: a client serves requests, and all that bounds its calls is the default of 100 seconds.</summary>
internal sealed class DefaultTimeoutAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL2010",
        Fallacy.Latency,
        DiagnosticSeverity.Warning,
        title: "HttpClient without a timeout of its own",
        messageFormat: "'{0}' has no timeout of its own, so '{1}' waits up to 100 s, the default, for a reply that was lost",
        description: "The default timeout of HttpClient is 100 seconds. In a service that is far longer than its own callers wait: requests pile up behind one slow dependency until nothing answers.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Service)
            return;

        registration.OnCreation((context, creation) => AnalyzeCreation(context, creation, registration.Types), "HttpClient");
        registration.OnCall((context, call) => AnalyzeRegistration(context, call, registration.Types), "AddHttpClient");
    }

    private static void AnalyzeCreation(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types)
    {
        if (creation.SemanticModel is not { } model || !SymbolEqualityComparer.Default.Equals(creation.Type, types.HttpClient) || creation.Parent is IArgumentOperation)
            return;
        if (creation.Initializer?.Initializers.Any(SetsTimeout) == true || !HandlerIsPlain(creation, types, context.CancellationToken))
            return;

        var flow = new ClientFlow(types, model, context.CancellationToken).From(creation);
        if (!flow.Shared && Unbounded(new[] { flow }, model, context.CancellationToken) is { } send)
            Report(context, creation.Syntax.GetLocation(), flow.Homes.FirstOrDefault()?.Name ?? "HttpClient", send);
    }

    private static void AnalyzeRegistration(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model)
            return;

        // The same client may be registered in several places: the first one speaks, if none of them sets a limit.
        var registrations = new ClientRegistrations(types, model, cancellation);
        var clients = new RegisteredClients(types, model, cancellation);
        foreach (var client in registrations.Of(call).Where(client => client.Registrations[0].Call.Syntax == call.Syntax && clients.IsPlain(client)))
        {
            if (clients.Uses(client) is not { Count: > 0 } uses || Unbounded(uses, model, cancellation) is not { } send || !registrations.IsComplete(client))
                continue;

            Report(context, NameOf(call.Syntax).GetLocation(), client.Registrations[0].Class?.Name ?? client.Name, send);
            return;
        }
    }

    private static bool IsUnlimited(IReadOnlyList<ClientFlow>? uses) => uses?.All(flow => flow.Timeouts.Count == 0 && !flow.Escapes) == true;

    private static bool SetsTimeout(IOperation member) => member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Timeout" } };

    private static bool HandlerIsPlain(IObjectCreationOperation creation, KnownTypes types, CancellationToken cancellation) =>
        creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is not { } handler
        || new ClientHandlers(types, creation.SemanticModel!, cancellation).IsPlain(handler.Value);

    private static IInvocationOperation? Unbounded(IReadOnlyList<ClientFlow> flows, SemanticModel model, CancellationToken cancellation)
    {
        if (!IsUnlimited(flows))
            return null;

        var sends = flows.SelectMany(flow => flow.Sends).ToArray();
        if (sends.Any(SendBounds.IsLong) || flows.SelectMany(flow => flow.Homes).Any(home => SendBounds.IsLongByName(home.Name)))
            return null;

        var bounds = new SendBounds(model, cancellation);
        return sends.FirstOrDefault(send => !bounds.IsAtStart(send) && bounds.IsUnbounded(send));
    }

    private static void Report(OperationAnalysisContext context, Location location, string client, IInvocationOperation send) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, new[] { send.Syntax.GetLocation() }, client, send.TargetMethod.Name));

    private static SyntaxNode NameOf(SyntaxNode call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call;
}
