using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Knows the clients that ask in clear text or on this machine only, as far as the source says: nobody on a way shows them a certificate.</summary>
internal sealed class HarmlessClient(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private static readonly string[] ThisMachine = ["localhost:", "localhost/", "127.0.0.1:", "127.0.0.1/", "[::1]"];

    /// <summary>Whether a setting of a handler reaches such a client, and no other one.</summary>
    public bool Gets(IOperation setting) => Client(setting) is { } client && IsHarmless(client);

    private bool IsHarmless(IObjectCreationOperation client)
    {
        var flow = new ClientFlow(types, near, cancellation).From(client);
        if (flow.Shared)
            return false;

        var made = client.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Where(IsBaseAddress).Select(assignment => assignment.Value) ?? [];
        var bases = made.Concat(flow.BaseAddresses).ToArray();
        var addresses = flow.Sends.Select(CalledHosts.Address).ToArray();

        return bases.Length > 0
            ? bases.All(IsHarmless) && addresses.All(address => IsHarmless(address) || !StartsWith(address, "https:"))
            : !flow.Escapes && addresses.Length > 0 && addresses.All(IsHarmless);
    }

    private static bool IsBaseAddress(ISimpleAssignmentOperation assignment) => assignment.Target is IPropertyReferenceOperation { Property.Name: "BaseAddress" };

    private static bool IsHarmless(IOperation? address) => StartsWith(address, "http://") || (StartsWith(address, "https://") && IsThisMachine(CalledHosts.Start(address!)!));

    // No name that somebody else's DNS server answers for. It is whole where something stands behind it.
    private static bool IsThisMachine(string start)
    {
        var behind = start.Substring("https://".Length);
        return Array.Exists(ThisMachine, host => behind.StartsWith(host, StringComparison.OrdinalIgnoreCase));
    }

    private static bool StartsWith(IOperation? address, string scheme) =>
        address is not null && CalledHosts.Start(address)?.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) == true;

    // new HttpClient(new HttpClientHandler { … }), also through a local that is given to one client alone.
    private IObjectCreationOperation? Client(IOperation setting)
    {
        for (var part = setting; part is not null and not (IBlockOperation or IInvocationOperation); part = part.Parent)
        {
            switch (part)
            {
                case IArgumentOperation { Parent: IObjectCreationOperation client } when SymbolEqualityComparer.Default.Equals(client.Type, types.HttpClient):
                    return client;
                case IVariableDeclaratorOperation declarator:
                    return OfLocal(declarator.Symbol, declarator);
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation target } when Holder(target) is ILocalReferenceOperation local:
                    return OfLocal(local.Local, local);
            }
        }

        return null;
    }

    private IObjectCreationOperation? OfLocal(ILocalSymbol local, IOperation place) =>
        Operations.Uses(local, place).Select(Operations.Outermost).Where(use => use.Parent is not IMemberReferenceOperation).ToArray() is { Length: 1 } uses && uses[0].Parent is IArgumentOperation
            ? Client(uses[0])
            : null;

    // handler.SslOptions.RemoteCertificateValidationCallback
    private static IOperation? Holder(IPropertyReferenceOperation target) => target.Instance is IPropertyReferenceOperation inner ? Holder(inner) : target.Instance;
}
