using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Homogeneity.MachineByteOrderAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Homogeneity;

public sealed class MachineByteOrderTests
{
    private const string Usings = """
        using System.Buffers.Binary;
        using System.Net;
        using System.Net.Sockets;
        using Confluent.Kafka;
        using StackExchange.Redis;


        """;

    [Fact]
    public Task A_socket_of_this_machine_has_one_order() => Verify.AnalyzeAsync(
        Usings + """
        class Profiler
        {
            async Task<int> AskAsync(string path, CancellationToken ct)
            {
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
                return await ReadAsync(socket, ct);
            }

            async Task<int> ReadAsync(Socket socket, CancellationToken ct)
            {
                var header = new byte[4];
                if (await socket.ReceiveAsync(header.AsMemory(), SocketFlags.None, ct) < 4) return 0;
                return BitConverter.ToInt32(header);
            }
        }
        """);

    [Fact]
    public Task Every_way_of_a_number_onto_the_wire_is_reported() => Verify.AnalyzeAsync(
        Usings + """
        class Peer(Socket socket, NetworkStream stream, TcpClient tcp, IProducer<string, byte[]> producer)
        {
            void Direct(int length) => socket.Send([|BitConverter.GetBytes(length)|]);
            async Task Local(long id, CancellationToken ct)
            {
                var bytes = [|BitConverter.GetBytes(id)|];
                await stream.WriteAsync(bytes, ct);
            }
            async Task Memory(ushort id, CancellationToken ct) => await tcp.GetStream().WriteAsync([|BitConverter.GetBytes(id)|].AsMemory(), ct);
            void Copied(byte[] body)
            {
                var frame = new byte[4 + body.Length];
                var header = [|BitConverter.GetBytes(body.Length)|];
                Buffer.BlockCopy(header, 0, frame, 0, 4);
                body.CopyTo(frame, 4);
                socket.Send(frame);
            }
            void CopiedTo(byte[] body)
            {
                var frame = new byte[8 + body.Length];
                [|BitConverter.GetBytes(body.Length)|].CopyTo(frame, 0);
                [|BitConverter.GetBytes(body.Length)|].CopyTo(frame.AsSpan(4));
                socket.Send(frame);
            }
            void Filled(int id)
            {
                Span<byte> bytes = stackalloc byte[4];
                [|BitConverter.TryWriteBytes(bytes, id)|];
                socket.Send(bytes);
            }
            void Marshalled(int id)
            {
                var bytes = new byte[4];
                [|System.Runtime.InteropServices.MemoryMarshal.Write(bytes.AsSpan(), in id)|];
                socket.Send(bytes);
            }
            void Joined(byte[] body) => socket.Send([|BitConverter.GetBytes(body.Length)|].Concat(body).ToArray());
            void Spread(byte[] body)
            {
                byte[] frame = [.. [|BitConverter.GetBytes(body.Length)|], .. body];
                socket.Send(frame);
            }
            void Listed(uint id)
            {
                var all = new List<byte>();
                all.AddRange([|BitConverter.GetBytes(id)|]);
                stream.Write(all.ToArray());
            }
            Task Message(int id) => producer.ProduceAsync("ids", new Message<string, byte[]> { Key = "a", Value = [|BitConverter.GetBytes(id)|] });
        }
        """);

    [Fact]
    public Task And_every_way_back() => Verify.AnalyzeAsync(
        Usings + """
        class Peer(Socket socket, NetworkStream stream)
        {
            private readonly byte[] _header = new byte[4];
            int Length()
            {
                stream.ReadExactly(_header);
                if (stream.Read(_header, 0, 4) < 4)
                    return 0;
                return [|BitConverter.ToInt32(_header, 0)|];
            }
            async Task<int> Whole(CancellationToken ct)
            {
                var bytes = new byte[4];
                await stream.ReadExactlyAsync(bytes, ct);
                return [|BitConverter.ToInt32(bytes)|];
            }
            async Task<int> FromFile(FileStream file, CancellationToken ct)
            {
                var bytes = new byte[4];
                await file.ReadExactlyAsync(bytes, ct);
                return BitConverter.ToInt32(bytes);
            }
            async Task<ulong> Id(CancellationToken ct)
            {
                var bytes = new byte[8];
                if (await socket.ReceiveAsync(bytes.AsMemory(), ct) < 8)
                    return 0;
                return [|BitConverter.ToUInt64(bytes)|];
            }
        }
        """);

    [Fact]
    public async Task The_messages_show_the_wrong_number()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("""
            using System;
            using System.Net.Sockets;
            class Peer(Socket socket)
            {
                void Send(int length, short port) { socket.Send(BitConverter.GetBytes(length)); socket.Send(BitConverter.GetBytes(port)); }
            }
            """), ("fallacies.project_kind", "service"));

        Assert.Equal(
            [
                "'BitConverter.GetBytes(length)' has the byte order of the machine it runs on, and 'Send' sends it: where the other order is used, 1 is read as 16,777,216",
                "'BitConverter.GetBytes(port)' has the byte order of the machine it runs on, and 'Send' sends it: where the other order is used, 1 is read as 256",
            ],
            found.Where(finding => finding.Id == "FAL8004").OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => finding.GetMessage()));
    }

    [Fact]
    public void And_the_number_is_what_the_other_order_reads()
    {
        var bytes = BitConverter.GetBytes(1);
        var other = BitConverter.IsLittleEndian ? System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes) : System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(bytes);

        Assert.Equal(16_777_216, other);
    }

    [Theory]
    [InlineData("socket.Send(BitConverter.GetBytes(IPAddress.HostToNetworkOrder(number)));")]
    [InlineData("var bytes = BitConverter.GetBytes(number); if (BitConverter.IsLittleEndian) Array.Reverse(bytes); socket.Send(bytes);")]
    [InlineData("socket.Send(BitConverter.GetBytes(number).Reverse().ToArray());")]
    [InlineData("var bytes = new byte[4]; BinaryPrimitives.WriteInt32BigEndian(bytes, number); socket.Send(bytes);")]
    [InlineData("socket.Send(BitConverter.GetBytes(true));")]
    [InlineData("redis.StringSet(\"vector\", BitConverter.GetBytes(1.5f));")]
    [InlineData("file.Write(BitConverter.GetBytes(number));")]
    [InlineData("Hash(BitConverter.GetBytes(number));")]
    [InlineData("socket.Send([(byte)BitConverter.GetBytes(number).Length]);")]
    [InlineData("socket.Send(own.GetBytes(number));")]
    [InlineData("Hash(BitConverter.ToInt32(memory, 0));")]
    [InlineData("file.Read(memory, 0, 4); Hash(BitConverter.ToInt32(memory, 0));")]
    [InlineData("socket.Receive(memory); Hash(IPAddress.NetworkToHostOrder(BitConverter.ToInt32(memory, 0)));")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public byte[] GetBytes(int number) => []; }
        class Peer(Socket socket, FileStream file, IDatabase redis, Own own)
        {
            void Hash(object value) { }
            void Run(int number, byte[] memory) { {{statements}} }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Peer(Socket socket)
        {
            void A() { socket.Send(BitConverter.{|CS1501:GetBytes|}()); socket.Send(BitConverter.GetBytes({|CS0103:number|})); }
        }
        """);
}
