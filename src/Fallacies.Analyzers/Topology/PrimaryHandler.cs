using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Topology;

/// <summary>Finds the handlers of registered clients that are kept for ever together with their connections.</summary>
internal sealed class PrimaryHandler(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private readonly ClientRegistrations _registrations = new(types, near, cancellation);

    /// <summary>
    /// The primary handlers, as they are created, of the clients that a step is for, none for the factory's own; <see langword="null"/>
    /// where one of them renews its connections, or cannot be seen.
    /// </summary>
    public IReadOnlyList<IObjectCreationOperation>? Endless(IInvocationOperation step)
    {
        var clients = _registrations.With(step).Where(client => client.Steps.Any(other => !other.IsDefault && other.Call.Syntax == step.Syntax)).ToArray();
        if (clients.Length == 0 || !clients.All(IsKeptForEver))
            return null;

        var handlers = clients.SelectMany(client => client.Steps).Select(Handlers).ToArray();
        return handlers.All(found => found is not null) ? handlers.SelectMany(found => found!).ToArray() : null;
    }

    private bool IsKeptForEver(RegisteredClient client) => ConstantTime.Of(client.HandlerLifetime) == Timeout.InfiniteTimeSpan && _registrations.IsComplete(client);

    private IReadOnlyList<IObjectCreationOperation>? Handlers(ClientStep step) => step.Kind switch
    {
        StepKind.PrimaryHandler => step is { Call.TargetMethod.Name: "ConfigurePrimaryHttpMessageHandler", Made: { } made } ? new ConnectionAge(types, near, cancellation).Endless(made) : null,
        StepKind.HandlerList or StepKind.Unknown => null,
        _ => [],
    };
}
