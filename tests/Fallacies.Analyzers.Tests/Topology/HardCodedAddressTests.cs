using System.Collections.Immutable;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.HardCodedAddressAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class HardCodedAddressTests
{
    // RabbitMQ 7, and what no test project needs at build time, is not among the references.
    private static readonly string[] Referenced =
        ["System.", "Grpc.", "StackExchange.", "Confluent.", "RabbitMQ.", "Amazon."];

    public static TheoryData<string> Rows => [.. All.Select(row => row.Type).Where(type => Referenced.Any(prefix => type.StartsWith(prefix, StringComparison.Ordinal))).Distinct()];

    private static IEnumerable<AddressSink> All => AddressTable.Methods.Concat(AddressTable.Creations).Concat(AddressTable.Properties);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_names_a_type_and_members_that_exist(string type)
    {
        var symbol = Analysis.Compile("class A;").GetTypeByMetadataName(type);

        Assert.NotNull(symbol);
        var members = All.Where(row => row.Type == type).SelectMany(row => row.Members).Except(["CreateConnectionAsync"]);
        var names = type is "System.Data.Common.DbConnectionStringBuilder" ? ["ConnectionString"] : members;
        Assert.All(names, name => Assert.Contains(Bases(symbol), part => !part.GetMembers(name).IsEmpty));
    }

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var part = type; part is not null; part = part.BaseType)
            yield return part;
    }

    private const string Usings =
        """
        using System.Net;
        using System.Net.Http.Json;
        using System.Net.Mail;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using Confluent.Kafka;
        using Grpc.Net.Client;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using RabbitMQ.Client;
        using StackExchange.Redis;
        using System.Data.Common;


        """;

    private static string In(string statements) => Usings +
        $$"""
        class Program
        {
            const string Constant = "http://10.0.0.5";
            static readonly string ReadOnly = "10.0.0.5";
            static readonly Uri Base = new("http://10.0.0.5:8080/");
            static readonly Uri Relative = new(Base, "api");
            static string Property => "10.0.0.5";
            static string InitOnly { get; } = "10.0.0.5";
            static string Settable { get; set; } = "10.0.0.5";
            readonly string _set = "10.0.0.5";
            Program(string host) => _set = host;

            async Task Run(HttpClient http, TcpClient tcp, UdpClient udp, Socket socket, ClientWebSocket web, IConfiguration configuration,
                IHostEnvironment environment, IServiceCollection services, int port, string path, object something, CancellationToken token)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        class NpgsqlConnection : DbConnection
        {
            public NpgsqlConnection(string connectionString) { }
            public override string ConnectionString { get; set; } = "";
            public override string Database => "";
            public override string DataSource => "";
            public override string ServerVersion => "10.0.0.5";
            public override System.Data.ConnectionState State => default;
            public override void ChangeDatabase(string databaseName) { }
            public override void Close() { }
            public override void Open() { }
            protected override DbTransaction BeginDbTransaction(System.Data.IsolationLevel isolationLevel) => throw new NotSupportedException();
            protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
        }
        class NpgsqlConnectionStringBuilder : DbConnectionStringBuilder { public string Host { get; set; } = ""; }
        """;

    [Theory]
    [InlineData("""http.BaseAddress = new Uri([|"http://10.0.0.5:8080/"|]);""")]
    [InlineData("""http.BaseAddress = new([|"http://10.0.0.5:8080/"|], UriKind.Absolute);""")]
    [InlineData("""_ = new HttpClient { BaseAddress = new([|"http://10.0.0.5:8080/"|]) };""")]
    [InlineData("""await http.GetAsync([|"http://10.0.0.5/orders"|]);""")]
    [InlineData("""await http.GetStringAsync(new Uri([|"https://52.20.30.40/orders"|]), token).ConfigureAwait(false);""")]
    [InlineData("""await http.PostAsJsonAsync([|"http://10.0.0.5/orders"|], new { });""")]
    [InlineData("""using var request = new HttpRequestMessage(HttpMethod.Get, [|"http://10.0.0.5/"|]);""")]
    [InlineData("""_ = new HttpRequestMessage { RequestUri = new Uri([|"http://10.0.0.5/"|]) };""")]
    [InlineData("""_ = GrpcChannel.ForAddress([|"https://10.0.0.5:5001"|]);""")]
    [InlineData("""_ = GrpcChannel.ForAddress(new Uri([|"https://10.0.0.5:5001"|])!);""")]
    [InlineData("""services.AddHttpClient("prices", client => client.BaseAddress = new Uri([|"http://10.0.0.5/"|]));""")]
    [InlineData("""services.AddGrpcClient<Orders.OrdersClient>(o => o.Address = new Uri([|"http://10.0.0.5/"|]));""")]
    [InlineData("""_ = new ProducerConfig { BootstrapServers = [|"10.0.4.17:9092,10.0.4.18:9092"|] };""")]
    [InlineData("""_ = new ConsumerConfig() { GroupId = "10.0.0.5", BootstrapServers = ([|"10.0.4.17:9092"|]) };""")]
    [InlineData("""_ = ConnectionMultiplexer.Connect([|"10.0.0.5:6379,password=x"|]);""")]
    [InlineData("""_ = await ConnectionMultiplexer.ConnectAsync([|"10.0.0.5"|]);""")]
    [InlineData("""_ = ConfigurationOptions.Parse([|"10.0.0.5"|]);""")]
    [InlineData("""_ = new ConfigurationOptions { EndPoints = { [|"10.0.0.5:6379"|], { [|"10.0.0.6"|], 6379 } } };""")]
    [InlineData("""_ = new ConnectionFactory { HostName = [|"10.0.0.5"|] };""")]
    [InlineData("""_ = new ConnectionFactory { Uri = new Uri([|"amqp://guest:guest@10.0.0.5:5672"|]) };""")]
    [InlineData("""_ = new ConnectionFactory { Endpoint = new AmqpTcpEndpoint([|"10.0.0.5"|]) };""")]
    [InlineData("""_ = new ConnectionFactory().CreateConnection(new List<string> { [|"10.0.0.5"|], "localhost", [|"10.0.0.6"|] });""")]
    [InlineData("""_ = new ConnectionFactory().CreateConnection(new[] { [|"10.0.0.5"|], [|"10.0.0.6"|] }, "orders");""")]
    [InlineData("""_ = new ConnectionFactory().CreateConnection([[|"10.0.0.5"|], [|"10.0.0.6"|]]);""")]
    [InlineData("""_ = new NpgsqlConnection([|"Host=10.0.0.5;Database=shop"|]);""")]
    [InlineData("""new NpgsqlConnection("").ConnectionString = [|"Host=10.0.0.5;Database=shop"|];""")]
    [InlineData("""_ = new NpgsqlConnectionStringBuilder { Host = [|"10.0.0.5"|] };""")]
    [InlineData("""_ = new SmtpClient([|"10.0.0.5"|], 25);""")]
    [InlineData("""_ = new SmtpClient { Host = [|"10.0.0.5"|] };""")]
    [InlineData("""await web.ConnectAsync(new Uri([|"ws://10.0.0.5/"|]), token);""")]
    [InlineData("""_ = new Amazon.SQS.AmazonSQSConfig { ServiceURL = [|"http://10.0.0.5:4566"|] };""")]
    [InlineData("""_ = new WebProxy([|"http://10.0.0.5:3128"|]);""")]
    [InlineData("""_ = new DnsEndPoint([|"10.0.0.5"|], 80);""")]
    [InlineData("""_ = new TcpClient([|"10.0.0.5"|], 80);""")]
    [InlineData("""await tcp.ConnectAsync([|"10.0.0.5"|], port);""")]
    [InlineData("""tcp.Connect(IPAddress.Parse([|"10.0.0.5"|]), 80);""")]
    [InlineData("""tcp?.Connect(new IPEndPoint(IPAddress.Parse([|"10.0.0.5"|]), 80));""")]
    [InlineData("""await socket.ConnectAsync(IPEndPoint.Parse([|"10.0.0.5:80"|]));""")]
    [InlineData("""socket.Connect([|"2a00:1450:4001::200e"|], 80);""")]
    [InlineData("""socket.SendTo(new byte[1], new IPEndPoint(IPAddress.Parse([|"10.0.0.5"|]), 80));""")]
    [InlineData("""udp.Send(new byte[1], 1, [|"10.0.0.5"|], 514);""")]
    public Task Reports_an_address_at(string statement) => Verify.AnalyzeAsync(In(statement) + " class Orders { public class OrdersClient : Grpc.Core.ClientBase { } }");

    [Theory]
    [InlineData("""http.BaseAddress = new Uri([|Constant|]);""")]
    [InlineData("""http.BaseAddress = new Uri([|Constant + "/api"|]);""")]
    [InlineData("""http.BaseAddress = [|Base|];""")]
    [InlineData("""http.BaseAddress = [|Relative|];""")]
    [InlineData("""http.BaseAddress = new Uri(Base, "api");""", """http.BaseAddress = new Uri([|Base|], "api");""")]
    [InlineData("""tcp.Connect([|ReadOnly|], 80);""")]
    [InlineData("""tcp.Connect([|Property|], 80);""")]
    [InlineData("""tcp.Connect([|InitOnly|], 80);""")]
    [InlineData("""await http.GetAsync([|"http://" + "10.0.0.5" + ":80"|]);""")]
    [InlineData("""await http.GetAsync([|"http://" + ReadOnly + ":" + port|]);""")]
    [InlineData("""await http.GetAsync([|"http://10.0.0.5" + path|]);""")]
    [InlineData("""await http.GetAsync([|$"http://10.0.0.5:{port}/orders/{path}"|]);""")]
    [InlineData("""await http.GetAsync([|$"{Constant}/orders/{path}"|]);""")]
    [InlineData("""_ = new NpgsqlConnection([|$"Host=10.0.0.5;Password={path}"|]);""")]
    [InlineData("""await http.GetAsync([|string.Format("http://10.0.0.5:{0}/orders/{1}", port, path)|]);""")]
    [InlineData("""await http.GetAsync([|string.Format("http://{0}:{1:D}/{2}/{3}", ReadOnly, port, path, something)|]);""")]
    [InlineData("""await http.GetAsync([|string.Concat("http://10.0.0.5/", path)|]);""")]
    [InlineData("""await http.GetAsync(new UriBuilder([|"http://10.0.0.5"|]).Uri);""")]
    [InlineData("""var builder = new UriBuilder("http://10.0.0.5"); builder.Path = path; await http.GetAsync([|builder.Uri|]);""", """var builder = new UriBuilder("http://10.0.0.5"); builder.Path = path; await http.GetAsync([|builder|].Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http", [|"10.0.0.5"|]).Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("https", [|"10.0.0.5"|], 8443, path).Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder(path, [|"10.0.0.5"|], port).Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("https", [|ReadOnly|]).Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder { Host = [|"10.0.0.5"|], Port = port, Path = path }.Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http://catalog") { Host = [|"10.0.0.5"|] }.Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http", [|"2a00:1450:4001::200e"|]).Uri);""")]
    [InlineData("""var builder = new UriBuilder("http", "10.0.0.5"); builder.Path = path; await http.GetAsync([|builder|].Uri);""")]
    [InlineData("""tcp.Connect([|new IPAddress(new byte[] { 10, 0, 0, 5 })|], 80);""")]
    [InlineData("""tcp.Connect([|new IPAddress([10, 0, 0, 5])|], 80);""")]
    [InlineData("""socket.Connect(new IPEndPoint([|new IPAddress(new byte[] { 0xC0, 168, 1, (byte)20 })|], 80));""")]
    [InlineData("""var address = new IPAddress(new byte[] { 10, 0, 0, 5 }); socket.Connect([|address|], 80);""")]
    [InlineData("""var host = "10.0.0.5"; tcp.Connect([|host|], port);""")]
    [InlineData("""string host; host = "10.0.0.5"; tcp.Connect([|host|], port);""")]
    [InlineData("""const string host = "10.0.0.5"; tcp.Connect([|host|], port);""")]
    [InlineData("""var address = IPAddress.Parse("10.0.0.5"); var end = new IPEndPoint(address, port); socket.Connect([|end|]);""")]
    [InlineData("""var uri = new Uri("http://10.0.0.5"); Console.WriteLine(uri); await http.GetAsync([|uri|]); await http.DeleteAsync(uri);""")]
    [InlineData("""foreach (var host in new[] { "10.0.0.5", "catalog" }) tcp.Connect([|host|], port);""")]
    [InlineData("""_ = new ProducerConfig { BootstrapServers = configuration["Kafka"] ?? [|"10.0.4.17:9092"|] };""")]
    [InlineData("""_ = new ProducerConfig { BootstrapServers = configuration.GetValue("Kafka", [|"10.0.4.17:9092"|]) };""")]
    [InlineData("""tcp.Connect(port > 80 ? [|"10.0.0.5"|] : "localhost", port);""")]
    public Task Follows_the_address_to_its_text(string statement, string? marked = null) => Verify.AnalyzeAsync(In(marked ?? statement));

    [Theory]
    [InlineData("""http.BaseAddress = new Uri("http://127.0.0.1:8080/");""")]
    [InlineData("""http.BaseAddress = new Uri("http://[::1]:8080/");""")]
    [InlineData("""http.BaseAddress = new Uri("http://localhost");""")]
    [InlineData("""http.BaseAddress = new Uri("https+http://catalog");""")]
    [InlineData("""http.BaseAddress = new Uri("https://api.contoso.com");""")]
    [InlineData("""await http.GetAsync("http://169.254.169.254/latest/meta-data/");""")]
    [InlineData("""await http.GetAsync("http://203.0.113.7/");""")]
    [InlineData("""await http.GetAsync("http://0.0.0.0:5000/");""")]
    [InlineData("""await http.GetAsync("https://contoso.com/?from=http://10.0.0.5/");""")]
    [InlineData("""await http.GetAsync(string.Format("http://{0}/10.0.0.5/{1}", path, port));""")]
    [InlineData("""await http.GetAsync(string.Format("http://10.0.0.{0}/{9}", port));""")]
    [InlineData("""await http.GetAsync(string.Format(path, "10.0.0.5"));""")]
    [InlineData("""await http.GetAsync(string.Concat(new[] { "http://10.0.0.5", path }));""")]
    [InlineData("""var builder = new UriBuilder("http://10.0.0.5"); builder.Host = path; await http.GetAsync(builder.Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http://10.0.0.5") { Host = path }.Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http", path).Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http", "127.0.0.1", 8080).Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http", "catalog", 80, "10.0.0.5").Uri);""")]
    [InlineData("""await http.GetAsync(new UriBuilder("http", "10.0.0.5") { Host = path }.Uri);""")]
    [InlineData("""var builder = new UriBuilder("http", "10.0.0.5"); builder.Host = path; await http.GetAsync(builder.Uri);""")]
    [InlineData("""var builder = new UriBuilder("http", "10.0.0.5"); Console.WriteLine(builder.Uri);""")]
    [InlineData("""tcp.Connect(new IPAddress(new byte[] { 127, 0, 0, 1 }), 80);""")]
    [InlineData("""tcp.Connect(new IPAddress(new byte[] { 10, 0, 0, (byte)port }), 80);""")]
    [InlineData("""tcp.Connect(new IPAddress(new byte[4]), 80);""")]
    [InlineData("""tcp.Connect(new IPAddress(0x0100007f), 80);""")]
    [InlineData("""udp.Send(new byte[1], 1, new IPEndPoint(new IPAddress(new byte[] { 239, 255, 255, 250 }), 1900));""")]
    [InlineData("""_ = new TcpListener(new IPAddress(new byte[] { 10, 0, 0, 5 }), 80);""")]
    [InlineData("""socket.Bind(new IPEndPoint(new IPAddress(new byte[] { 10, 0, 0, 5 }), 80));""")]
    [InlineData("""if (new IPAddress(new byte[] { 10, 0, 0, 5 }).Equals(something)) return;""")]
    [InlineData("""await http.GetAsync($"http://10.0.0.{port}/");""")]
    [InlineData("""await http.GetAsync($"http://{path}:80/10.0.0.5");""")]
    [InlineData("""await http.PostAsync("/hosts", new StringContent("10.0.0.5"));""")]
    [InlineData("""socket.SendTo(new byte[1], new IPEndPoint(IPAddress.Parse("239.255.255.250"), 1900));""")]
    [InlineData("""udp.Send(new byte[1], 1, "255.255.255.255", 9);""")]
    [InlineData("""udp.Send(new byte[1], 1, "192.168.1.255", 9);""")]
    [InlineData("""socket.Connect("8.8.8.8", 65530);""")]
    [InlineData("""_ = new UdpClient("1.1.1.1", 53);""")]
    [InlineData("""socket.Bind(new IPEndPoint(IPAddress.Parse("10.0.0.5"), 80));""")]
    [InlineData("""_ = new TcpListener(IPAddress.Parse("10.0.0.5"), 80);""")]
    [InlineData("""_ = new TcpClient(new IPEndPoint(IPAddress.Parse("10.0.0.5"), 0));""")]
    [InlineData("""_ = new UdpClient(new IPEndPoint(IPAddress.Parse("10.0.0.5"), 0));""")]
    [InlineData("""new Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions().Listen(IPAddress.Parse("10.0.0.5"), 80);""")]
    [InlineData("""new Microsoft.AspNetCore.Builder.ForwardedHeadersOptions().KnownProxies.Add(IPAddress.Parse("10.0.0.5"));""")]
    [InlineData("""if (IPAddress.Parse("10.0.0.5").Equals(something)) return;""")]
    [InlineData("""var allowed = new HashSet<string> { "10.0.0.5", "52.20.30.40" }; allowed.Add("10.0.0.6");""")]
    [InlineData("""if (path.StartsWith("http://10.0.0.5")) return;""")]
    [InlineData("""Console.WriteLine(new Uri("http://10.0.0.5"));""")]
    [InlineData("""_ = new Version("10.0.0.5");""")]
    [InlineData("""http.DefaultRequestHeaders.UserAgent.ParseAdd("Chrome/114.0.0.0");""")]
    [InlineData("""_ = new NpgsqlConnection("Host=db;Database=10.0.0.5;Application Name=10.0.0.6");""")]
    [InlineData("""tcp.Connect(Settable, 80);""")]
    [InlineData("""tcp.Connect(_set, 80);""")]
    [InlineData("""var host = "10.0.0.5"; host = path; tcp.Connect(host, port);""")]
    [InlineData("""var host = "10.0.0.5"; Change(ref host); tcp.Connect(host, port); static void Change(ref string h) => h = "";""")]
    [InlineData("""if (environment.IsDevelopment()) http.BaseAddress = new Uri("http://10.0.0.5");""")]
    [InlineData("""http.BaseAddress = environment.IsDevelopment() ? new Uri("http://10.0.0.5") : null;""")]
    [InlineData("""if (!environment.IsDevelopment()) { return; } else { tcp.Connect("10.0.0.5", 80); }""")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(In(statement));

    [Fact]
    public async Task Says_nothing_in_debug_code() => Assert.Empty(await FindingsOf(
        """
        #define DEBUG
        using System;
        using System.Net.Http;
        class Program
        {
        #if DEBUG
            readonly HttpClient _http = new() { BaseAddress = new Uri("http://10.0.0.5") };
        #else
            readonly HttpClient _http = new();
        #endif
        }
        """));

    [Fact]
    public Task Reports_code_that_production_runs_too() => Verify.AnalyzeAsync(In(
        """
        if (!environment.IsDevelopment()) http.BaseAddress = new Uri([|"http://10.0.0.5"|]);
        if (environment.IsProduction()) http.BaseAddress = new Uri([|"http://10.0.0.5"|]);
        """));

    [Fact]
    public async Task Names_the_addresses_and_the_sink() => Assert.Equal(
        "'10.0.4.17:9092, 10.0.4.18:9092' is wired into Kafka's BootstrapServers: when the broker moves, this program must be rebuilt",
        Assert.Single(await FindingsOf(Kafka)).GetMessage(null));

    [Fact]
    public async Task Says_what_a_fallback_does() => Assert.Equal(
        "'10.0.0.5:80' is wired into HttpClient.BaseAddress: when the service moves, every instance without the setting still calls the old address",
        Assert.Single(await FindingsOf(
            """
            using System;
            using System.Net.Http;
            class Program { HttpClient Make(string? url) => new() { BaseAddress = new Uri(url ?? "http://user:secret@10.0.0.5:80/path") }; }
            """)).GetMessage(null));

    [Theory]
    [InlineData("MailKit", """void M(MailKit.Net.Smtp.SmtpClient mail) => mail.Connect([|"10.0.0.5"|], 25);""")]
    [InlineData("MailKit", """async Task M(MailKit.Net.Imap.IImapClient mail, CancellationToken token) => await mail.ConnectAsync([|"10.0.0.5"|], 993, true, token);""")]
    [InlineData("MQTTnet", """object M() => new MQTTnet.MqttClientOptionsBuilder().WithTcpServer([|"10.0.0.5"|], 1883);""")]
    [InlineData("NATS.Net", """object M() => new NATS.Client.Core.NatsOpts { Url = [|"nats://10.0.0.5:4222"|] };""")]
    [InlineData("NATS.Net", """object M() => NATS.Client.Core.NatsOpts.Default with { Url = [|"nats://10.0.0.5:4222"|] };""")]
    [InlineData("NATS.Net", """object M() => new NATS.Client.Core.NatsOpts { Url = "nats://localhost:4222" };""")]
    public Task Knows_clients_of_mail_and_messages(string package, string member) => Verify.AnalyzeAsync($"class Clients {{ {member} }}", references: References.With(package));

    [Theory]
    [InlineData("service", DiagnosticSeverity.Warning)]
    [InlineData("library", DiagnosticSeverity.Info)]
    [InlineData("tool", DiagnosticSeverity.Info)]
    public async Task Warns_in_services_and_suggests_elsewhere(string kind, DiagnosticSeverity severity) =>
        Assert.Equal(severity, Assert.Single(await FindingsOf(Kafka, ("fallacies.project_kind", kind))).Severity);

    [Fact]
    public async Task Says_nothing_in_tests() => Assert.Empty(await FindingsOf(Kafka, ("fallacies.project_kind", "test")));

    [Theory]
    [InlineData("10.0.4.17, 10.0.4.18", 0)]
    [InlineData("10.0.4.17", 1)]
    [InlineData("*.contoso.com", 1)]
    public async Task Leaves_trusted_hosts_alone(string trusted, int findings) =>
        Assert.Equal(findings, (await FindingsOf(Kafka, ("fallacies.project_kind", "service"), ("fallacies.trusted_hosts", trusted))).Length);

    [Fact]
    public async Task A_wrong_trusted_host_is_reported() =>
        Assert.Equal("FAL0001", Assert.Single(await FindingsOf("class A;", ("fallacies.trusted_hosts", "http://10.0.0.5"))).Id);

    [Theory]
    [InlineData("http.BaseAddress = new Uri();")]
    [InlineData("http.BaseAddress = new(")]
    [InlineData("http.BaseAddress = new Missing(\"http://10.0.0.5\");")]
    [InlineData("http.GetAsync(missing ?? \"http://10.0.0.5\", 1, 2);")]
    [InlineData("http.GetAsync($\"http://10.0.0.5{\");")]
    [InlineData("var host = host; http.GetAsync(host);")]
    [InlineData("http.GetAsync([\"http://10.0.0.5\", .. missing]);")]
    [InlineData("http.GetAsync(Loop);")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(
        await FindingsOf($$"""class Program { static readonly string Loop = Pool; static readonly string Pool = Loop; void M(System.Net.Http.HttpClient http) { {{statement}} } }"""),
        finding => finding.Id == "AD0001");

    private const string Kafka = """class Program { object Make() => new Confluent.Kafka.ProducerConfig { BootstrapServers = "10.0.4.17:9092,kafka-2:9092,10.0.4.18:9092" }; }""";

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string source, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(source), options)).Where(finding => finding.Id is "FAL5001" or "FAL0001" or "AD0001")];

    [Theory]
    [InlineData("IDesignTimeDbContextFactory", "\"10.1.2.3\"")]
    [InlineData("IFactory", "[|\"10.1.2.3\"|]")]
    public Task Says_nothing_of_what_only_a_tool_of_the_developer_asks_for(string contract, string address) => Verify.AnalyzeAsync(
        $$"""
        interface {{contract}};
        class Factory : {{contract}} { object Create() => new System.Net.Sockets.TcpClient({{address}}, 5432); }
        """);
}
