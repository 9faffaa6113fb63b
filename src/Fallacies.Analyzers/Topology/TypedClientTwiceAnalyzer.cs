using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>FAL5009: the class of a typed client is registered a second time, and the container builds it without the client's settings.</summary>
internal sealed class TypedClientTwiceAnalyzer() : FallacyAnalyzer(Descriptor)
{
    /// <summary>The property of a finding that says what cures it.</summary>
    internal const string Cure = "cure";

    /// <summary>The second registration replaces the first: it can go.</summary>
    internal const string Remove = "TypedClientTwice.Remove";

    /// <summary>The second registration is for another service, which can be given what the first one makes.</summary>
    internal const string Forward = "TypedClientTwice.Forward";

    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL5009",
        Fallacy.Topology,
        DiagnosticSeverity.Warning,
        title: "Typed client registered twice",
        messageFormat: "'{0}' builds its own '{1}' around the default client, without what 'AddHttpClient' sets: {2}",
        description: "AddHttpClient registers a typed client and how it is made. A plain registration of the same class makes it with the default HttpClient: address, timeout, handlers and resilience of the typed client are lost without a word.");

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), ServiceRegistration.Names);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model || ServiceRegistration.Read(call) is not { Class: { } type, Service: { } service } || !NeedsClient(type, types))
            return;

        var order = new RegistrationOrder(model, cancellation);
        var all = new ClientRegistrations(types, model, cancellation).All();
        if (all.FirstOrDefault(client => Same(client.Class, type) && IsLostTo(call, service, client, order)) is not { } typed)
            return;
        if (ServiceRegistration.ConfiguresDefault(model, cancellation) || ServiceRegistration.MakesClients(types, model, cancellation) || ServiceRegistration.Removes(service, model, cancellation))
            return;

        var settings = all.Where(client => client.Name == typed.Name && order.Between(call, client.Call) is not null).SelectMany(ClientSettings.Of).Distinct().ToArray();
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            NameOf(call.Syntax).GetLocation(),
            settings.Length > 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            additionalLocations: [typed.Call.Syntax.GetLocation()],
            properties: ImmutableDictionary<string, string?>.Empty.Add(Cure, Same(service, ServiceOf(typed)) ? Remove : Same(type, ServiceOf(typed)) ? Forward : null),
            call.TargetMethod.Name,
            type.Name,
            ClientSettings.InWords(settings)));
    }

    // As another service the class is built without the client whatever the order; as the same service the later registration wins.
    private static bool IsLostTo(IInvocationOperation call, ITypeSymbol service, ClientRegistration client, RegistrationOrder order) =>
        order.Between(call, client.Call) is { IsCertain: true } meeting && (meeting.IsLater || !Same(service, ServiceOf(client)));

    private static ITypeSymbol? ServiceOf(ClientRegistration client) => client.Call.TargetMethod.TypeArguments.FirstOrDefault();

    // A class that can be made without a client is perhaps meant to be.
    private static bool NeedsClient(INamedTypeSymbol type, KnownTypes types) =>
        type is { TypeKind: TypeKind.Class, InstanceConstructors.IsEmpty: false }
        && type.InstanceConstructors.All(constructor => constructor.Parameters.Any(parameter => Same(parameter.Type, types.HttpClient)));

    private static bool Same(ISymbol? a, ISymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);

    private static SyntaxNode NameOf(SyntaxNode call) => call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : call;
}
