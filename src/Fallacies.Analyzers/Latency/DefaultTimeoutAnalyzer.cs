using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
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

    /// <summary>The property of a finding whose client has a resilience handler or policy already: another one would repeat its tries.</summary>
    internal const string HandledProperty = "Handled";

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Service)
            return;

        registration.OnCreation((context, creation) => AnalyzeCreation(context, creation, registration.Types), "HttpClient");
        registration.OnCall((context, call) => AnalyzeRegistration(context, call, registration), [.. ClientIdentities.Registrars.Where(name => name != "AddGrpcClient")]);
    }

    private static void AnalyzeCreation(OperationAnalysisContext context, IObjectCreationOperation creation, KnownTypes types)
    {
        if (creation.SemanticModel is not { } model || !SymbolEqualityComparer.Default.Equals(creation.Type, types.HttpClient) || creation.Parent is IArgumentOperation)
            return;
        if (creation.Initializer?.Initializers.Any(member => SetsTimeout(member) || SetsLocalAddress(member)) == true || !HandlerIsPlain(creation, types, context.CancellationToken))
            return;

        var flow = new ClientFlow(types, model, context.CancellationToken).From(creation);
        if (!flow.Shared && new UnlimitedClients(types, model, context.CancellationToken).Send(new[] { flow }) is { } send
            && !new ForgottenWork(model, context.CancellationToken).Includes(send)
            && !UnusedMembers.Contain(context.ContainingSymbol, context.Compilation, context.CancellationToken) && !DevelopmentOnly.Owns(creation, context.CancellationToken))
            Report(context, creation.Syntax.GetLocation(), flow.Homes.FirstOrDefault()?.Name ?? "HttpClient", send);
    }

    private static void AnalyzeRegistration(OperationAnalysisContext context, IInvocationOperation call, Registration registration)
    {
        if (call.SemanticModel is not { } model)
            return;

        var types = registration.Types;
        // The same client may be registered in several places: the first one speaks, if none of them sets a limit.
        var unlimited = new UnlimitedClients(types, model, context.CancellationToken);
        foreach (var client in new ClientRegistrations(types, model, context.CancellationToken).Of(call).Where(client => client.Registrations[0].Call.Syntax == call.Syntax))
        {
            if (unlimited.Send(client) is not { } send || new ForgottenWork(model, context.CancellationToken).Includes(send) || client.Registrations.All(registered => DevelopmentOnly.Contains(registered.Call)))
                continue;

            var properties = new UnsafeSends(types, registration.RemoteCalls, model, context.CancellationToken).PropertiesFor(client);
            if (client.Steps.Any(step => step.IsResilience))
                properties = properties.Add(HandledProperty, "");
            Report(context, Source.NameOf(call.Syntax).GetLocation(), client.Registrations[0].Class?.Name ?? client.Name, send, properties);
            return;
        }
    }

    private static bool SetsTimeout(IOperation member) => member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Timeout" } };

    private static bool SetsLocalAddress(IOperation member) => member is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "BaseAddress" }, Value: var address } && ThisMachine.IsNamedIn(address);

    private static bool HandlerIsPlain(IObjectCreationOperation creation, KnownTypes types, CancellationToken cancellation) =>
        creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is not { } handler
        || new ClientHandlers(types, creation.SemanticModel!, cancellation).IsPlain(handler.Value);

    private static void Report(OperationAnalysisContext context, Location location, string client, IInvocationOperation send, ImmutableDictionary<string, string?>? properties = null) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, new[] { send.Syntax.GetLocation() }, properties, client, send.TargetMethod.Name));
}
