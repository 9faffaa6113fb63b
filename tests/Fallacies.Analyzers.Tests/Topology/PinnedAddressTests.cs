using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.PinnedAddressAnalyzer, Fallacies.CodeFixes.Topology.PinnedAddressFixer>;
using VerifyNoFix = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.PinnedAddressAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class PinnedAddressTests
{
    private const string Usings =
        """
        #nullable enable
        using System.Net;
        using System.Net.Sockets;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Logging;


        """;

    private static string Keeping(string members) => Usings + $$"""class Gauge { {{members}} }""";

    [Theory]
    [InlineData("""readonly IPAddress _address = [|Dns.GetHostAddresses("metrics.shop")[0]|];""")]
    [InlineData("""static IPAddress Address { get; } = [|Dns.GetHostEntry("metrics.shop").AddressList.First()|];""")]
    [InlineData("""static readonly IPEndPoint Metrics = new([|Dns.GetHostAddresses("metrics.shop").First(a => a.AddressFamily == AddressFamily.InterNetwork)|], 8125);""")]
    [InlineData("""readonly IPEndPoint _end; Gauge(string host) { var addresses = [|Dns.GetHostAddresses(host)|]; _end = new IPEndPoint(addresses[0], 8125); }""")]
    [InlineData("""readonly IPAddress? _address; Gauge(string host) => _address = [|Dns.GetHostEntry(host)|]?.AddressList.FirstOrDefault();""")]
    [InlineData("""readonly IPAddress _address; Gauge(string host) => _address = [|Dns.GetHostAddressesAsync(host).ConfigureAwait(false).GetAwaiter().GetResult()![0]|];""")]
    [InlineData("""readonly IPAddress _address; Gauge(string host) => _address = [|Dns.GetHostAddressesAsync(host).Result.Where(a => a.AddressFamily == AddressFamily.InterNetwork).ToArray()[0]|].MapToIPv6();""")]
    [InlineData("""readonly IPAddress _address; Gauge(string host) { IPAddress[] all; all = [|Dns.GetHostAddresses(host)|]; if (all.Length == 0) throw new Exception(host); _address = all[0] ?? throw new Exception(); }""")]
    [InlineData("""IPAddress? _address; async Task Send(string host) { _address ??= [|(await Dns.GetHostAddressesAsync(host))[0]|]; }""")]
    [InlineData("""IPAddress? _address; async Task Send(string host) { if (_address == null) { _address = [|(await Dns.GetHostAddressesAsync(host))[0]|]; } }""")]
    [InlineData("""IPAddress? _address; async Task Send(string host) { if (_address is null) _address = [|(await Dns.GetHostAddressesAsync(host)).ToList()[0]|]; }""")]
    [InlineData("""void Add(IServiceCollection services) => services.AddSingleton(new IPEndPoint([|Dns.GetHostAddresses("metrics.shop")[0]|], 8125));""")]
    [InlineData("""readonly string _address; Gauge(string host, ILogger<Gauge> log) { var first = [|Dns.GetHostAddresses(host)[0]|]; log.LogInformation("{Address}", first); Console.WriteLine(first); _address = first.ToString(); }""")]
    public Task Reports_an_address_that_is_kept(string members) => VerifyNoFix.AnalyzeAsync(Keeping(members));

    private static string Connecting(string statements) => Usings +
        $$"""
        class Connector
        {
            async Task Run(TcpClient tcp, Socket socket, UdpClient udp, Uri uri, string host, int port, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }
            static bool IsAllowed(IPAddress address) => !IPAddress.IsLoopback(address);
            static void Try(IPAddress[] addresses) { }
        }
        """;

    [Theory]
    [InlineData("""tcp.Connect([|Dns.GetHostAddresses(host)[0]|], port);""")]
    [InlineData("""socket.Connect([|Dns.GetHostEntry("db.shop").AddressList[0]|], port);""")]
    [InlineData("""var entry = await [|Dns.GetHostEntryAsync(host, token)|]; await socket.ConnectAsync(new IPEndPoint(entry.AddressList[0], port), token);""")]
    [InlineData("""using var other = new TcpClient([|Dns.GetHostAddresses(host).First()|].ToString(), port);""")]
    [InlineData("""var all = await [|Dns.GetHostAddressesAsync(host)|]; var s = new Socket(all[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp); s.Connect(all[0], port);""")]
    public Task Reports_a_connect_to_the_first_address_alone(string statements) => VerifyNoFix.AnalyzeAsync(Connecting(statements));

    [Theory]
    // All of them are tried.
    [InlineData("""tcp.Connect(Dns.GetHostAddresses(host), port);""")]
    [InlineData("""tcp.Connect(host, port);""")]
    [InlineData("""foreach (var address in Dns.GetHostAddresses(host)) tcp.Connect(address, port);""")]
    [InlineData("""var all = Dns.GetHostAddresses(host); for (var i = 0; i < all.Length; i++) tcp.Connect(all[i], port);""")]
    [InlineData("""var all = Dns.GetHostAddresses(host); tcp.Connect(all[Random.Shared.Next(all.Length)], port);""")]
    [InlineData("""var all = Dns.GetHostAddresses(host); Try(all); tcp.Connect(all[0], port);""")]
    // This machine.
    [InlineData("""tcp.Connect(Dns.GetHostAddresses(Dns.GetHostName())[0], port);""")]
    [InlineData("""tcp.Connect(Dns.GetHostEntry(Environment.MachineName).AddressList[0], port);""")]
    [InlineData("""tcp.Connect(Dns.GetHostAddresses("localhost")[0], port);""")]
    [InlineData("""tcp.Connect(Dns.GetHostAddresses("10.0.0.5")[0], port);""")]
    [InlineData("""tcp.Connect(Dns.GetHostAddresses("")[0], port);""")]
    [InlineData("""var me = Dns.GetHostName(); tcp.Connect(Dns.GetHostAddresses(me)[0], port);""")]
    // The address has been looked at: to connect by name would ask again, and get another answer.
    [InlineData("""var address = Dns.GetHostAddresses(host)[0]; if (!IsAllowed(address)) return; tcp.Connect(address, port);""")]
    [InlineData("""var address = Dns.GetHostAddresses(host)[0]; if (IPAddress.IsLoopback(address)) return; tcp.Connect(address, port);""")]
    // No connection: datagrams, a listener, an answer.
    [InlineData("""udp.Send(new byte[1], 1, new IPEndPoint(Dns.GetHostAddresses(host)[0], port));""")]
    [InlineData("""var s = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp); s.Connect(Dns.GetHostAddresses(host)[0], port);""")]
    [InlineData("""socket.Bind(new IPEndPoint(Dns.GetHostAddresses(host)[0], port));""")]
    [InlineData("""new TcpListener(Dns.GetHostAddresses(host)[0], port).Start();""")]
    [InlineData("""Console.WriteLine(Dns.GetHostAddresses(host)[0]);""")]
    [InlineData("""new Microsoft.AspNetCore.Builder.ForwardedHeadersOptions().KnownProxies.Add(Dns.GetHostEntry("nginx").AddressList[0]);""")]
    public Task Says_nothing_about(string statements) => VerifyNoFix.AnalyzeAsync(Connecting(statements));

    [Theory]
    [InlineData("""IPAddress? _address; void Reconnect(string host) { _address = Dns.GetHostAddresses(host)[0]; }""")]
    [InlineData("""IPAddress? _address; void Reconnect(string host) { if (_address is not null) _address = Dns.GetHostAddresses(host)[0]; }""")]
    [InlineData("""IPAddress Resolve(string host) => Dns.GetHostAddresses(host)[0];""")]
    [InlineData("""static IPAddress[] All { get; } = Dns.GetHostAddresses("metrics.shop");""")]
    [InlineData("""readonly IPEndPoint _listenOn = new(Dns.GetHostAddresses("metrics.shop")[0], 80);""")]
    [InlineData("""class PingProbe { readonly IPAddress _address = Dns.GetHostAddresses("metrics.shop")[0]; }""")]
    [InlineData("""class Dns { public static IPAddress[] GetHostAddresses(string host) => []; } readonly IPAddress _address = Dns.GetHostAddresses("metrics.shop")[0];""")]
    public Task Says_nothing_about_a_class_with(string members) => VerifyNoFix.AnalyzeAsync(Keeping(members));

    [Theory]
    [InlineData("service", 1)]
    [InlineData("library", 1)]
    [InlineData("tool", 0)]
    [InlineData("test", 0)]
    public async Task Speaks_where_the_process_lives_long(string kind, int findings) => Assert.Equal(findings, (await FindingsOf(Keeping(Field), kind)).Length);

    [Fact]
    public async Task Says_what_is_kept_and_how_long() => Assert.Equal(
        "Only the first address of 'metrics.shop' is kept in '_address': when the name moves, this process calls the old machine until it restarts",
        Assert.Single(await FindingsOf(Keeping(Field))).GetMessage(null));

    [Fact]
    public async Task Says_who_is_not_tried() => Assert.Equal(
        "Only the first address of 'uri.Host' is tried by 'Connect': when that machine is down, the others are not called",
        Assert.Single(await FindingsOf("using System; using System.Net; using System.Net.Sockets; class A { void M(TcpClient tcp, Uri uri) => tcp.Connect(Dns.GetHostAddresses(uri.Host)[0], 80); }")).GetMessage(null));

    [Theory]
    [InlineData("Dns.GetHostAddresses()[0];")]
    [InlineData("Dns.GetHostAddresses(host)[];")]
    [InlineData("var a = Dns.GetHostAddresses(host)[0]; a = a; tcp.Connect(a")]
    [InlineData("var a = Dns.GetHostAddresses(a)[0]; tcp.Connect(a, 1);")]
    [InlineData("Dns.GetHostAddresses(host)?.First().;")]
    public async Task Survives_broken_code(string statements) => Assert.DoesNotContain(await FindingsOf(Connecting(statements)), finding => finding.Id == "AD0001");

    [Fact]
    public Task Connects_by_name() => Verify.FixAsync(
        Connecting(
            """
            // The primary.
                tcp.Connect([|Dns.GetHostAddresses(host)[0]|], port); // by address
                var addresses = await [|Dns.GetHostAddressesAsync(uri.Host)|];
                await tcp.ConnectAsync(addresses[0], port, token);
                var entry = await [|Dns.GetHostEntryAsync("db.shop")|];
                var end = new IPEndPoint(entry.AddressList[0], port);
                await socket.ConnectAsync(end, token).ConfigureAwait(false);
                socket.Connect(new IPEndPoint([|Dns.GetHostAddresses(host)[0]|], 5432));
            """),
        Connecting(
            """
            // The primary.
                tcp.Connect(host, port); // by address
                await tcp.ConnectAsync(uri.Host, port, token);
                await socket.ConnectAsync("db.shop", port, token).ConfigureAwait(false);
                socket.Connect(host, 5432);
            """));

    [Fact]
    public Task What_is_read_elsewhere_stays() => Verify.FixAsync(
        Connecting(
            """
            var address = [|Dns.GetHostAddresses(host)[0]|];
                Console.WriteLine(address);
                tcp.Connect(address, port);
            """),
        Connecting(
            """
            var address = Dns.GetHostAddresses(host)[0];
                Console.WriteLine(address);
                tcp.Connect(host, port);
            """));

    [Theory]
    [InlineData("""tcp.Connect([|Dns.GetHostAddresses(host.Trim())[0]|], port);""")]
    [InlineData("""socket.Connect(new IPEndPoint([|Dns.GetHostAddresses(host)[0]|], int.Parse(host)));""")]
    public Task Nothing_is_offered_for(string statements) => Verify.NoFixAsync(Connecting(statements));

    [Fact]
    public Task Nothing_is_offered_for_what_is_kept() => Verify.NoFixAsync(Keeping(Field.Replace("Dns.GetHostAddresses(\"metrics.shop\")[0]", "[|Dns.GetHostAddresses(\"metrics.shop\")[0]|]", StringComparison.Ordinal)));

    private const string Field = """readonly IPAddress _address = Dns.GetHostAddresses("metrics.shop")[0];""";

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string source, string kind = "service") =>
        [.. (await Analysis.RunAsync(Analysis.Compile("using System; using System.Linq; using System.Threading; using System.Threading.Tasks;\n" + source.Replace("#nullable enable", "", StringComparison.Ordinal)), ("fallacies.project_kind", kind))).Where(finding => finding.Id is "FAL5006" or "AD0001")];
}
