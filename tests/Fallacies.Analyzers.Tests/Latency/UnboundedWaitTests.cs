using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.UnboundedWaitAnalyzer, Fallacies.CodeFixes.Latency.UnboundedWaitFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2003.</summary>
public sealed class UnboundedWaitTests
{
    [Fact]
    public Task The_token_in_scope_ends_the_wait() => Verify.FixAsync(
        """
        using System.Net.Sockets;
        using Confluent.Kafka;
        class Feed(IConsumer<string, string> consumer)
        {
            private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
            public void Run(CancellationToken stoppingToken)
            {
                while (true)
                    consumer.[|Consume|](); // the next one
            }
            public async Task<int> Ask(byte[] question, Memory<byte> answer, byte[] bytes, CancellationToken token)
            {
                using var client = new TcpClient("prices.contoso.com", 4711);
                await using var stream = client.GetStream();
                await stream.WriteAsync(question, token);
                await stream.[|ReadAsync|](bytes, 0, 8);
                await stream.[|ReadAsync|](bytes, 0, 8).ConfigureAwait(false);
                return await stream.[|ReadAsync|](answer);
            }
            public async Task<int> Ask(byte[] question, ArraySegment<byte> answer, CancellationToken token)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Send(question);
                return await socket.[|ReceiveAsync|](answer, SocketFlags.None);
            }
            public Task Send(HttpRequestMessage request, CancellationToken token) => _http.[|SendAsync|](request, CancellationToken.None);
        }
        """,
        """
        using System.Net.Sockets;
        using Confluent.Kafka;
        class Feed(IConsumer<string, string> consumer)
        {
            private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
            public void Run(CancellationToken stoppingToken)
            {
                while (true)
                    consumer.Consume(stoppingToken); // the next one
            }
            public async Task<int> Ask(byte[] question, Memory<byte> answer, byte[] bytes, CancellationToken token)
            {
                using var client = new TcpClient("prices.contoso.com", 4711);
                await using var stream = client.GetStream();
                await stream.WriteAsync(question, token);
                await stream.ReadAsync(bytes, 0, 8, token);
                await stream.ReadAsync(bytes, 0, 8, token).ConfigureAwait(false);
                return await stream.ReadAsync(answer, token);
            }
            public async Task<int> Ask(byte[] question, ArraySegment<byte> answer, CancellationToken token)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Send(question);
                return await socket.ReceiveAsync(answer, SocketFlags.None, token);
            }
            public Task Send(HttpRequestMessage request, CancellationToken token) => _http.SendAsync(request, token);
        }
        """);

    [Theory]
    [InlineData("stream.Write(bytes); stream.[|Read|](bytes, 0, 8);")]
    [InlineData("client.GetStream().Write(bytes); stream?.[|Read|](bytes);")]
    [InlineData("stream.Write(bytes); (stream!).[|ReadByte|]();")]
    [InlineData("stream.Write(bytes); while (stream.[|Read|](bytes) > 0) { }")]
    [InlineData("var writer = new StreamWriter(stream); writer.WriteLine(\"hello\"); stream.[|ReadExactly|](bytes);")]
    [InlineData("socket.Send(bytes); socket.[|Receive|](bytes);")]
    [InlineData("udp.Send(bytes); System.Net.IPEndPoint from = null; udp.[|Receive|](ref from);")]
    [InlineData("await udp.SendAsync(bytes); await udp.[|ReceiveAsync|]();")]
    [InlineData("await stream.WriteAsync(bytes); await stream.[|ReadAsync|](bytes).ConfigureAwait(false);")]
    [InlineData("await stream.WriteAsync(bytes); stream.[|ReadAsync|](bytes).AsTask().GetAwaiter().GetResult();")]
    [InlineData("await stream.WriteAsync(bytes); async Task<int> Answer() => await stream.[|ReadAsync|](bytes); await Answer();")]
    [InlineData("var tls = new System.Net.Security.SslStream(client.GetStream()); tls.Write(bytes); tls.[|Read|](bytes, 0, 8);")]
    public Task Reports_a_reply_that_may_never_come(string body) => Verify.AnalyzeAsync(Exchange(body));

