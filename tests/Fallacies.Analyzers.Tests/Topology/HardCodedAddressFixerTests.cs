using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Topology.HardCodedAddressAnalyzer, Fallacies.CodeFixes.Topology.HardCodedAddressFixer>;

namespace Fallacies.Analyzers.Tests.Topology;

public sealed class HardCodedAddressFixerTests
{
    private const string Usings =
        """
        #nullable enable
        using System.Net.Sockets;
        using Confluent.Kafka;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Options;
        using StackExchange.Redis;


        """;

    private static string Throw(string key) => $"""throw new InvalidOperationException("Configuration '{key}' is missing")""";

    private static string Read(string key, string configuration = "configuration") => $"""{configuration}["{key}"] ?? {Throw(key)}""";

    [Fact]
    public Task Every_address_of_a_file_gets_its_key() => Verify.FixAsync(
        Usings +
        """
        class Orders(IConfiguration configuration)
        {
            const string Legacy = "10.0.4.19:9092";

            ProducerConfig Make() => new()
            {
                // The brokers of the shop.
                BootstrapServers = [|"10.0.4.17:9092"|], // all of them
            };
            ProducerConfig Other() => new() { BootstrapServers = [|"10.0.4.18:9092"|] };
            ProducerConfig Old() => new() { BootstrapServers = [|Legacy|] };
            HttpClient Http() => new() { BaseAddress = new Uri([|"http://10.0.0.5"|]) };
        }
        """,
        Usings +
        $$"""
        class Orders(IConfiguration configuration)
        {
            const string Legacy = "10.0.4.19:9092";

            ProducerConfig Make() => new()
            {
                // The brokers of the shop.
                BootstrapServers = {{Read("Kafka:BootstrapServers")}}, // all of them
            };
            ProducerConfig Other() => new() { BootstrapServers = {{Read("Kafka:BootstrapServers2")}} };
            ProducerConfig Old() => new() { BootstrapServers = {{Read("Kafka:BootstrapServers3")}} };
            HttpClient Http() => new() { BaseAddress = new Uri({{Read("Orders:BaseAddress")}}) };
        }
        """);

    // One by one, the second fix cannot know which address the first key stood for.
    [Fact]
    public Task One_address_has_one_key() => new Verify.Test(
        Usings + Twice("""[|"10.0.4.17:9092"|]""", """[|"10.0.4.17:9092"|]"""), "fallacies.project_kind = service")
    {
        FixedCode = Verify.Test.ImplicitUsings + Usings + Twice(Read("Kafka:BootstrapServers"), Read("Kafka:BootstrapServers2")),
        BatchFixedCode = Verify.Test.ImplicitUsings + Usings + Twice(Read("Kafka:BootstrapServers"), Read("Kafka:BootstrapServers")),
        CodeActionValidationMode = Microsoft.CodeAnalysis.Testing.CodeActionValidationMode.None,
    }.RunAsync();

    private static string Twice(string first, string second) =>
        $$"""class Orders(IConfiguration configuration) { object A() => new ProducerConfig { BootstrapServers = ({{first}}) }; object B() => new ProducerConfig { BootstrapServers = {{second}} }; }""";

    [Theory]
    [InlineData("void Run(IConfiguration settings)", "settings")]
    [InlineData("void Run(IConfigurationRoot @event)", "@event")]
    [InlineData("void Run(IConfigurationSection settings)", "settings")]
    [InlineData("void Run(ConfigurationManager settings)", "settings")]
    [InlineData("IConfiguration _settings = null!; void Run()", "_settings")]
    [InlineData("IConfiguration Settings { get; } = null!; void Run()", "Settings")]
    [InlineData("static IConfiguration Settings => null!; static void Run()", "Settings")]
    [InlineData("static void Run(HostBuilderContext context)", "context.Configuration")]
    [InlineData("static void Run(WebApplicationBuilder builder)", "builder.Configuration")]
    [InlineData("static void Run(IHostApplicationBuilder builder)", "builder.Configuration")]
    [InlineData("static void Run(WebApplication app)", "app.Configuration")]
    [InlineData("IConfiguration _settings = null!; void Run(IConfiguration near)", "near")]
    public Task Reads_from_what_is_in_scope(string member, string configuration) => Verify.FixAsync(
        Usings + $$"""class Cart { {{member}} { ConnectionMultiplexer.Connect([|"10.0.0.5:6379"|]); } }""",
        Usings + $$"""class Cart { {{member}} { ConnectionMultiplexer.Connect({{Read("Redis:Configuration", configuration)}}); } }""");

