using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Homogeneity.PartialMessageAnalyzer, Fallacies.CodeFixes.Homogeneity.PartialMessageFixer>;

namespace Fallacies.Analyzers.Tests.Homogeneity;

public sealed class PartialMessageTests
{
    private const string Usings = "using System.Net.Sockets;\nusing System.Net.WebSockets;\nusing System.Text;\n\n";

    private const string Whole = Usings + """
        public class Peer(Socket socket)
        {
            public string Read()
            {
                var buffer = new byte[16];
                socket.[|Receive|](buffer); // the answer
                return Encoding.ASCII.GetString(buffer);
            }
        }
        """;

    private const string Counted = Usings + """
        public class Peer(Socket socket)
        {
            public string Read()
            {
                var buffer = new byte[16];
                var received = socket.Receive(buffer); // the answer
                return Encoding.ASCII.GetString(buffer, 0, received);
            }
        }
        """;

    [Fact]
    public Task The_bytes_that_came_are_decoded() => Verify.FixAsync(Whole, Counted);

    [Theory]
    [InlineData(false, "ok\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData(true, "ok")]
    public async Task An_answer_of_two_bytes_is_read_as(bool counts, string text)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        using var server = await listener.AcceptAsync();
        await server.SendAsync("ok"u8.ToArray());

        using var image = new MemoryStream();
        var source = counts ? Counted : Whole.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        Assert.True(Analysis.Compile(source).WithAssemblyName("Peer" + Guid.NewGuid().ToString("N")).Emit(image).Success);
        var peer = Assembly.Load(image.ToArray()).GetType("Peer")!;

        Assert.Equal(text, peer.GetMethod("Read")!.Invoke(Activator.CreateInstance(peer, client), null));
    }

    [Fact]
    public Task Every_count_that_nobody_reads_is_reported() => Verify.FixAsync(
        Usings + """
        class Peer(Socket socket)
        {
            private readonly byte[] _buffer = new byte[1024];
            async Task<string> Awaited(CancellationToken ct)
            {
                await socket.[|ReceiveAsync|](_buffer, ct).ConfigureAwait(false);
                return Encoding.UTF8.GetString(_buffer);
            }
            string Flags(string received)
            {
                var bytes = new byte[1024];
                socket.[|Receive|](bytes, SocketFlags.None);
                return received + Encoding.UTF8.GetString(bytes).Trim();
            }
        }
        """,
        Usings + """
        class Peer(Socket socket)
        {
            private readonly byte[] _buffer = new byte[1024];
            async Task<string> Awaited(CancellationToken ct)
            {
                var received = await socket.ReceiveAsync(_buffer, ct).ConfigureAwait(false);
                return Encoding.UTF8.GetString(_buffer, 0, received);
            }
            string Flags(string received)
            {
                var bytes = new byte[1024];
                var received2 = socket.Receive(bytes, SocketFlags.None);
                return received + Encoding.UTF8.GetString(bytes, 0, received2).Trim();
            }
        }
        """);

    [Fact]
    public Task Where_more_than_a_text_is_made_of_the_bytes_nothing_is_offered() => Verify.NoFixAsync(
        Usings + """
        class Peer(Socket socket)
        {
            int Header()
            {
                var header = new byte[4];
                socket.[|Receive|](header);
                return header[0];
            }
            int Unread()
            {
                var header = new byte[4];
                var count = socket.[|Receive|](header, 0, 4, SocketFlags.None);
                return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header);
            }
            async Task<string> Segment()
            {
                var bytes = new byte[4];
                await socket.[|ReceiveAsync|](new ArraySegment<byte>(bytes), SocketFlags.None);
                return Encoding.UTF8.GetString(bytes);
            }
        }
        """);

    [Fact]
    public Task A_frame_is_not_a_message() => Verify.NoFixAsync(
        Usings + """
        using System.Text.Json;

        class Channel(WebSocket socket, ClientWebSocket client)
        {
            async Task<string> Text(CancellationToken ct)
            {
                var buffer = new byte[4096];
                var result = await socket.{|FAL8003:ReceiveAsync|}(new ArraySegment<byte>(buffer), ct);
                return Encoding.UTF8.GetString(buffer, 0, result.Count);
            }
            async Task Loop(CancellationToken ct, Action<string?> handle)
            {
                var buffer = new byte[4096];
                while (socket.State == WebSocketState.Open)
                {
                    var result = await client.{|FAL8003:ReceiveAsync|}(buffer.AsMemory(), ct);
                    if (result.MessageType == WebSocketMessageType.Close)
                        return;
                    handle(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, result.Count)));
                }
            }
        }
        """);

    [Fact]
    public async Task The_messages_say_what_is_lost()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("""
            using System.Net.Sockets;
            using System.Net.WebSockets;
            using System.Text;
            using System.Threading;
            using System.Threading.Tasks;
            class Peer(Socket socket, WebSocket web)
            {
                string Read() { var buffer = new byte[16]; socket.ReceiveTimeout = 1; socket.Receive(buffer); return Encoding.ASCII.GetString(buffer); }
                async Task<string> Frame(CancellationToken ct) { var buffer = new byte[16]; var result = await web.ReceiveAsync(buffer, ct); return Encoding.ASCII.GetString(buffer, 0, result.Count); }
            }
            """), ("fallacies.project_kind", "service"));

