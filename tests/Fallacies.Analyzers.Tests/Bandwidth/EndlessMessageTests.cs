using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.EndlessMessageAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

/// <summary>FAL3004, for messages of web sockets.</summary>
public sealed class EndlessMessageTests
{
    [Theory]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.[|ReceiveAsync|](buffer, token); all.Write(buffer.Array!, buffer.Offset, r.Count); } while (!r.EndOfMessage);")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await client.[|ReceiveAsync|](buffer, token).ConfigureAwait(false); if (r.Count > 0) await all.WriteAsync(buffer.AsMemory(0, r.Count), token); } while (!r.EndOfMessage);")]
    [InlineData("var all = new List<byte>(); while (true) { var r = await socket.[|ReceiveAsync|](buffer, token); all.AddRange(buffer.Take(r.Count)); if (r.EndOfMessage) break; }")]
    [InlineData("var all = new System.Text.StringBuilder(); while (socket.State == WebSocketState.Open) { var r = await socket.[|ReceiveAsync|](memory, token); all.Append(System.Text.Encoding.UTF8.GetString(memory.Span[..r.Count])); if (r.EndOfMessage) { Handle(all); all.Clear(); } }")]
    [InlineData("var all = \"\"; while (true) { var r = await socket.[|ReceiveAsync|](buffer, token); all += System.Text.Encoding.UTF8.GetString(buffer.Array!, 0, r.Count); if (r.EndOfMessage) break; }")]
    [InlineData("var all = new byte[0]; while (true) { var r = await socket.[|ReceiveAsync|](buffer, token); Array.Resize(ref all, all.Length + r.Count); if (r.EndOfMessage) break; }")]
    [InlineData("var bytes = new byte[4096]; var segment = new ArraySegment<byte>(bytes); var all = \"\"; while (true) { var r = await socket.[|ReceiveAsync|](segment, token); var text = System.Text.Encoding.UTF8.GetString(bytes, 0, r.Count); all += text; if (r.EndOfMessage) break; }")]
    [InlineData("while (true) { var r = await socket.[|ReceiveAsync|](buffer, token); _all.Write(buffer.Array!, 0, r.Count); if (r.EndOfMessage) return; }")]
    public Task Says_that_a_message_may_be_of_any_size(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Theory]
    // Somebody compares a size.
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); if (all.Length + r.Count > 65_536) throw new InvalidDataException(); all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage);")]
    [InlineData("using var all = new MemoryStream(); var left = 65_536; WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); left -= r.Count; if (left < most) return; all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage);")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage && all.Length < most);")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); all.Write(buffer.Array!, 0, r.Count); if (all.Length is > 65_536) return; } while (!r.EndOfMessage);")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); Check(all); all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage);")]
    [InlineData("using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); if (IsFull()) await socket.CloseAsync(WebSocketCloseStatus.MessageTooBig, null, token); all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage);")]
    // The buffer cannot grow, or not with the message.
    [InlineData("using var all = new MemoryStream(new byte[4096]); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage);")]
    [InlineData("while (true) { using var frame = new MemoryStream(); var r = await socket.ReceiveAsync(buffer, token); frame.Write(buffer.Array!, 0, r.Count); if (r.EndOfMessage) return; }")]
    [InlineData("WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); await disk.WriteAsync(buffer.AsMemory(0, r.Count), token); } while (!r.EndOfMessage);")]
    [InlineData("WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); await client.SendAsync(buffer[..r.Count], r.MessageType, r.EndOfMessage, token); } while (!r.CloseStatus.HasValue);")]
    [InlineData("var times = new List<DateTime>(); while (true) { var r = await socket.ReceiveAsync(buffer, token); times.Add(DateTime.UtcNow); if (r.EndOfMessage) break; }")]
    [InlineData("var log = new List<int>(); while (true) { var r = await socket.ReceiveAsync(buffer, token); log.Add(r.Count); }")]
    [InlineData("var all = new List<byte>(); var r = await socket.ReceiveAsync(buffer, token); all.AddRange(buffer.Take(r.Count)); if (!r.EndOfMessage) return;")]
    [InlineData("var all = new List<byte>(); while (true) { var n = await other.ReceiveAsync(buffer, token); all.AddRange(buffer.Take(n)); if (n == 0) break; }")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Says_nothing_in_a(string kind) => Verify.AnalyzeAsync(
        Source("var all = new List<byte>(); while (true) { var r = await socket.ReceiveAsync(buffer, token); all.AddRange(buffer.Take(r.Count)); if (r.EndOfMessage) break; }"), $"fallacies.project_kind = {kind}");

    [Fact]
    public async Task The_message_names_what_grows()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("using System; using System.IO; using System.Threading; using System.Threading.Tasks;\n" + Source(
            "using var all = new MemoryStream(); WebSocketReceiveResult r; do { r = await socket.ReceiveAsync(buffer, token); all.Write(buffer.Array!, 0, r.Count); } while (!r.EndOfMessage);")), ("fallacies.project_kind", "service"));

        Assert.Equal("'ReceiveAsync' takes a message of any size into 'all': one sender can use up what memory there is", Assert.Single(found, finding => finding.Id == "FAL3004").GetMessage());
    }

    [Fact]
    public Task A_receive_of_a_socket_of_ones_own_may_take_nothing() => Reliability.PipelineSource.SurvivesAsync(
        """
        abstract class Frames : System.Net.WebSockets.WebSocket
        {
            public abstract Task<System.Net.WebSockets.WebSocketReceiveResult> ReceiveAsync();
            public async Task All(MemoryStream all) { while (true) { var r = await ReceiveAsync(); all.WriteByte(1); if (r.EndOfMessage) break; } }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Reliability.PipelineSource.SurvivesAsync(Source("var all = new List<byte>(); while (true) { var r = await socket.ReceiveAsync(; all.AddRange(buffer.Take(r.)); if (r.EndOfMessage"));

    private static string Source(string statements) =>
        $$"""
        using System.Collections.Generic;
        using System.Linq;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        class Chat
        {
            private readonly MemoryStream _all = new();
            async Task Read(WebSocket socket, ClientWebSocket client, Socket other, ArraySegment<byte> buffer, Memory<byte> memory, Stream disk, int most, CancellationToken token)
            {
                {{statements}}
            }
            static void Handle(System.Text.StringBuilder all) { }
            static void Check(MemoryStream all) { }
            static bool IsFull() => false;
        }
        """;
}