    [Theory]
    [InlineData("stream.Read(bytes, 0, 8);")]
    [InlineData("while (true) { stream.Read(bytes); stream.Write(bytes); }")]
    [InlineData("stream.ReadTimeout = 5000; stream.Write(bytes); stream.Read(bytes);")]
    [InlineData("client.ReceiveTimeout = 5000; stream.Write(bytes); stream.Read(bytes);")]
    [InlineData("socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveTimeout, 5000); socket.Send(bytes); socket.Receive(bytes);")]
    [InlineData("socket.Send(bytes); if (socket.Poll(5000, SelectMode.SelectRead)) socket.Receive(bytes);")]
    [InlineData("stream.Write(bytes); while (stream.DataAvailable) stream.Read(bytes);")]
    [InlineData("var tls = new System.Net.Security.SslStream(client.GetStream()) { ReadTimeout = 5000 }; tls.Write(bytes); tls.Read(bytes, 0, 8);")]
    [InlineData("var tls = new System.Net.Security.SslStream(given); tls.Write(bytes); tls.Read(bytes, 0, 8);")]
    [InlineData("await stream.WriteAsync(bytes); await stream.ReadAsync(bytes, token);")]
    [InlineData("await stream.WriteAsync(bytes); await stream.ReadAsync(bytes, CancellationToken.None);")]
    [InlineData("await stream.WriteAsync(bytes); await stream.ReadAsync(bytes).AsTask().WaitAsync(TimeSpan.FromSeconds(5));")]
    [InlineData("await stream.WriteAsync(bytes); await Task.WhenAny(stream.ReadAsync(bytes).AsTask(), Task.Delay(5000));")]
    [InlineData("using var stop = token.Register(() => client.Close()); stream.Write(bytes); stream.Read(bytes);")]
    [InlineData("given.Write(bytes); given.Read(bytes);")]
    [InlineData("socket.Send(bytes); socket.ReceiveAsync(new SocketAsyncEventArgs());")]
    [InlineData("var accepted = listener.AcceptTcpClient().GetStream(); accepted.Write(bytes); accepted.Read(bytes);")]
    public Task Says_nothing_about(string body) => Verify.AnalyzeAsync(Exchange(body));

    [Fact]
    public Task A_stream_is_followed_into_the_method_that_asks() => Verify.AnalyzeAsync(
        """
        using System.Net.Sockets;
        class Exchange
        {
            public int Ask(byte[] bytes)
            {
                using var client = new TcpClient("prices.contoso.com", 4711);
                return Ask(client.GetStream(), bytes);
            }
            private static int Ask(NetworkStream stream, byte[] bytes)
            {
                stream.Write(bytes);
                return stream.[|Read|](bytes);
            }
        }
        """);

    [Theory]
    [InlineData("System.Net.IPAddress.Loopback")]
    [InlineData("System.Net.IPAddress.Parse(\"127.0.0.1\")")]
    public Task Nothing_is_lost_on_the_way_to_this_machine(string host) => Verify.AnalyzeAsync(
        $$"""
        using System.Net.Sockets;
        class Exchange
        {
            public void Ask(byte[] bytes)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect({{host}}, 4711);
                socket.Send(bytes);
                socket.Receive(bytes);
            }
        }
        """);

    [Theory]
    [InlineData("public void Reset() { }", "[|Receive|]")]
    [InlineData("public void Stop() => _socket.Close();", "Receive")]
    [InlineData("public void Dispose() => _socket?.Dispose();", "Receive")]
    public Task Knows_whether_somebody_closes_the_socket(string member, string receive) => Verify.AnalyzeAsync(
        $$"""
        using System.Net.Sockets;
        class Exchange
        {
            private Socket _socket;
            public void Open() => _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            public void Ask(byte[] bytes)
            {
                _socket.Send(bytes);
                _socket.{{receive}}(bytes);
            }
            {{member}}
        }
        """);

    [Theory]
    [InlineData("consumer.[|Consume|]();")]
    [InlineData("consumer?.[|Consume|]();")]
    [InlineData("consumer.Consume(5000);")]
    [InlineData("consumer.Consume(TimeSpan.FromSeconds(5));")]
    [InlineData("consumer.Consume(token);")]
    [InlineData("consumer.Consume(CancellationToken.None);")]
    [InlineData("new Thread(() => consumer.Consume()).Start();")]
    [InlineData("own.Consume();")]
    public Task Knows_consumers(string body) => Verify.AnalyzeAsync(
        $$"""
        class Own { public void Consume(CancellationToken token = default) { } }
        class Feed(Confluent.Kafka.IConsumer<string, string> consumer, Own own)
        {
            public void Next(CancellationToken token) { {{body}} }
            public object Fields => (consumer, own);
        }
        """);

