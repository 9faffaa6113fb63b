using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds calls whose only bound is the default timeout of their client.</summary>
internal sealed class UnlimitedClients(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    /// <summary>Such a call through a registered client, or <see langword="null"/> where there is none or something else may bound it.</summary>
    public IInvocationOperation? Send(RegisteredClient client)
    {
        var clients = new RegisteredClients(types, near, cancellation);
        return clients.IsPlain(client)
            && clients.Uses(client) is { Count: > 0 } uses
            && Send(uses) is { } send
            && new ClientRegistrations(types, near, cancellation).IsComplete(client)
            ? send
            : null;
    }

    /// <summary>Such a call through a client that is followed.</summary>
    public IInvocationOperation? Send(IReadOnlyList<ClientFlow> flows)
    {
        if (!flows.All(flow => flow.Timeouts.Count == 0 && !flow.Escapes) || flows.SelectMany(flow => flow.BaseAddresses).Any(ThisMachine.IsNamedIn))
            return null;

        var sends = flows.SelectMany(flow => flow.Sends).ToArray();
        if (sends.Any(SendBounds.IsLong) || flows.SelectMany(flow => flow.Homes).Any(home => SendBounds.IsLongByName(home.Name)))
            return null;

        var bounds = new SendBounds(near, cancellation);
        return sends.FirstOrDefault(send => !bounds.IsAtStart(send) && !ThisMachine.IsCalledBy(send) && bounds.IsUnbounded(send));
    }
}
