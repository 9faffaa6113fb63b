using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Tells whether the connections of a client that is held for ever are renewed all the same.</summary>
internal sealed class HeldConnections(KnownTypes types, ClientRegistrations registrations, SemanticModel near, CancellationToken cancellation)
{
    private const string Renewal = "PooledConnectionLifetime";

    // From this version on the factory's own handler renews its connections as often as the factory renews handlers.
    private static readonly Version Renewing = new(9, 0);

    /// <summary>Why not, in words; <see langword="null"/> where they are, or where it is not known.</summary>
    public string? WhyNeverRenewed(RegisteredClient? client)
    {
        if (client is null)
            return registrations.HasForeignDefaults() || !registrations.All().All(registration => registration.Name is not null) ? null : OfDefault();
        if (!registrations.IsComplete(client) || client.Steps.Any(step => step.Kind == StepKind.HandlerList) || client.BaseAddresses.Any(ThisMachine.IsNamedIn))
            return null;

        return client.PrimaryHandler switch
        {
            null => OfDefault(),
            { IsConditional: true } => null,
            { Call.TargetMethod.Name: "UseSocketsHttpHandler" } step when !step.Call.Syntax.ToString().Contains(Renewal) => OfDefault(),
            { Made: { } made } when new ConnectionAge(types, near, cancellation).Endless(made) is { Count: > 0 } handlers => OfHandler(handlers[0]),
            _ => null,
        };
    }

    private string? OfDefault() => types.HttpClientFactory?.ContainingAssembly.Identity.Version is { } version && version < Renewing
        ? $"the default handler of Microsoft.Extensions.Http {version.Major}"
        : null;

    private static string OfHandler(IObjectCreationOperation handler) =>
        handler.Type?.Name == "SocketsHttpHandler" ? "SocketsHttpHandler without " + Renewal : handler.Type?.Name ?? "";
}
