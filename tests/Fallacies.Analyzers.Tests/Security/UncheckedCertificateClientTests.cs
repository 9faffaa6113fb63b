using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.UncheckedCertificateAnalyzer, Fallacies.CodeFixes.Security.UncheckedCertificateFixer>;

namespace Fallacies.Analyzers.Tests.Security;

/// <summary>FAL4001: what the client of a handler says about certificates that nobody checks.</summary>
public sealed class UncheckedCertificateClientTests
{
    [Theory]
    // Its base address.
    [InlineData("static readonly HttpClient F = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }) { BaseAddress = new Uri($\"http://{Host}:{Port}\") };")]
    [InlineData("static readonly HttpClient F = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } }) { BaseAddress = new Uri(\"http://orders.contoso.com\"), Timeout = Timeout.InfiniteTimeSpan };")]
    [InlineData("static readonly HttpClient F = new(new SocketsHttpHandler { SslOptions = new() { RemoteCertificateValidationCallback = delegate { return true; } } }) { BaseAddress = new Uri(\"http://orders.contoso.com\") }; Task<string> Load(string path) => F.GetStringAsync(path);")]
    [InlineData("readonly HttpClient _http; Orders() { _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }); _http.BaseAddress = new Uri(\"http://\" + Host); }")]
    [InlineData("HttpClient Make() { var handler = new HttpClientHandler(); handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true; return new HttpClient(handler) { BaseAddress = new Uri(\"HTTP://orders.contoso.com\") }; }")]
    [InlineData("HttpClient Make() { var handler = new SocketsHttpHandler(); handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true; var http = new HttpClient(handler); http.BaseAddress = new Uri(\"http://orders.contoso.com\"); return http; }")]
    // All of its requests.
    [InlineData("readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }); Task<string> Load(string id) => _http.GetStringAsync($\"http://{Host}/orders/{id}\");")]
    [InlineData("const string Proxy = \"https://localhost:5001\"; readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }); Task Load() { var request = new HttpRequestMessage(HttpMethod.Post, Proxy + \"/start\"); return _http.SendAsync(request); } Task<string> Get(int port) => _http.GetStringAsync($\"https://127.0.0.1:{port}/orders\");")]
    [InlineData("readonly HttpClient _http; Orders() { _http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }); _http.DefaultRequestHeaders.Add(\"Accept\", \"*/*\"); } async Task Load() { var request = new HttpRequestMessage(HttpMethod.Post, $\"http://{Host}\") { Content = null }; await _http.SendAsync(request); }")]
    // Look-alikes.
    [InlineData("static readonly HttpClient F = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }) { BaseAddress = new Uri($\"https://{Host}:{Port}\") };")]
    [InlineData("static readonly HttpClient F = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }) { BaseAddress = new Uri($\"{Host}:{Port}\") };")]
    [InlineData("static readonly HttpClient F = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }) { BaseAddress = new Uri(\"http://orders.contoso.com\") }; Task<string> Load() => F.GetStringAsync(\"https://users.contoso.com\");")]
    [InlineData("readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }); Task<string> Load(string id) => _http.GetStringAsync($\"http://{Host}/orders/{id}\"); Task<string> Other(string url) => _http.GetStringAsync(url);")]
    [InlineData("readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }); Task<string> Load(string domain) => _http.GetStringAsync($\"https://localhost{domain}/orders\");")]
    [InlineData("readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }); Task<string> Load() => _http.GetStringAsync(\"https://\" + Host);")]
    [InlineData("readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] }); Task<string> Load(string id) => _http.GetStringAsync($\"http://{Host}/orders/{id}\"); HttpClient Given() => _http;")]
    [InlineData("readonly HttpClient _http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] });")]
    [InlineData("(HttpClient, HttpClient) Make() { var handler = new HttpClientHandler(); handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|]; return (new HttpClient(handler) { BaseAddress = new Uri(\"http://orders.contoso.com\") }, new HttpClient(handler)); }")]
    [InlineData("HttpClient Make() { var handler = new HttpClientHandler(); handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|]; var http = new HttpClient(handler) { BaseAddress = new Uri(\"http://orders.contoso.com\") }; http.BaseAddress = new Uri(Host); return http; }")]
    public Task Asks_for_no_certificate_in_clear_text(string members) => Verify.AnalyzeAsync(
        $$"""
        class Orders
        {
            static string Host { get; set; } = "";
            static int Port { get; set; }
            {{members}}
        }
        """);