        Assert.Equal(
            [
                "Warning Nobody reads how many bytes 'Receive' brought: 'buffer' is taken for the whole message after the first packet, with old bytes behind it",
                "Info 'buffer' is decoded without a look at 'EndOfMessage': a message that is larger than the buffer or comes in two frames is cut in two",
            ],
            found.Where(finding => finding.Id == "FAL8003").OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => $"{finding.Severity} {finding.GetMessage()}"));
    }

    [Theory]
    [InlineData("var count = socket.Receive(buffer); Use(buffer[..count]);")]
    [InlineData("if (socket.Receive(buffer) < 4) return; Use(buffer);")]
    [InlineData("while (read < 4) read += socket.Receive(buffer, read, 4 - read, SocketFlags.None); Use(buffer);")]
    [InlineData("socket.Receive(buffer);")]
    [InlineData("while (socket.Available > 0) socket.Receive(buffer);")]
    [InlineData("socket.Receive(buffer, SocketFlags.Peek); Use(buffer);")]
    [InlineData("_ = socket.Receive(buffer); Use(buffer);")]
    [InlineData("own.Receive(buffer); Use(buffer);")]
    [InlineData("var one = new byte[1]; socket.Receive(one); Use(one);")]
    [InlineData("socket.Receive(buffer, 0, 1, SocketFlags.None); Use(buffer);")]
    [InlineData("await socket.ReceiveAsync(buffer.AsMemory(0, 1), SocketFlags.None); Use(buffer);")]
    [InlineData("One(); void One() { Span<byte> one = stackalloc byte[1]; socket.Receive(one); Use(one[0]); }")]
    [InlineData("var result = await web.ReceiveAsync(buffer, default); if (!result.EndOfMessage) return; Use(Encoding.UTF8.GetString(buffer, 0, result.Count));")]
    [InlineData("var result = await web.ReceiveAsync(buffer, default); Handle(result); Use(Encoding.UTF8.GetString(buffer, 0, result.Count));")]
    [InlineData("var result = await web.ReceiveAsync(buffer, default); Use(buffer[..result.Count]);")]
    [InlineData("await web.ReceiveAsync(buffer, default);")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public int Receive(byte[] buffer) => buffer.Length; }
        class Peer(Socket socket, WebSocket web, Own own)
        {
            void Use(object value) { }
            void Handle(WebSocketReceiveResult result) { }
            async Task Run(byte[] buffer, int read) { await Task.Yield(); {{statements}} }
        }
        """);

    [Fact]
    public Task A_datagram_comes_whole() => Verify.AnalyzeAsync(
        Usings + """
        class Peer
        {
            private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            string Read()
            {
                var buffer = new byte[16];
                _socket.Receive(buffer);
                return Encoding.ASCII.GetString(buffer);
            }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Peer(Socket socket)
        {
            void A() { socket.{|CS1501:Receive|}(); socket.Receive({|CS0103:buffer|}); }
        }
        """);
}
