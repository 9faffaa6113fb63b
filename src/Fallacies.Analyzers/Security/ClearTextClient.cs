using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Security;

/// <summary>Knows the clients that ask in clear text only, as far as the source says: no server shows them a certificate.</summary>
internal sealed class ClearTextClient(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    /// <summary>Whether a setting of a handler reaches such a client, and no other one.</summary>
    public bool Gets(IOperation setting) => Client(setting) is { } client && IsInClear(client);

    private bool IsInClear(IObjectCreationOperation client)
    {
        var flow = new ClientFlow(types, near, cancellation).From(client);
        if (flow.Shared)
            return false;

        var made = client.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Where(IsBaseAddress).Select(assignment => assignment.Value) ?? [];
        var bases = made.Concat(flow.BaseAddresses).ToArray();
        var addresses = flow.Sends.Select(CalledHosts.Address).ToArray();

        return bases.Length > 0
            ? bases.All(address => StartsWith(address, "http://")) && !addresses.Any(address => StartsWith(address, "https:"))
            : !flow.Escapes && addresses.Length > 0 && addresses.All(address => StartsWith(address, "http://"));
    }

    private static bool IsBaseAddress(ISimpleAssignmentOperation assignment) => assignment.Target is IPropertyReferenceOperation { Property.Name: "BaseAddress" };

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
