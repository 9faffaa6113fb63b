using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>FAL6005: two typed clients get the same name from their types, so that they share their settings or stop the program.</summary>
internal sealed class SharedClientNameAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL6005",
        Fallacy.Administration,
        DiagnosticSeverity.Warning,
        title: "Clients share a name by accident",
        messageFormat: "'{0}' and '{1}' are both clients named '{2}', {3}",
        description: "The settings of a typed client belong to a name, and the name comes from the type it is registered for, without namespace. Two clients of one name get each other's address, headers and handlers; two types of one name stop the program.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "AddHttpClient");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (call.SemanticModel is not { } model || call.TargetMethod.TypeArguments.FirstOrDefault() is not INamedTypeSymbol service)
            return;

        // Names first: most are used once.
        if (service.TypeArguments.IsEmpty && !RegistrationCalls.Of(model.Compilation).MayRepeat(service.Name))
            return;

        var clients = new ClientRegistrations(types, model, context.CancellationToken).Of(call)
            .SelectMany(client => client.Registrations).Where(client => client is { Kind: ClientKind.Typed, IsNamed: false }).ToArray();
        if (clients.FirstOrDefault(client => client.Call.Syntax == call.Syntax) is not { Name: not null } client)
            return;

        var order = new RegistrationOrder(model, context.CancellationToken);
        foreach (var other in clients.Where(other => other.Name == client.Name))
        {
            if (Harm(client, other) is { } harm && order.Between(call, other.Call) is { IsLater: true } meeting && (meeting.IsCertain || !SharesSettings(client, other)))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, Operations.NameOf(call).GetLocation(), [other.Call.Syntax.GetLocation()], TypeName(other, client), TypeName(client, other), client.Name, harm));
                return;
            }
        }
    }

    private static string? Harm(ClientRegistration client, ClientRegistration other)
    {
        if (!SharesSettings(client, other))
            return "so this call throws InvalidOperationException when the program starts";
        if (SymbolEqualityComparer.Default.Equals(client.Class, other.Class) || SharedOnPurpose(client, other))
            return null;

        var settings = ClientSettings.Of(client).Concat(ClientSettings.Of(other)).Distinct().ToArray();
        return settings.Length > 0 ? $"so what is set for one is set for the other too: {ClientSettings.InWords(settings)}" : null;
    }

    private static bool SharesSettings(ClientRegistration client, ClientRegistration other) => SymbolEqualityComparer.Default.Equals(client.Service, other.Service);

    // The same settings twice, without handlers that would then stand in line twice.
    private static bool SharedOnPurpose(ClientRegistration client, ClientRegistration other) =>
        new[] { client, other }.All(one => one.IsRead && one.Steps.All(step => step.Call.Syntax == one.Call.Syntax)) && client.Call.Arguments.Skip(1).Select(Text).SequenceEqual(other.Call.Arguments.Skip(1).Select(Text));

    private static string Text(IArgumentOperation argument) => argument.Syntax.NormalizeWhitespace().ToString();

    private static string TypeName(ClientRegistration client, ClientRegistration other) =>
        client.Class?.Name == other.Class?.Name ? client.Class?.ToDisplayString() ?? "" : client.Class?.Name ?? "";
}