    [Fact]
    public Task Reads_the_builders_configuration_in_a_program() => Verify.FixAsync(
        Usings +
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri([|"http://10.0.0.5"|]));
        builder.Services.AddHttpClient<Stock>(client => client.BaseAddress = new Uri([|"http://10.0.0.6"|]));
        var redis = "10.0.0.7:6379";
        ConnectionMultiplexer.Connect([|redis|]);
        ConnectionMultiplexer.Connect(redis);
        builder.Build().Run();
        class Stock;
        """,
        Usings +
        $$"""
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddHttpClient("prices", client => client.BaseAddress = new Uri({{Read("prices:BaseAddress", "builder.Configuration")}}));
        builder.Services.AddHttpClient<Stock>(client => client.BaseAddress = new Uri({{Read("Stock:BaseAddress", "builder.Configuration")}}));
        var redis = {{Read("Redis:Configuration", "builder.Configuration")}};
        ConnectionMultiplexer.Connect(redis);
        ConnectionMultiplexer.Connect(redis);
        builder.Build().Run();
        class Stock;
        """);

    [Theory]
    [InlineData("""configuration["Kafka"]""", "Kafka")]
    [InlineData("""configuration.GetSection("Kafka")["Servers"]""", "Kafka:Servers")]
    [InlineData("""configuration.GetConnectionString("Kafka")""", "ConnectionStrings:Kafka")]
    [InlineData("""configuration.GetValue<string>("Kafka")""", "Kafka")]
    [InlineData("""null ?? configuration["Kafka"]""", "Kafka")]
    public Task A_fallback_becomes_an_exception(string read, string key) => Verify.FixAsync(
        Usings + $$"""class Orders { ProducerConfig Make(IConfiguration configuration) => new() { BootstrapServers = {{read}} ?? [|"10.0.4.17:9092"|] }; }""",
        Usings + $$"""class Orders { ProducerConfig Make(IConfiguration configuration) => new() { BootstrapServers = {{read}} ?? {{Throw(key)}} }; }""");

    [Fact]
    public Task The_text_of_a_variable_is_replaced() => Verify.FixAsync(
        Usings + """class Cart { void Run(IConfiguration configuration) { var redis = "10.0.0.5"; ConnectionMultiplexer.Connect([|redis|]); } }""",
        Usings + $$"""class Cart { void Run(IConfiguration configuration) { var redis = {{Read("Redis:Configuration")}}; ConnectionMultiplexer.Connect(redis); } }""");

    [Fact]
    public Task Another_fallback_reads_configuration() => Verify.FixAsync(
        Usings + """class Orders { ProducerConfig Make(IConfiguration configuration, string? servers) => new() { BootstrapServers = servers ?? [|"10.0.4.17:9092"|] }; }""",
        Usings + $$"""class Orders { ProducerConfig Make(IConfiguration configuration, string? servers) => new() { BootstrapServers = servers ?? {{Read("Kafka:BootstrapServers")}} }; }""");

    [Theory]
    [InlineData("IOptions<Kafka>", "string", "options.Value.BootstrapServers")]
    [InlineData("IOptionsMonitor<Kafka>", "string", "options.CurrentValue.BootstrapServers")]
    [InlineData("IOptions<Kafka>", "string?", """options.Value.BootstrapServers ?? throw new InvalidOperationException("Option 'Kafka.BootstrapServers' is missing")""")]
    public Task Reads_options_that_have_the_property(string options, string type, string read) => Verify.FixAsync(
        Usings + $$"""class Kafka { public {{type}} BootstrapServers { get; set; } = ""; } class Orders({{options}} options) { ProducerConfig Make() => new() { BootstrapServers = [|"10.0.4.17:9092"|] }; }""",
        Usings + $$"""class Kafka { public {{type}} BootstrapServers { get; set; } = ""; } class Orders({{options}} options) { ProducerConfig Make() => new() { BootstrapServers = {{read}} }; }""");

    [Fact]
    public Task The_variables_of_a_program_are_its_own() => Verify.NoFixAsync(
        Usings +
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Build().Run();
        class Cart { void Run(TcpClient tcp) => tcp.Connect([|"10.0.0.5"|], 80); }
        """);

    [Fact]
    public Task The_variables_of_a_program_in_another_file_are_its_own()
    {
        var test = new Verify.Test(Usings + """class Cart { void Run(TcpClient tcp) => tcp.Connect([|"10.0.0.5"|], 80); }""", "fallacies.project_kind = service");
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        test.TestState.Sources.Add("var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder(args); builder.Build().Run();");
        return test.RunAsync();
    }

    [Fact]
    public Task A_missing_using_is_added()
    {
        var test = new Verify.Test("", "fallacies.project_kind = service") { CodeActionValidationMode = Microsoft.CodeAnalysis.Testing.CodeActionValidationMode.None };
        test.TestState.Sources.Clear();
        test.TestCode = """
            using Microsoft.Extensions.Configuration;

            class Cart { object Run(IConfiguration configuration) => new System.Net.Sockets.TcpClient([|"10.0.0.5"|], 80); }
            """;
        test.FixedCode = $$"""
            using System;
            using Microsoft.Extensions.Configuration;

            class Cart { object Run(IConfiguration configuration) => new System.Net.Sockets.TcpClient({{Read("Cart:Host")}}, 80); }
            """;
        return test.RunAsync();
    }

    [Theory]
    [InlineData("""void Run(TcpClient tcp) => tcp.Connect([|"10.0.0.5"|], 80);""")]
    [InlineData("""void Run(TcpClient tcp, IConfiguration? maybe) => tcp.Connect([|"10.0.0.5"|], 80);""")]
    [InlineData("""void Run(TcpClient tcp, IOptions<string> options) => tcp.Connect([|"10.0.0.5"|], 80);""")]
    [InlineData("""readonly IConfiguration _later; Cart(TcpClient tcp) { tcp.Connect([|"10.0.0.5"|], 80); _later = null!; }""")]
    [InlineData("""readonly IConfiguration _later = null!; readonly TcpClient _tcp = new([|"10.0.0.5"|], 80);""")]
    [InlineData("""readonly IConfiguration _instance = null!; static void Run(TcpClient tcp) => tcp.Connect([|"10.0.0.5"|], 80);""")]
    [InlineData("""Action Run(TcpClient tcp, IConfiguration outer) => static () => new TcpClient([|"10.0.0.5"|], 80);""")]
    [InlineData("""void Run(TcpClient tcp) { tcp.Connect([|"10.0.0.5"|], 80); IConfiguration late = null!; }""")]
    [InlineData("""IConfiguration Get() => null!; void Run(TcpClient tcp) { Connect(); var late = Get(); void Connect() => tcp.Connect([|"10.0.0.5"|], 80); }""")]
    [InlineData("""IConfiguration Get() => null!; void Run(TcpClient tcp) { var early = Get(); void Connect() => tcp.Connect([|"10.0.0.5"|], 80); }""")]
    [InlineData("""IConfiguration Get() => null!; void Run(TcpClient tcp, int n) { switch (n) { case 1: var other = Get(); break; default: tcp.Connect([|"10.0.0.5"|], 80); break; } }""")]
    [InlineData("""void Run(HttpClient http, IConfiguration configuration, int port) => http.GetAsync([|$"http://10.0.0.5:{port}"|]);""")]
    [InlineData("""static readonly Uri Base = new("http://10.0.0.5"); void Run(HttpClient http, IConfiguration configuration) => http.GetAsync([|Base|]);""")]
    [InlineData("""void Run(HttpClient http, IConfiguration configuration) => http.GetAsync(new UriBuilder("http", [|"10.0.0.5"|]).Uri);""")]
    [InlineData("""void Run(TcpClient tcp, IConfiguration configuration) => tcp.Connect([|new System.Net.IPAddress(new byte[] { 10, 0, 0, 5 })|], 80);""")]
    [InlineData("""void Run(TcpClient tcp, IConfiguration configuration) => tcp.Connect(configuration.GetValue("Host", [|"10.0.0.5"|])!, 80);""")]
    public Task Offers_nothing_for(string member) => Verify.NoFixAsync(Usings + $$"""class Cart { {{member}} }""");
}
