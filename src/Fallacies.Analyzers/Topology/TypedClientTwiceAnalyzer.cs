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

    private static readonly string[] Activators = ["AddControllersAsServices", "IControllerActivator", "ServiceBasedControllerActivator"];

    private static readonly string[] Verbs = ["AddTransient", "AddScoped", "AddSingleton", "AddHostedService"];

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
        {
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), Verbs);
            registration.OnCall((context, call) => AnalyzeController(context, call, registration.Types), "AddHttpClient");
        }
    }

    // MVC makes controllers by itself, unless it is told to ask the container for them.
    private static void AnalyzeController(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model || call.TargetMethod.TypeArguments.LastOrDefault() is not INamedTypeSymbol type || !IsController(type, types) || !NeedsClient(type, types) || Activators.Any(name => !Source.Mentions(name, model.Compilation, cancellation).IsEmpty))
            return;

        var registrations = new ClientRegistrations(types, model, cancellation);
        if (registrations.Clients().Any(client => client.Name == "") || IsRegistered(types.HttpClient, types, model, cancellation))
            return;

        var settings = registrations.All().Where(client => client.Call.Syntax == call.Syntax).SelectMany(ClientSettings.Of).Distinct().ToArray();
        if (settings.Length > 0)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), "MVC", type.Name, ClientSettings.InWords(settings)));
    }

    private static bool IsController(INamedTypeSymbol type, KnownTypes types) => type.IsOrDerivesFrom(types.Type("Microsoft.AspNetCore.Mvc.ControllerBase"));

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        var cancellation = context.CancellationToken;
        if (call.SemanticModel is not { } model || ServiceRegistrations.Read(call) is not { Implementation: { } type, Given: null } second || !NeedsClient(type, types))
            return;

        var registrations = new ClientRegistrations(types, model, cancellation);
        var order = new RegistrationOrder(model, cancellation);
        if (registrations.All().FirstOrDefault(client => TypedAs(client, type) is not null && IsLostTo(second, client, order)) is not { } typed)
            return;
        if (registrations.Named("") is not null || IsRegistered(types.HttpClient, types, model, cancellation) || IsRemoved(second.Service, model, cancellation))
            return;

        var settings = registrations.All().Where(client => client.Name == typed.Name && order.Between(call, client.Call) is not null).SelectMany(ClientSettings.Of).Distinct().ToArray();
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor,
            Operations.NameOf(call).GetLocation(),
            settings.Length > 0 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
            additionalLocations: [typed.Call.Syntax.GetLocation()],
            properties: ImmutableDictionary<string, string?>.Empty.Add(Cure, IsSameService(second, typed) ? Remove : Same(type, TypedAs(typed, type)) ? Forward : null),
            call.TargetMethod.Name,
            type.Name,
            ClientSettings.InWords(settings)));
    }

    // As another service the class is built without the client whatever the order; as the same service the later registration wins.
    private static bool IsLostTo(ServiceRegistration second, ClientRegistration client, RegistrationOrder order) =>
        order.Between(second.Call, client.Call) is { IsCertain: true } meeting && (meeting.IsLater || !IsSameService(second, client));

    // A hosted service is registered as such, not as its class.
    private static bool IsSameService(ServiceRegistration second, ClientRegistration client) =>
        second.Call.TargetMethod.Name != "AddHostedService" && second.Implementation is { } type && Same(second.Service, TypedAs(client, type));

    // The service that a client's registration gives the class for.
    private static ITypeSymbol? TypedAs(ClientRegistration client, INamedTypeSymbol type)
    {
        if (client.Kind == ClientKind.Typed && Same(client.Class, type))
            return client.Service;

        return client.Steps.Where(step => step.Kind == StepKind.TypedClient).Select(step => step.Call.TargetMethod.TypeArguments)
            .FirstOrDefault(types => Same(types.LastOrDefault(), type)) is { IsDefaultOrEmpty: false } types ? types[0] : null;
    }

    // A class that can be made without a client is perhaps meant to be. Most classes do not even name one.
    private static bool NeedsClient(INamedTypeSymbol type, KnownTypes types) =>
        type.DeclaringSyntaxReferences is var parts && (parts.IsEmpty || parts.Any(part => Source.Text(part.SyntaxTree, CancellationToken.None).Contains("HttpClient")))
        && type is { TypeKind: TypeKind.Class, InstanceConstructors.IsEmpty: false }
        && type.InstanceConstructors.All(constructor => constructor.Parameters.Any(parameter => Same(parameter.Type, types.HttpClient)));

    // Browser applications register HttpClient itself: then a class gets that one, on purpose.
    private static bool IsRegistered(ITypeSymbol? service, KnownTypes types, SemanticModel model, CancellationToken cancellation) =>
        ServiceRegistrations.Of(types, model, cancellation).Any(registration => Same(registration.Service, service));

    private static bool IsRemoved(ITypeSymbol service, SemanticModel model, CancellationToken cancellation) => Source.Mentions("RemoveAll", model.Compilation, cancellation)
        .Any(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.DescendantNodes().OfType<SimpleNameSyntax>().Any(name => name.Identifier.ValueText == service.Name) == true);

    private static bool Same(ISymbol? a, ISymbol? b) => a is not null && SymbolEqualityComparer.Default.Equals(a, b);
}
