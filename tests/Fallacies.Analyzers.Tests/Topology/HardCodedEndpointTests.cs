using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.HardCodedEndpointAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class HardCodedEndpointTests
{
    private const string Usings =
        """
        using System.Data.Common;
        using System.Net;
        using System.Net.Http.Json;
        using System.Net.Mail;
        using System.Net.Sockets;
        using Confluent.Kafka;
        using Grpc.Net.Client;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using RabbitMQ.Client;
        using StackExchange.Redis;


        """;

    private static string In(string statements) => Usings +
        $$"""
        class Program
        {
            const string Orders = "http://orders.shop.internal:8080";
            static readonly Uri Base = new("http://orders.shop.internal:8080/");
            static string Settable { get; set; } = "http://orders.shop.internal";

            async Task Run(HttpClient http, TcpClient tcp, IConfiguration configuration, IHostEnvironment environment, IServiceCollection services, int port, string path, string name)
            {
                await Task.Yield();
                {{statements}}
            }
        }
        class SqliteConnection : SqlConnection;
        class SqlConnection : DbConnection
        {
            public SqlConnection(string? connectionString = null) { }
            public override string ConnectionString { get; set; } = "";
            public override string Database => "";
            public override string DataSource => "";
            public override string ServerVersion => "";
            public override System.Data.ConnectionState State => default;
            public override void ChangeDatabase(string databaseName) { }
            public override void Close() { }
            public override void Open() { }
            protected override DbTransaction BeginDbTransaction(System.Data.IsolationLevel isolationLevel) => throw new NotSupportedException();
            protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
        }
        class SqliteConnectionStringBuilder : DbConnectionStringBuilder { public string DataSource { get; set; } = ""; }
        """;

    [Theory]
    [InlineData("""http.BaseAddress = new Uri([|"http://orders.shop.internal:8080/"|]);""")]
    [InlineData("""_ = new HttpClient { BaseAddress = new([|"https://orders.shop.lan"|]) };""")]
    [InlineData("""await http.GetAsync([|"https://intranet.contoso.corp/holidays"|]);""")]
    [InlineData("""await http.GetStringAsync(([|"http://orders.shop.local"|])!).ConfigureAwait(false);""")]
    [InlineData("""await http.PostAsJsonAsync([|"https://shop-orders.azurewebsites.net/orders"|], new { });""")]
    [InlineData("""await http.GetAsync([|"https://x1y2z3.execute-api.eu-west-1.amazonaws.com/prod/orders"|]);""")]
    [InlineData("""await http.GetAsync([|"https://orders-abc123-ew.a.run.app"|]);""")]
    [InlineData("""_ = GrpcChannel.ForAddress([|"https://prices.shop.internal:5001"|]);""")]
    [InlineData("""services.AddHttpClient("orders", client => client.BaseAddress = new Uri([|"http://orders.shop.internal"|]));""")]
    [InlineData("""_ = new ProducerConfig { BootstrapServers = [|"kafka-1.contoso.com:9092,kafka-2.contoso.com:9092"|] };""")]
    [InlineData("""_ = ConnectionMultiplexer.Connect([|"shop.redis.cache.windows.net:6380,ssl=true"|]);""")]
    [InlineData("""_ = new ConnectionFactory { HostName = [|"rabbit.contoso.com"|] };""")]
    [InlineData("""_ = new ConnectionFactory { Uri = new Uri([|"amqps://shop:secret@rabbit.contoso.com"|]) };""")]
    [InlineData("""_ = new SqlConnection([|"Server=tcp:shop.database.windows.net,1433;Database=shop"|]);""")]
    [InlineData("""_ = new WebProxy([|"http://proxy.contoso.com:3128"|]);""")]
    [InlineData("""_ = new SmtpClient([|"mail.shop.internal"|]);""")]
    [InlineData("""await tcp.ConnectAsync([|"printer.shop.lan"|], 9100);""")]
    [InlineData("""http.BaseAddress = new Uri([|Orders|]);""")]
    [InlineData("""http.BaseAddress = [|Base|];""")]
    [InlineData("""await http.GetAsync([|$"{Orders}/orders/{path}"|]);""")]
    [InlineData("""var url = "http://orders.shop.internal/orders"; await http.GetAsync([|url|]); await http.DeleteAsync(url);""")]
    [InlineData("""http.BaseAddress = new Uri(environment.IsProduction() ? [|"http://orders.shop.internal"|] : "http://localhost:5000");""")]
    public Task Reports_an_installation_of_ones_own_at(string statement) => Verify.AnalyzeAsync(In(statement));

    [Theory]
    // A third party's address is its identity.
    [InlineData("""http.BaseAddress = new Uri("https://api.stripe.com/v1/");""")]
    [InlineData("""http.BaseAddress = new Uri("http://www.omdbapi.com");""")]
    [InlineData("""await http.GetAsync("https://sqs.eu-west-1.amazonaws.com/");""")]
    [InlineData("""await http.GetAsync("https://login.microsoftonline.com/common/discovery/keys");""")]
    [InlineData("""await http.GetAsync("https://vault.azure.net/.default");""")]
    [InlineData("""_ = GrpcChannel.ForAddress("https://pubsub.googleapis.com");""")]
    [InlineData("""_ = new SmtpClient("smtp.sendgrid.net", 587);""")]
    [InlineData("""tcp.Connect("time.nist.gov", 13);""")]
    // A name of the network it runs in.
    [InlineData("""http.BaseAddress = new Uri("http://orders:8080");""")]
    [InlineData("""http.BaseAddress = new Uri("https+http://orders.shop.internal");""")]
    [InlineData("""http.BaseAddress = new Uri("http://orders.shop.svc.cluster.local");""")]
    [InlineData("""http.BaseAddress = new Uri("http://host.docker.internal:8080");""")]
    [InlineData("""await http.GetStringAsync("http://metadata.google.internal/computeMetadata/v1/instance/zone");""")]
    [InlineData("""_ = new ProducerConfig { BootstrapServers = "kafka:9092" };""")]
    // This machine, examples, other rules.
    [InlineData("""http.BaseAddress = new Uri("http://localhost:8080");""")]
    [InlineData("""http.BaseAddress = new Uri("http://orders.localhost");""")]
    [InlineData("""_ = new ProducerConfig { BootstrapServers = "kafka.example.com:9092" };""")]
    [InlineData("""http.BaseAddress = new Uri("http://10.0.0.5:8080");""")]
    // Filled in later, or only where a setting is missing.
    [InlineData("""await http.GetAsync($"https://{name}.shop.internal/orders");""")]
    [InlineData("""http.BaseAddress = new Uri(configuration["Orders"] ?? "http://orders.shop.internal");""")]
    [InlineData("""http.BaseAddress = new Uri(configuration.GetValue("Orders", "http://orders.shop.internal"));""")]
    [InlineData("""http.BaseAddress = new Uri(Settable);""")]
    // Paths and files.
    [InlineData("""await http.GetAsync("orders.internal");""")]
    [InlineData("""await http.GetAsync("catalog/orders.json");""")]
    [InlineData("""await http.GetAsync("https://api.stripe.com/?back=http://orders.shop.internal");""")]
    [InlineData("""_ = new SqliteConnection { ConnectionString = "Data Source=shop.db" };""")]
    [InlineData("""_ = new SqliteConnectionStringBuilder { DataSource = "shop.sqlite3" };""")]
    [InlineData("""_ = new SqlConnection("Server=.;Database=shop.contoso.com");""")]
    // No sink.
    [InlineData("""Console.WriteLine("http://orders.shop.internal");""")]
    [InlineData("""if (path.StartsWith("http://orders.shop.internal")) return;""")]
    [InlineData("""if (environment.IsDevelopment()) http.BaseAddress = new Uri("http://orders.shop.internal");""")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(In(statement));

    [Fact]
    public Task Leaves_the_defaults_of_options_alone() => Verify.AnalyzeAsync(Usings +
        """
        class KafkaOptions
        {
            public const string DefaultServers = "kafka.shop.internal:9092";
            public ProducerConfig Producer { get; set; } = new() { BootstrapServers = "kafka.shop.internal:9092" };
            public HttpClient Client { get; } = new() { BaseAddress = new Uri("http://orders.shop.internal") };
        }
        class OrdersSettings { readonly ProducerConfig _producer = new() { BootstrapServers = KafkaOptions.DefaultServers }; }
        class Factory : IDesignTimeDbContextFactory<object>
        {
            public object Make() => ConnectionMultiplexer.Connect("redis.shop.internal");
        }
        interface IDesignTimeDbContextFactory<T> { }
        static class KafkaConfiguration
        {
            public static ProducerConfig Make() => new() { BootstrapServers = [|"kafka.shop.internal:9092"|] };
        }
        """);

    [Theory]
    [InlineData("contoso.com", 1)]
    [InlineData("fabrikam.com, contoso.com", 1)]
    [InlineData("oso.com", 0)]
    public async Task Learns_which_domains_are_own(string own, int findings) =>
        Assert.Equal(findings, (await FindingsOf(Public, ("fallacies.project_kind", "service"), ("fal5007.own_domains", own))).Length);

    [Theory]
    [InlineData("Contoso.Gateway", 1)]
    [InlineData("Fabrikam.Gateway", 0)]
    [InlineData("com.Gateway", 0)]
    public async Task Knows_its_own_company_by_the_name_of_the_assembly(string assembly, int findings) =>
        Assert.Equal(findings, (await Analysis.RunAsync(Analysis.Compile(Public).WithAssemblyName(assembly), ("fallacies.project_kind", "service"))).Count(finding => finding.Id == "FAL5007"));

    [Theory]
    [InlineData("service", 1)]
    [InlineData("library", 0)]
    [InlineData("tool", 0)]
    [InlineData("test", 0)]
    public async Task Speaks_in_services_only(string kind, int findings) =>
        Assert.Equal(findings, (await FindingsOf(Private, ("fallacies.project_kind", kind))).Length);

    [Theory]
    [InlineData("kafka.shop.internal", 0)]
    [InlineData("*.shop.internal", 0)]
    [InlineData("kafka", 1)]
    public async Task Leaves_trusted_hosts_alone(string trusted, int findings) =>
        Assert.Equal(findings, (await FindingsOf(Private, ("fallacies.project_kind", "service"), ("fallacies.trusted_hosts", trusted))).Length);

    [Fact]
    public async Task Names_the_host_and_the_sink()
    {
        var finding = Assert.Single(await FindingsOf(Private, ("fallacies.project_kind", "service")));

        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal("'kafka.shop.internal:9092' is wired into Kafka's BootstrapServers: every environment calls it, and when the broker moves, this program must be rebuilt", finding.GetMessage(null));
    }

    [Fact]
    public async Task An_address_by_number_is_another_rules() =>
        Assert.Equal("FAL5001", Assert.Single((await Analysis.RunAsync(Analysis.Compile(Private.Replace("kafka.shop.internal", "10.0.0.5", StringComparison.Ordinal)), ("fallacies.project_kind", "service"))).Where(f => f.Id.StartsWith("FAL5", StringComparison.Ordinal))).Id);

    [Theory]
    [InlineData("http.BaseAddress = new Uri();")]
    [InlineData("http.BaseAddress = new(\"http://orders.shop.internal")]
    [InlineData("http.GetAsync($\"http://orders.internal{\");")]
    [InlineData("http.GetAsync(\"://.internal\"); http.GetAsync(\"http://.\"); http.GetAsync(\"http://a..b.internal\");")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(
        await FindingsOf($$"""class Program { void M(System.Net.Http.HttpClient http) { {{statement}} } }""", ("fallacies.project_kind", "service")), finding => finding.Id == "AD0001");

    private const string Public = """class Program { object Make() => new System.Net.Http.HttpClient { BaseAddress = new System.Uri("https://prices.contoso.com") }; }""";

    private const string Private = """class Program { object Make() => new Confluent.Kafka.ProducerConfig { BootstrapServers = "kafka.shop.internal:9092" }; }""";

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string source, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(source), options)).Where(finding => finding.Id is "FAL5007" or "AD0001")];
}
