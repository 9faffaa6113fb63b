namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of bare connections.</summary>
internal static class SocketSinks
{
    public static readonly Sink[] Rows =
    [
        new("System.Net.Sockets.Socket", RemoteKind.Socket) { Unknown = "Connect ConnectAsync Send SendAsync SendTo SendToAsync Receive ReceiveAsync ReceiveFrom ReceiveFromAsync" },
        new("System.Net.Sockets.TcpClient", RemoteKind.Socket) { Unknown = "Connect ConnectAsync" },
        new("System.Net.Sockets.UdpClient", RemoteKind.Socket) { Unknown = "Send SendAsync Receive ReceiveAsync" },
        new("System.Net.Sockets.NetworkStream", RemoteKind.Socket) { Unknown = "Read ReadAsync Write WriteAsync" },
    ];
}
