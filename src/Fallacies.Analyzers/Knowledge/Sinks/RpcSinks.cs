namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of remote procedure calls.</summary>
internal static class RpcSinks
{
    public static readonly Sink[] Rows =
    [
        new("Grpc.Core.ClientBase", RemoteKind.Rpc) { Unknown = "*", Derived = true, PropagatesTrace = true },
    ];
}