    [Theory]
    // The name says it: who uses the client asks for that.
    [InlineData("services.AddHttpClient(\"Unsafe\").ConfigurePrimaryHttpMessageHandler(() => { return new HttpClientHandler { ServerCertificateCustomValidationCallback = All }; });", DiagnosticSeverity.Info)]
    [InlineData("services.AddHttpClient(); services.AddHttpClient(Names.Relaxed).ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator, });", DiagnosticSeverity.Info)]
    [InlineData("services.AddHttpClient(\"NoVerify\", http => http.Timeout = default).ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Info)]
    [InlineData("services.AddHttpClient(\"AllowInvalidCertificates\").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });", DiagnosticSeverity.Info)]
    [InlineData("var builder = services.AddHttpClient(\"skip_certificate\"); builder.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Info)]
    // Another client's name, a word inside a word, a name that only speaks of certificates, a class that nobody asks for by name.
    [InlineData("services.AddHttpClient(\"Unsafe\"); services.AddHttpClient(\"orders\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Warning)]
    [InlineData("services.AddHttpClient(\"Unsafe\").Services.AddHttpClient(\"orders\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Warning)]
    [InlineData("services.AddHttpClient(\"Unsafeway\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Warning)]
    [InlineData("services.AddHttpClient(\"CertificateValidation\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Warning)]
    [InlineData("services.AddHttpClient(\"AcceptCertificates\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Warning)]
    [InlineData("services.AddHttpClient<Prices>(\"Unsafe\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });", DiagnosticSeverity.Warning)]
    [InlineData("services.AddHttpClient(\"Unsafe\"); services.ConfigureHttpClientDefaults(builder => builder.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All }));", DiagnosticSeverity.Warning)]
    public async Task Knows_a_client_whose_name_says_it(string statement, DiagnosticSeverity severity)
    {
        var source = $$"""
            using System.Net.Security;
            using System.Security.Cryptography.X509Certificates;
            using Microsoft.Extensions.DependencyInjection;

            abstract class Names { public const string Relaxed = "IgnoreSsl"; }

            class Prices(HttpClient http) { public object All => http; }

            static class Clients
            {
                static readonly Func<HttpRequestMessage, X509Certificate2, X509Chain, SslPolicyErrors, bool> All = (_, _, _, _) => true;

                static void Add(IServiceCollection services)
                {
                    {{statement}}
                }
            }
            """;
        var findings = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + source), ("fallacies.project_kind", "service"));

        Assert.Equal(severity, Assert.Single(findings, finding => finding.Id is "FAL4001" or "AD0001").Severity);
    }

    [Theory]
    [InlineData("Contoso.Samples", "/src/Program.cs", "tool", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("SendMail", "/repo/examples/SendMail/Program.cs", "tool", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("SendMail", "/repo/src/SendMail/Program.cs", "tool", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    [InlineData("Shop", "/repo/samples/Shop/Program.cs", "service", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    public async Task Suggests_where_a_program_shows_how_something_is_used(string assembly, string path, string kind, Microsoft.CodeAnalysis.DiagnosticSeverity severity)
    {
        var compilation = Analysis.Compile("new System.Net.Http.HttpClientHandler().ServerCertificateCustomValidationCallback = (_, _, _, _) => true;").WithAssemblyName(assembly);
        var file = compilation.SyntaxTrees[0];

        var findings = await Analysis.RunAsync(compilation.ReplaceSyntaxTree(file, file.WithFilePath(path)), ("fallacies.project_kind", kind));

        Assert.Equal(severity, Assert.Single(findings, finding => finding.Id == "FAL4001").Severity);
    }

    [Theory]
    [InlineData("[System.Obsolete] class Terminal { readonly object _handler = new System.Net.Http.HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }; }", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("class Terminal { [System.Obsolete(\"Use Ask\")] object Make() => new System.Net.Http.HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }; }", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("class Terminal { object Make() => new System.Net.Http.HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }; [System.Obsolete] void Other() { } }", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    public async Task Suggests_in_what_is_obsolete(string source, Microsoft.CodeAnalysis.DiagnosticSeverity severity) =>
        Assert.Equal(severity, Assert.Single(await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service")), finding => finding.Id == "FAL4001").Severity);
}
