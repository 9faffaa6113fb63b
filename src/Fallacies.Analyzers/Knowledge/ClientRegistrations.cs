using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// How clients of <c>IHttpClientFactory</c> are registered in this compilation. Calls are found by the names of the methods that
/// register; each is read when a question may concern it, once, and kept as long as the compilation.
/// </summary>
internal sealed class ClientRegistrations(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] ContainerMakers =
        ["ServiceCollection", "CreateBuilder", "CreateSlimBuilder", "CreateEmptyBuilder", "CreateApplicationBuilder", "CreateEmptyApplicationBuilder", "CreateDefaultBuilder"];

    private static readonly ConditionalWeakTable<Compilation, StrongBox<bool>> Foreign = new();
    private static readonly ConditionalWeakTable<Compilation, Known> Cache = new();

    private readonly RegistrationCalls _calls = RegistrationCalls.Of(near.Compilation);
    private readonly Known _known = Cache.GetOrCreateValue(near.Compilation);

    /// <summary>All registrations, also those whose name is not known.</summary>
    public IReadOnlyList<ClientRegistration> All() => _known.All ??= _calls.All().SelectMany(Read).ToList();

    /// <summary>All clients, by name; registrations of a name that is not known belong to none.</summary>
    public IReadOnlyList<RegisteredClient> Clients() => _known.Clients ??= Named(All()).ToList();

    /// <summary>The clients that a call registers.</summary>
    public IEnumerable<RegisteredClient> Of(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax syntax ? Named(Read(syntax)) : [];

    /// <summary>The clients that may be for a service; ask each of them.</summary>
    public IEnumerable<RegisteredClient> For(ITypeSymbol service) =>
        Source.Mentions("AddTypedClient", near.Compilation, cancellation).IsEmpty ? Named(_calls.ForService(service.Name).SelectMany(Read)) : Clients();

    /// <summary>The clients that a call may configure: those of the registration its chain starts with, or else any.</summary>
    public IEnumerable<RegisteredClient> With(IInvocationOperation step) => RegistrationCalls.StartOf(step.Syntax) is { } start && Read(start) is { Count: > 0 } registered ? Named(registered) : Clients();

    /// <summary>The client of a name, or <see langword="null"/> where nothing here registers it.</summary>
    public RegisteredClient? Named(string name)
    {
        if (_known.ByName.TryGetValue(name, out var known))
            return known;

        var registrations = _calls.ForName(name).SelectMany(Read).Where(registration => registration.Name == name).ToList();
        if (registrations.Count == 0)
            return null;

        _known.Defaults ??= FactoryDefaults.Read(near, new ClientCode(types, near, cancellation), cancellation);
        return _known.ByName.GetOrAdd(name, new RegisteredClient(name, registrations, _known.Defaults));
    }

    /// <summary>
    /// Whether nothing in sight could have configured a client elsewhere: its own registrations and the defaults are read, no
    /// other assembly is handed the container, and no registration of an unknown name may be for it.
    /// </summary>
    public bool IsComplete(RegisteredClient client) =>
        client.IsRead && !(client.Registrations[0].IsNamed && _calls.OfUnsureName().SelectMany(Read).Any(other => other.Name is null && other.IsNamed)) && !HasForeignDefaults();

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

    private IEnumerable<RegisteredClient> Named(IEnumerable<ClientRegistration> registrations) =>
        registrations.Select(registration => registration.Name).OfType<string>().Distinct().Select(Named).OfType<RegisteredClient>();

    private IReadOnlyList<ClientRegistration> Read(InvocationExpressionSyntax syntax)
    {
        if (_known.ByCall.TryGetValue(syntax, out var known))
            return known;

        var code = new ClientCode(types, near, cancellation);
        IReadOnlyList<ClientRegistration> found = Source.Operation(syntax, near) is IInvocationOperation call
            ? new ClientIdentities(types, near, cancellation).Of(call).Select(found => WithSteps(found.Registration, found.Caller, code)).ToList()
            : [];
        return _known.ByCall.GetOrAdd(syntax, found);
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

    /// <summary>What has been read of a compilation so far.</summary>
    private sealed class Known
    {
        public ConcurrentDictionary<SyntaxNode, IReadOnlyList<ClientRegistration>> ByCall { get; } = new();

        public ConcurrentDictionary<string, RegisteredClient> ByName { get; } = new();

        public IReadOnlyList<ClientRegistration>? All { get; set; }

        public IReadOnlyList<RegisteredClient>? Clients { get; set; }

        public FactoryDefaults? Defaults { get; set; }
    }
}
