using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells registered clients whose calls nothing visible repeats or holds back.</summary>
internal sealed class UnguardedClients(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] Streams = ["AsyncServerStreamingCall", "AsyncClientStreamingCall", "AsyncDuplexStreamingCall"];

    private static readonly string[] ChannelRetries = ["ServiceConfig", "MethodConfig"];

    // A handler of the program's own that says one of these does the work itself.
    private static readonly string[] Guards = ["Retry", "Retries", "Breaker", "Attempt", "Polly", "Hedg", "Resilien"];

    private readonly ClientHandlers _handlers = new(types, near, cancellation);
    private readonly SendBounds _bounds = new(near, cancellation);

    /// <summary>Whether no step of the registration adds a handler that may repeat or hold back calls.</summary>
    public bool HasNoGuard(RegisteredClient client) => client.IsRead && client.Steps.All(step => step.Kind switch
    {
        StepKind.MessageHandler or StepKind.PrimaryHandler => _handlers.IsPlain(step) && !MayGuard(step),
        StepKind.Client or StepKind.HandlerLifetime or StepKind.TypedClient or StepKind.Neutral => true,
        _ => false,
    });

    /// <summary>A call through the client that runs as it stands, or <see langword="null"/> where none is seen, or a call takes long by design.</summary>
    public IInvocationOperation? Call(RegisteredClient client)
    {
        var clients = new RegisteredClients(types, near, cancellation);
        var sends = client.Registrations[0].Kind is ClientKind.Refit or ClientKind.Grpc
            ? clients.CallsOfMade(client).ToArray()
            : clients.SeenUses(client).Where(flow => !flow.Shared).SelectMany(flow => flow.Sends).ToArray();
        if (sends.Any(SendBounds.IsLong) || (client.Registrations[0].Kind == ClientKind.Grpc && IsChannelMatter(client)))
            return null;

        return sends.FirstOrDefault(send => !_bounds.IsAtStart(send) && _bounds.IsUnguarded(send));
    }

    private bool IsChannelMatter(RegisteredClient client) =>
        ChannelRetries.Any(name => !Source.Mentions(name, near.Compilation, cancellation).IsEmpty)
        || client.Classes.SelectMany(type => type.GetMembers()).OfType<IMethodSymbol>().Any(method => Streams.Contains(method.ReturnType.Name));

    private bool MayGuard(ClientStep step) =>
        step.HandlerType is { } handler
        && (Guards.Any(handler.Name.Contains) || handler.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation).ToString()).Any(text => Guards.Any(text.Contains)));
}
