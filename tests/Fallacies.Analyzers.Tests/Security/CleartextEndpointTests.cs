using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.CleartextEndpointAnalyzer, Fallacies.CodeFixes.Security.CleartextEndpointFixer>;

namespace Fallacies.Analyzers.Tests.Security;

public sealed class CleartextEndpointTests
{
    private static string In(string statement) =>
        $$"""
        using System.Net;
        using System.Net.WebSockets;
        using Grpc.Net.Client;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.Hosting;
        using RabbitMQ.Client;

        namespace Grpc.Core
        {
            class Channel { public Channel(string target, ChannelCredentials credentials) { } }
        }

        class Program
        {
            const string Rates = "http://rates.contoso.com";
            static readonly Uri Base = new("http://rates.contoso.com/v1/");

            async Task M(HttpClient http, ClientWebSocket socket, IConfiguration configuration, IHostEnvironment environment, string path, int port)
            {
                {{statement}}
                await Task.Yield();
            }
        }
        """;

    [Theory]
    [InlineData("""http.BaseAddress = new Uri([|"http://rates.contoso.com"|]);""")]
    [InlineData("""http.BaseAddress = new Uri([|"HTTP://rates.contoso.com:8080/v1/"|]);""")]
    [InlineData("""await http.GetStringAsync([|"http://203.0.114.7/rates"|]);""")]
    [InlineData("""await http.GetAsync([|$"http://rates.contoso.com/{path}"|]);""")]
    [InlineData("""await http.GetAsync([|$"{Rates}/{path}"|]);""")]
    [InlineData("""http.BaseAddress = new Uri([|Rates|]);""")]
    [InlineData("""http.BaseAddress = [|Base|];""")]
    [InlineData("""http.BaseAddress = new Uri(configuration["Rates"] ?? [|"http://rates.contoso.com"|]);""")]
    [InlineData("""await socket.ConnectAsync(new Uri([|"ws://rates.contoso.com/live"|]), default);""")]
    [InlineData("""_ = WebRequest.Create([|"ftp://files.contoso.com/rates.csv"|]);""")]
    [InlineData("""_ = new ConnectionFactory { Uri = new Uri([|"amqp://rabbit.contoso.com"|]) };""")]
    [InlineData("""_ = GrpcChannel.ForAddress([|"http://rates.contoso.com"|]);""")]
    [InlineData("""_ = [|new Grpc.Core.Channel("rates.contoso.com:443", Grpc.Core.ChannelCredentials.Insecure)|];""")]
    [InlineData("""http.BaseAddress = new Uri(environment.IsProduction() ? [|"http://rates.contoso.com"|] : "http://localhost:5000");""")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(In(statement));

    [Theory]
    // Encrypted.
    [InlineData("""http.BaseAddress = new Uri("https://rates.contoso.com");""")]
    [InlineData("""await socket.ConnectAsync(new Uri("wss://rates.contoso.com/live"), default);""")]
    [InlineData("""_ = new Grpc.Core.Channel("rates.contoso.com:443", new Grpc.Core.SslCredentials());""")]
    // Within a network of one's own.
    [InlineData("""http.BaseAddress = new Uri("http://rates");""")]
    [InlineData("""http.BaseAddress = new Uri("http://localhost:5000");""")]
    [InlineData("""http.BaseAddress = new Uri("http://10.0.0.7");""")]
    [InlineData("""http.BaseAddress = new Uri("http://rates.local");""")]
    [InlineData("""http.BaseAddress = new Uri("http://rates.shop.internal");""")]
    [InlineData("""http.BaseAddress = new Uri("http://rates.shop.svc");""")]
    [InlineData("""http.BaseAddress = new Uri("http://rates.shop.svc.cluster.local");""")]
    [InlineData("""http.BaseAddress = new Uri("http://rates.service.consul");""")]
    [InlineData("""http.BaseAddress = new Uri("https+http://rates.contoso.com");""")]
    [InlineData("""http.BaseAddress = new Uri("http://ratesjkq2n4zq.onion");""")]
    [InlineData("""await http.GetStringAsync("http://169.254.169.254/latest/meta-data/");""")]
    [InlineData("""await http.GetStringAsync("http://metadata.google.internal/computeMetadata/v1/");""")]
    [InlineData("""_ = new Grpc.Core.Channel("localhost:5000", Grpc.Core.ChannelCredentials.Insecure);""")]
    // Made for it.
    [InlineData("""await http.GetByteArrayAsync("http://crl.contoso.com/root.crl");""")]
    [InlineData("""await http.GetByteArrayAsync("http://timestamp.digicert.com");""")]
    [InlineData("""await http.GetAsync("http://clients3.google.com/generate_204");""")]
    [InlineData("""await http.GetAsync("http://www.msftconnecttest.com/connecttest.txt");""")]
    [InlineData("""var ftp = (FtpWebRequest)WebRequest.Create("ftp://files.contoso.com/rates.csv"); ftp.EnableSsl = true;""")]
    [InlineData("""_ = new WebProxy("http://proxy.contoso.com:3128");""")]
    // Examples, and what is filled in.
    [InlineData("""http.BaseAddress = new Uri("http://rates.example.com");""")]
    [InlineData("""http.BaseAddress = new Uri("http://" + path);""")]
    [InlineData("""http.BaseAddress = new Uri($"http://{path}.contoso.com");""")]
    // No sink, no production.
    [InlineData("""var space = System.Xml.Linq.XNamespace.Get("http://schemas.contoso.com/rates");""")]
    [InlineData("""if (path.StartsWith("http://rates.contoso.com")) return;""")]
    [InlineData("""Console.WriteLine(new Uri("http://rates.contoso.com"));""")]
    [InlineData("""if (environment.IsDevelopment()) http.BaseAddress = new Uri("http://rates.contoso.com");""")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(In(statement));

    [Theory]
    [InlineData("fallacies.service_mesh", "true", 0)]
    [InlineData("fallacies.service_mesh", "false", 1)]
    [InlineData("fallacies.trusted_hosts", "rates.contoso.com", 0)]
    [InlineData("fallacies.trusted_hosts", "*.contoso.com", 0)]
    [InlineData("fallacies.trusted_hosts", "orders.contoso.com", 1)]
    public async Task Hears(string option, string value, int findings) => Assert.Equal(findings, (await FindingsOf("http.BaseAddress = new Uri(Rates);", ("fallacies.project_kind", "service"), (option, value))).Length);

    [Theory]
    [InlineData("library", 1)]
    [InlineData("tool", 1)]
    [InlineData("test", 0)]
    public async Task Speaks_everywhere_but_in_tests(string kind, int findings) => Assert.Equal(findings, (await FindingsOf("http.BaseAddress = new Uri(Rates);", ("fallacies.project_kind", kind))).Length);

    [Fact]
    public async Task Names_the_address_and_the_sink()
    {
        var finding = Assert.Single(await FindingsOf("""_ = new ConnectionFactory { Uri = new Uri("amqp://shop:secret@rabbit.contoso.com:5672/orders") };"""));

        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal("'amqp://rabbit.contoso.com:5672' has no encryption, so everybody between this program and rabbit.contoso.com can read what goes through RabbitMQ's ConnectionFactory, and change it", finding.GetMessage(null));
    }

    [Fact]
    public Task The_scheme_gets_its_encrypted_twin() => Verify.FixAsync(
        """
        using System.Net.WebSockets;
        using RabbitMQ.Client;

        class Clients
        {
            const string Once = "http://once.contoso.com";

            readonly HttpClient _rates = new() { BaseAddress = new Uri([|"http://rates.contoso.com/v1/" /* their newest */|]) };
            readonly HttpClient _once = new() { BaseAddress = new Uri([|Once|]) };

            async Task M(HttpClient http, ClientWebSocket socket, string path)
            {
                await http.GetAsync([|$"http://rates.contoso.com/{path}"|]);
                await http.GetAsync([|@"http://rates.contoso.com"|]);
                await http.GetAsync([|"http://rates.contoso.com/" + path|]);
                await socket.ConnectAsync(new Uri([|"ws://rates.contoso.com/live"|]), default);
                var url = "http://rates.contoso.com/" + path;
                await http.GetAsync([|url|]);
                _ = new ConnectionFactory { Uri = new Uri([|"amqp://shop@rabbit.contoso.com"|]) };
            }
        }
        """.Replace(" /* their newest */|]", "|] /* their newest */", StringComparison.Ordinal),
        """
        using System.Net.WebSockets;
        using RabbitMQ.Client;

        class Clients
        {
            const string Once = "https://once.contoso.com";

            readonly HttpClient _rates = new() { BaseAddress = new Uri("https://rates.contoso.com/v1/" /* their newest */) };
            readonly HttpClient _once = new() { BaseAddress = new Uri(Once) };

            async Task M(HttpClient http, ClientWebSocket socket, string path)
            {
                await http.GetAsync($"https://rates.contoso.com/{path}");
                await http.GetAsync(@"https://rates.contoso.com");
                await http.GetAsync("https://rates.contoso.com/" + path);
                await socket.ConnectAsync(new Uri("wss://rates.contoso.com/live"), default);
                var url = "https://rates.contoso.com/" + path;
                await http.GetAsync(url);
                _ = new ConnectionFactory { Uri = new Uri("amqps://shop@rabbit.contoso.com") };
            }
        }
        """);

    [Fact]
    public async Task What_is_written_is_what_the_compiler_reads_before_it_parses_the_text_again()
    {
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("Test", LanguageNames.CSharp).WithMetadataReferences(References.All)
            .WithCompilationOptions(new Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .AddDocument("Source.cs", """class Orders { System.Threading.Tasks.Task<string> Load(System.Net.Http.HttpClient http, int id) => http.GetStringAsync($"http://orders.contoso.com/{id}"); }""");
        var finding = Assert.Single(await FindingsIn(document));

        CodeAction? offered = null;
        await new CodeFixes.Security.CleartextEndpointFixer().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => offered = action, CancellationToken.None));
        var changed = (await offered!.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;

        Assert.Empty(await FindingsIn(changed));
    }

    private static async Task<Diagnostic[]> FindingsIn(Document document) =>
        [.. (await Analysis.RunAsync((await document.Project.GetCompilationAsync())!, ("fallacies.project_kind", "service"))).Where(finding => finding.Id == "FAL4002")];

    [Fact]
    public Task No_fix_where_a_port_stands_or_others_read_the_text() => Verify.NoFixAsync(
        """
        using System.Net;

        class Clients
        {
            const string Often = "http://often.contoso.com";

            async Task M(HttpClient http, int port, string text)
            {
                await http.GetAsync([|"http://rates.contoso.com:8080/"|]);
                await http.GetAsync([|$"http://rates.contoso.com:{port}/"|]);
                await http.GetAsync([|Often|]);
                _ = text.StartsWith(Often);
                _ = WebRequest.Create([|"ftp://files.contoso.com/rates.csv"|]);
            }
        }
        """);

    [Theory]
    [InlineData("http.BaseAddress = new Uri(\"http://\");")]
    [InlineData("http.BaseAddress = new Uri(\"http://rates.contoso.com")]
    [InlineData("new Grpc.Core.Channel();")]
    [InlineData("http.GetAsync($\"http://rates.contoso.com{\");")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(statement), finding => finding.Id == "AD0001");

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string statement, params (string Key, string Value)[] options) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + In(statement)), options)).Where(finding => finding.Id is "FAL4002" or "AD0001")];
}