    [Theory]
    [InlineData("new(new SocketsHttpHandler())", "[|SendAsync|](request, CancellationToken.None)")]
    [InlineData("new(new SocketsHttpHandler())", "[|SendAsync|](request, default)")]
    [InlineData("new(new SocketsHttpHandler())", "[|Send|](request, default)")]
    [InlineData("new(new SocketsHttpHandler())", "SendAsync(request, token)")]
    [InlineData("new(new SocketsHttpHandler())", "SendAsync(request, default).WaitAsync(TimeSpan.FromSeconds(5))")]
    [InlineData("new HttpClient()", "SendAsync(request, default)")]
    [InlineData("new(new Limit())", "SendAsync(request, default)")]
    [InlineData("Given()", "SendAsync(request, default)")]
    public Task Knows_invokers(string creation, string send) => Verify.AnalyzeAsync(
        $$"""
        class Limit : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => await base.SendAsync(request, token).WaitAsync(TimeSpan.FromSeconds(5));
        }
        class Client
        {
            private readonly HttpMessageInvoker _http = {{creation}};
            public object Load(HttpRequestMessage request, CancellationToken token) => _http.{{send}};
            private static HttpMessageInvoker Given() => null;
        }
        """);

    [Theory]
    [InlineData("await socket.[|ReceiveAsync|](bytes, CancellationToken.None);")]
    [InlineData("await socket.[|ReceiveAsync|](bytes, default);")]
    [InlineData("while (true) await socket.[|ReceiveAsync|](bytes, default);")]
    [InlineData("await socket.ReceiveAsync(bytes, token);")]
    [InlineData("socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(5); await socket.ReceiveAsync(bytes, default);")]
    [InlineData("using var stop = token.Register(socket.Abort); await socket.ReceiveAsync(bytes, default);")]
    [InlineData("await given.ReceiveAsync(bytes, default);")]
    [InlineData("await socket.SendAsync(bytes, default, true, default);")]
    public Task Knows_web_sockets(string body) => Verify.AnalyzeAsync(
        $$"""
        using System.Net.WebSockets;
        class Feed
        {
            public async Task Read(ClientWebSocket given, ArraySegment<byte> bytes, CancellationToken token)
            {
                using var socket = new ClientWebSocket();
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("new(server, \"prices\")", "[|Connect|]()")]
    [InlineData("new(\"warehouse\", \"prices\")", "[|ConnectAsync|]()")]
    [InlineData("new(\"prices\")", "Connect()")]
    [InlineData("new(\".\", \"prices\")", "Connect()")]
    [InlineData("new(server, \"prices\")", "Connect(5000)")]
    [InlineData("new(server, \"prices\")", "ConnectAsync(token)")]
    public Task Knows_pipes(string creation, string connect) => Verify.AnalyzeAsync(
        $$"""
        using System.IO.Pipes;
        class Feed
        {
            public void Open(string server, CancellationToken token)
            {
                using NamedPipeClientStream pipe = {{creation}};
                pipe.{{connect}};
            }
        }
        """);

    [Theory]
    [InlineData("library", "[|Consume|]")]
    [InlineData("tool", "Consume")]
    [InlineData("test", "Consume")]
    public Task Knows_the_kind_of_project(string kind, string consume) => Verify.AnalyzeAsync(
        $$"""
        class Feed(Confluent.Kafka.IConsumer<string, string> consumer) { public void Next() => consumer.{{consume}}(); }
        """,
        "fallacies.project_kind = " + kind);

    [Fact]
    public Task A_program_without_Main_is_reported() => Verify.AnalyzeAsync(
        """
        using System.Net.Sockets;
        var client = new TcpClient("prices.contoso.com", 4711);
        var stream = client.GetStream();
        stream.Write(new byte[8]);
        stream.[|ReadExactly|](new byte[8]);
        """);

    [Theory]
    [InlineData("stream.Write(bytes); stream.[|Read|](bytes);")]
    [InlineData("await stream.WriteAsync(bytes); async Task Answer() => await stream.[|ReadAsync|](bytes); kept.Add(Answer);")]
    public Task No_fix_is_offered_for(string body) => Verify.NoFixAsync(Exchange(body));

    [Theory]
    [InlineData("stream.Write(bytes); stream.Read(")]
    [InlineData("var x = x.GetStream(); x.Write(bytes); x.Read(bytes);")]
    [InlineData("NetworkStream a = b, b = a; a.Write(bytes); a.Read(bytes);")]
    [InlineData("socket?.Send(; socket?.Receive(; new Socket(.Receive();")]
    public async Task Survives_half_typed(string body)
    {
        var source = "using System; using System.IO; using System.Threading; using System.Threading.Tasks; using System.Collections.Generic;\n" + Exchange(body);

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static string Exchange(string body) =>
        $$"""
        using System.Net.Sockets;
        class Exchange
        {
            public async Task Ask(byte[] bytes, NetworkStream given, TcpListener listener, List<Func<Task>> kept, CancellationToken token)
            {
                using var client = new TcpClient("prices.contoso.com", 4711);
                using var stream = client.GetStream();
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                using UdpClient udp = new("prices.contoso.com", 4711);
                {{body}}
            }
        }
        """;
}
