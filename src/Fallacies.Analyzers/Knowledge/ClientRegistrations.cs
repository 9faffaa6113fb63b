using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// How clients of <c>IHttpClientFactory</c> are registered in this compilation. Everything is found by the names of the methods
/// that register, read once, and kept as long as the compilation.
/// </summary>
internal sealed class ClientRegistrations(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] ContainerMakers =
        ["ServiceCollection", "CreateBuilder", "CreateSlimBuilder", "CreateEmptyBuilder", "CreateApplicationBuilder", "CreateEmptyApplicationBuilder", "CreateDefaultBuilder"];

    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> Foreign = new();
    private static readonly ConditionalWeakTable<Compilation, Known> Cache = new();

    /// <summary>All registrations, also those whose name is not known.</summary>
    public IReadOnlyList<ClientRegistration> All() => Read().Registrations;

    /// <summary>All clients, by name; registrations of a name that is not known belong to none.</summary>
    public IReadOnlyList<RegisteredClient> Clients() => Read().Clients;

    /// <summary>The clients that a call registers.</summary>
    public IEnumerable<RegisteredClient> Of(IInvocationOperation call) =>
        Clients().Where(client => client.Registrations.Any(registration => registration.Call.Syntax == call.Syntax));

    /// <summary>
    /// Whether nothing in sight could have configured a client elsewhere: its own registrations and the defaults are read, no
    /// other assembly is handed the container, and no registration of an unknown name may be for it.
    /// </summary>
    public bool IsComplete(RegisteredClient client) =>
        client.IsRead && !(client.Registrations[0].IsNamed && All().Any(other => other.Name is null && other.IsNamed)) && !HasForeignDefaults();

    /// <summary>Whether the compilation makes at most one container, so that defaults are for all of its clients.</summary>
    public bool HaveOneContainer() => ContainerMakers.Sum(name => Source.Mentions(name, near.Compilation, cancellation).Length) <= 1;

    /// <summary>Whether a call into another assembly may configure every client.</summary>
    public bool HasForeignDefaults()
    {
        if (Foreign.TryGetValue(near.Compilation, out var known))
            return known.Value;

        var found = new StrongBox<bool>(new ForeignDefaults(near, cancellation).Exist());
        return Foreign.GetValue(near.Compilation, _ => found).Value;
    }

    private Known Read()
    {
        if (Cache.TryGetValue(near.Compilation, out var known))
            return known;

        var found = Find();
        return Cache.GetValue(near.Compilation, _ => found);
    }

    private Known Find()
    {
        var code = new ClientCode(types, near, cancellation);
        var identities = new ClientIdentities(types, near, cancellation);
        var registrations = ClientIdentities.Registrars
            .SelectMany(name => Source.Mentions(name, near.Compilation, cancellation))
            .Select(mention => mention.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call ? Source.Operation(call, near) as IInvocationOperation : null)
            .OfType<IInvocationOperation>()
            .SelectMany(identities.Of)
            .Select(found => WithSteps(found.Registration, found.Caller, code))
            .ToList();
        if (registrations.Count == 0)
            return new Known([], []);

        var defaults = FactoryDefaults.Read(near, code, cancellation);
        var clients = registrations.Where(registration => registration.Name is not null).GroupBy(registration => registration.Name!)
            .Select(group => new RegisteredClient(group.Key, group.ToList(), defaults)).ToList();
        return new Known(registrations, clients);
    }

    private ClientRegistration WithSteps(ClientRegistration registration, IInvocationOperation? caller, ClientCode code)
    {
        var flow = new BuilderFlow(near, cancellation) { Caller = caller }.From(registration.Call);
        var own = ClientCode.Delegates(registration.Call).Any() ? new[] { OwnStep(registration, code) } : [];
        return registration with { Steps = [.. own, .. flow.Steps.Select(code.Complete)], IsRead = !flow.Escapes };
    }

    // The delegates of the registration itself get the client, those of Refit and gRPC their own settings.
    private static ClientStep OwnStep(ClientRegistration registration, ClientCode code)
    {
        var isPlain = registration.Kind is ClientKind.Named or ClientKind.Typed;
        var step = new ClientStep(registration.Call, isPlain ? StepKind.Client : StepKind.Neutral);
        return isPlain ? code.Complete(step) : step;
    }

    private sealed record Known(IReadOnlyList<ClientRegistration> Registrations, IReadOnlyList<RegisteredClient> Clients);
}
