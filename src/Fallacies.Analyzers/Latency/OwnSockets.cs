using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Tells sockets that were made in this compilation, and that no other member closes to end a wait.</summary>
internal sealed class OwnSockets(Provenance provenance, CancellationToken cancellation)
{
    // Stream, client, socket.
    private const int Layers = 3;

    private static readonly string[] Closing = ["Stop", "Dispose", "Close", "Disconnect", "Abort", "Shutdown", "Cancel"];

    /// <summary>Whether a value is surely such a socket, or a stream on one.</summary>
    public bool Include(IOperation value) => Include(value, Layers);

    private bool Include(IOperation value, int layers) =>
        layers > 0 && provenance.Origins(value) is { } origins && origins.All(origin => !IsClosedElsewhere(origin.Keeper) && IsSocket(origin.Made, layers - 1));

    private bool IsSocket(IOperation made, int layers) => made switch
    {
        IObjectCreationOperation { Type.Name: "NetworkStream" or "SslStream", Arguments: { IsEmpty: false } arguments } => Include(arguments[0].Value, layers),
        IObjectCreationOperation { Type.Name: "Socket" or "TcpClient" or "UdpClient" or "ClientWebSocket" } => true,
        IInvocationOperation { TargetMethod.Name: "GetStream", Instance: { } client } => Include(client, layers),
        _ => false,
    };

    private bool IsClosedElsewhere(ISymbol? keeper) =>
        keeper is IFieldSymbol or IPropertySymbol && keeper.ContainingType.GetMembers().OfType<IMethodSymbol>()
            .Where(method => Closing.Any(word => method.Name.Contains(word)))
            .SelectMany(method => method.DeclaringSyntaxReferences)
            .Any(declaration => Source.Mentions(keeper.Name, declaration.GetSyntax(cancellation), cancellation).Any());
}
