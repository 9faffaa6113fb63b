using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The timeout of a client: set once, in sight, to a constant, with nothing beside it that could end a call sooner.</summary>
internal sealed class OnlyTimeout(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private readonly RegisteredClients _clients = new(types, near, cancellation);

    /// <summary>The timeout of the client that sends a request.</summary>
    public (TimeSpan Time, IOperation Value)? Of(IInvocationOperation send)
    {
        if (Operations.ReceiverOf(send) is not { } client)
            return null;
        if (new Provenance(types, near, cancellation).Origins(client) is { Count: 1 } origins && origins[0].Made is IObjectCreationOperation made)
            return Of(made);

        var registrations = new ClientRegistrations(types, near, cancellation);
        return registrations.Clients().FirstOrDefault(known => _clients.SeenUses(known).Any(flow => !flow.Shared && flow.Sends.Any(other => other.Syntax == send.Syntax))) is { } registered
            && _clients.IsPlain(registered) && registrations.IsComplete(registered) ? Of(registered) : null;
    }

    /// <summary>The timeout of a registered client.</summary>
    public (TimeSpan Time, IOperation Value)? Of(RegisteredClient client) =>
        _clients.SeenUses(client) is var uses && !uses.Any(flow => flow.Shared) ? Constant(uses.SelectMany(flow => flow.Timeouts)) : null;

    private (TimeSpan Time, IOperation Value)? Of(IObjectCreationOperation made)
    {
        if (!SymbolEqualityComparer.Default.Equals(made.Type, types.HttpClient) || made.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0) is { } handler && !IsPlain(handler.Value))
            return null;

        var flow = new ClientFlow(types, made.SemanticModel!, cancellation).From(made);
        var initial = made.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Where(member => member.Target is IPropertyReferenceOperation { Property.Name: "Timeout" }).Select(member => member.Value) ?? [];
        return flow.Shared ? null : Constant(initial.Concat(flow.Timeouts));
    }

    private bool IsPlain(IOperation handler) => new ClientHandlers(types, near, cancellation).IsPlain(handler) && !handler.Syntax.ToString().Contains("ConnectTimeout");

    private static (TimeSpan Time, IOperation Value)? Constant(IEnumerable<IOperation> values) =>
        values.Take(2).ToArray() is { Length: 1 } only && ConstantTime.Of(only[0]) is { } time && time > TimeSpan.Zero ? (time, only[0]) : null;
}
