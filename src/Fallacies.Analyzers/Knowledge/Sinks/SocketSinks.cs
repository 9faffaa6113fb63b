namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Bare connections. They wait for ever unless told otherwise.</summary>
internal static class SocketSinks
{
    public static readonly Sink[] Rows =
    [
        new("System.Net.Sockets.Socket", RemoteKind.Socket)
        {
            Unknown = "Connect Disconnect Send SendTo SendFile SendPacketsAsync Receive ReceiveFrom ReceiveMessageFrom", Local = "AcceptAsync",
        },
        new("System.Net.Sockets.SocketTaskExtensions", RemoteKind.Socket)
        {
            Unknown = "ConnectAsync SendAsync SendToAsync ReceiveAsync ReceiveFromAsync ReceiveMessageFromAsync", Local = "AcceptAsync",
        },
        new("System.Net.Sockets.TcpClient", RemoteKind.Socket) { Unknown = "Connect" },
        new("System.Net.Sockets.UdpClient", RemoteKind.Socket) { Unknown = "Send Receive" },
        new("System.Net.Sockets.NetworkStream", RemoteKind.Socket) { Unknown = "Read ReadByte Write WriteByte", Local = "FlushAsync" },
        new("System.Net.Security.SslStream", RemoteKind.Socket)
        {
            Unknown = "AuthenticateAsClient AuthenticateAsServer NegotiateClientCertificateAsync Read ReadByte Write WriteByte", Local = "FlushAsync ShutdownAsync",
        },
        new("System.Net.Quic.QuicConnection", RemoteKind.Socket) { Unknown = "ConnectAsync OpenOutboundStreamAsync", Local = "AcceptInboundStreamAsync" },
        new("System.Net.Quic.QuicStream", RemoteKind.Socket) { Unknown = "Read ReadByte Write WriteByte", Local = "FlushAsync" },
        new("System.Net.WebSockets.ClientWebSocket", RemoteKind.Socket) { Unknown = "ConnectAsync SendAsync ReceiveAsync CloseAsync CloseOutputAsync" },
        new("System.Net.WebSockets.WebSocket", RemoteKind.Socket) { Unknown = "SendAsync ReceiveAsync CloseAsync CloseOutputAsync" },
        new("System.Net.NetworkInformation.Ping", RemoteKind.Socket) { Safe = "Send SendPingAsync", BuiltInTimeout = 5 },
    ];
}
