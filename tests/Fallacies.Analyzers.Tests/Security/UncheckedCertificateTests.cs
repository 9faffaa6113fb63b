using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Security.UncheckedCertificateAnalyzer, Fallacies.CodeFixes.Security.UncheckedCertificateFixer>;

namespace Fallacies.Analyzers.Tests.Security;

public sealed class UncheckedCertificateTests
{
    private static string In(string statement) =>
        $$"""
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Net.WebSockets;
        using System.Security.Cryptography.X509Certificates;
        using Confluent.Kafka;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.Logging;
        using RabbitMQ.Client;
        using StackExchange.Redis;

        class Settings { public bool AcceptAnyCertificate; public bool UseTls; public string Name { get; set; } public string Mode { get; set; } public string Thumbprint; }

        class Clients(IHostEnvironment environment, IConfiguration configuration, ILogger<Clients> logger)
        {
            static readonly Func<HttpRequestMessage, X509Certificate2, X509Chain, SslPolicyErrors, bool> All = (_, _, _, _) => true;
            static RemoteCertificateValidationCallback AllToo => delegate { return true; };
            readonly List<X509Certificate> _seen = [];

            async Task Configure(HttpClientHandler handler, SocketsHttpHandler sockets, ClientWebSocket socket, ConfigurationOptions redis, SslOption rabbit, ClientConfig kafka, Stream stream, Settings settings, IServiceCollection services)
            {
                {{statement}}
                await Task.Yield();
            }

            static bool Accept(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors) => true;
            static bool AcceptNames(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
            {
                if (errors == SslPolicyErrors.None)
                    return true;
                if (errors == SslPolicyErrors.RemoteCertificateNameMismatch)
                    return true;
                return false;
            }
            static bool Check(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None;
            protected virtual bool Open(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors) => true;
            static bool Log(string message) => true;
        }
        """;

    [Theory]
    // Every taker.
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|HttpClientHandler.DangerousAcceptAnyServerCertificateValidator|];")]
    [InlineData("var other = new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(message, certificate, chain, errors) => { return true; }|] };")]
    [InlineData("sockets.SslOptions.RemoteCertificateValidationCallback = [|delegate { return true; }|];")]
    [InlineData("sockets.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = [|Accept|] };")]
    [InlineData("socket.Options.RemoteCertificateValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("var ssl = new SslStream(stream, false, [|(_, _, _, _) => true|]); await ssl.AuthenticateAsClientAsync(settings.Name);")]
    [InlineData("var ssl = new SslStream(stream, false, [|Accept|]);")]
    [InlineData("var ssl = new SslStream(stream, false, [|AllToo|]);")]
    [InlineData("RemoteCertificateValidationCallback any = (_, _, _, _) => true; var ssl = new SslStream(stream, userCertificateValidationCallback: [|any|]!, leaveInnerStreamOpen: false);")]
    [InlineData("redis.CertificateValidation += [|(_, _, _, _) => true|];")]
    [InlineData("redis.CertificateValidation += [|Accept|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("[|rabbit.AcceptablePolicyErrors = SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors|];")]
    [InlineData("[|rabbit.AcceptablePolicyErrors |= SslPolicyErrors.RemoteCertificateChainErrors|];")]
    [InlineData("var ssl = new SslOption { Enabled = true, [|AcceptablePolicyErrors = SslPolicyErrors.RemoteCertificateNameMismatch|] };")]
    [InlineData("[|kafka.EnableSslCertificateVerification = false|];")]
    [InlineData("[|kafka.SslEndpointIdentificationAlgorithm = SslEndpointIdentificationAlgorithm.None|];")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback = [|Accept|];")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback += [|(_, _, _, _) => true|];")]
    [InlineData("System.Net.ServicePointManager.ServerCertificateValidationCallback = [|new RemoteCertificateValidationCallback(Accept)|];")]
    [InlineData("var settings2 = new Dictionary<string, string> { [|[\"enable.ssl.certificate.verification\"] = \"false\"|] }; _ = new ProducerConfig(settings2);")]
    [InlineData("var settings2 = new Dictionary<string, string>(); [|settings2[\"ssl.endpoint.identification.algorithm\"] = \"none\"|]; _ = new ProducerConfig(settings2);")]
    [InlineData("sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy { [|VerificationFlags = X509VerificationFlags.AllFlags|] };")]
    [InlineData("sockets.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = new() { [|VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority | X509VerificationFlags.IgnoreNotTimeValid|] } };")]
    [InlineData("var policy = new X509ChainPolicy(); [|policy.VerificationFlags = X509VerificationFlags.AllFlags|]; sockets.SslOptions.CertificateChainPolicy = policy;")]
    // By another name.
    [InlineData("handler.ServerCertificateCustomValidationCallback = [|All|];")]
    [InlineData("socket.Options.RemoteCertificateValidationCallback = [|AllToo|];")]
    [InlineData("RemoteCertificateValidationCallback all = (_, _, _, _) => true; sockets.SslOptions.RemoteCertificateValidationCallback = [|all|];")]
    [InlineData("services.AddHttpClient(\"orders\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] });")]
    // Every body.
    [InlineData("rabbit.CertificateValidationCallback = [|AcceptNames|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => errors == SslPolicyErrors.None || errors == SslPolicyErrors.RemoteCertificateNameMismatch|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateChainErrors|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => { var named = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0; return named; }|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => errors switch { SslPolicyErrors.None => true, SslPolicyErrors.RemoteCertificateNameMismatch => true, _ => false }|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, _, _, errors) => { switch (errors) { case SslPolicyErrors.None: case SslPolicyErrors.RemoteCertificateChainErrors: return true; default: return false; } }|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, certificate, _, errors) => { if (errors != SslPolicyErrors.None) logger.LogWarning(\"{Subject}: {Errors}\", certificate.Subject, errors); return true; }|];")]
    [InlineData("rabbit.CertificateValidationCallback = [|(_, certificate, _, errors) => { try { Console.WriteLine(certificate.Subject); } catch (Exception) { } return errors == SslPolicyErrors.None ? true : true; }|];")]
    // Guards that say nothing about trust.
    [InlineData("if (settings.UseTls) redis.CertificateValidation += [|(_, _, _, _) => true|];")]
    [InlineData("if (settings.Name != null && !string.IsNullOrEmpty(settings.Name)) sockets.SslOptions.RemoteCertificateValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = settings.UseTls ? [|(_, _, _, _) => true|] : null;")]
    [InlineData("if (!settings.AcceptAnyCertificate) { } sockets.SslOptions.RemoteCertificateValidationCallback = [|(_, _, _, _) => true|];")]
    public Task Reports(string statement) => Verify.AnalyzeAsync(In(statement));

    [Theory]
    // Real checks.
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => errors == SslPolicyErrors.None || certificate.Thumbprint == settings.Thumbprint;")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, certificate, chain, errors) => { if (errors == SslPolicyErrors.None) return true; chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust; return chain.Build(certificate); };")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (request, _, _, errors) => errors == SslPolicyErrors.None || request.RequestUri.IsLoopback;")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None;")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, _, _, errors) => { if (errors != SslPolicyErrors.None) throw new InvalidOperationException(); return true; };")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => { Verify(certificate); return true; static void Verify(X509Certificate2 it) { } };")]
    [InlineData("rabbit.CertificateValidationCallback = Check;")]
    [InlineData("rabbit.CertificateValidationCallback = Open;")]
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => { errors &= ~SslPolicyErrors.RemoteCertificateChainErrors; return errors == SslPolicyErrors.None; };")]
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => { foreach (var fault in settings.Name) { if (fault == ' ') return true; } return errors == 0; };")]
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => { switch (settings.Name) { case \"a\": return true; default: return false; } };")]
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => settings.AcceptAnyCertificate || errors == SslPolicyErrors.None;")]
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => { if (settings.AcceptAnyCertificate) return true; return errors == SslPolicyErrors.None; };")]
    [InlineData("sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy { VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid };")]
    [InlineData("sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority };")]
    [InlineData("if (settings.AcceptAnyCertificate) sockets.SslOptions.CertificateChainPolicy = new X509ChainPolicy { VerificationFlags = X509VerificationFlags.AllFlags };")]
    [InlineData("using var chain = new X509Chain { ChainPolicy = { VerificationFlags = X509VerificationFlags.AllFlags } }; Console.WriteLine(chain.ChainElements.Count);")]
    [InlineData("var options = new SslServerAuthenticationOptions { CertificateChainPolicy = new X509ChainPolicy { VerificationFlags = X509VerificationFlags.AllFlags } };")]
    [InlineData("var settings2 = new Dictionary<string, string> { [\"enable.ssl.certificate.verification\"] = \"true\", [\"a\"] = \"false\" }; _ = new ProducerConfig(settings2);")]
    [InlineData("var settings2 = new Dictionary<string, string> { [\"enable.ssl.certificate.verification\"] = settings.Mode };")]
    // No client certificate is a server's business.
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNotAvailable;")]
    [InlineData("var ssl = new SslStream(stream, false, (_, _, _, _) => true); await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions());")]
    [InlineData("var ssl = new SslStream(stream, false, AllToo); await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions());")]
    [InlineData("RemoteCertificateValidationCallback check = Check; var ssl = new SslStream(stream, false, check);")]
    [InlineData("var options = new SslServerAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };")]
    [InlineData("var options = new Microsoft.AspNetCore.Server.Kestrel.Https.HttpsConnectionAdapterOptions { ClientCertificateValidation = (_, _, _) => true };")]
    [InlineData("Func<X509Certificate2, X509Chain, SslPolicyErrors, bool> any = (_, _, _) => true; var options = new Microsoft.AspNetCore.Server.Kestrel.Https.HttpsConnectionAdapterOptions { ClientCertificateValidation = any };")]
    // A look at the certificate.
    [InlineData("var ssl = new SslStream(stream, false, (_, _, _, _) => true); await ssl.AuthenticateAsClientAsync(settings.Name); Console.WriteLine(ssl.RemoteCertificate.GetExpirationDateString());")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => { _seen.Add(certificate); return true; };")]
    [InlineData("X509Certificate2 seen = null; handler.ServerCertificateCustomValidationCallback = (_, certificate, _, _) => { seen = certificate; return true; };")]
    // Somebody decides.
    [InlineData("if (environment.IsDevelopment()) handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;")]
    [InlineData("if (environment.IsEnvironment(\"Local\")) handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;")]
    [InlineData("if (!environment.IsDevelopment()) return; handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;")]
    [InlineData("if (settings.AcceptAnyCertificate) handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;")]
    [InlineData("if (configuration.GetValue<bool>(\"Orders:SkipTls\")) handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;")]
    [InlineData("if (string.Equals(Environment.GetEnvironmentVariable(\"TLS_NO_VERIFY\"), \"1\")) socket.Options.RemoteCertificateValidationCallback = (_, _, _, _) => true;")]
    [InlineData("var relaxed = settings.Mode == \"relaxed\"; handler.ServerCertificateCustomValidationCallback = relaxed ? All : null;")]
    [InlineData("switch (settings.Mode) { case \"relaxed\": rabbit.CertificateValidationCallback = Accept; break; }")]
    [InlineData("rabbit.CertificateValidationCallback = settings.Mode switch { \"relaxed\" => Accept, _ => null };")]
    [InlineData("#if DEBUG\nhandler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;\n#endif")]
    // This machine.
    [InlineData("var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }) { BaseAddress = new Uri(\"https://localhost:5001\") };")]
    [InlineData("services.AddHttpClient(\"webhooks-loopback\").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });")]
    [InlineData("services.AddHttpClient(\"agent\", http => http.BaseAddress = new Uri(\"https://127.0.0.1:8443\")).ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = All });")]
    // Something else.
    [InlineData("[|kafka.EnableSslCertificateVerification = true|];", true)]
    [InlineData("kafka.EnableSslCertificateVerification = settings.AcceptAnyCertificate;")]
    [InlineData("rabbit.AcceptablePolicyErrors = SslPolicyErrors.None;")]
    [InlineData("rabbit.AcceptablePolicyErrors = SslPolicyErrors.RemoteCertificateNotAvailable;")]
    [InlineData("rabbit.AcceptablePolicyErrors &= ~SslPolicyErrors.RemoteCertificateChainErrors;")]
    [InlineData("Func<object, object, object, bool> any = (_, _, _) => true;")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = null;")]
    [InlineData("RemoteCertificateValidationCallback unused = (_, _, _, _) => true;")]
    public Task Says_nothing_about(string statement, bool unmark = false) =>
        Verify.AnalyzeAsync(In(unmark ? statement.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal) : statement));

    [Theory]
    [InlineData("MailKit", "void M(MailKit.Net.Smtp.SmtpClient client) => client.ServerCertificateValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("MailKit", "void M(MailKit.Net.Smtp.SmtpClient client) => client.ServerCertificateValidationCallback += [|(_, _, _, _) => true|];")]
    [InlineData("MongoDB.Driver", "void M(MongoDB.Driver.MongoClientSettings settings) => [|settings.AllowInsecureTls = true|];")]
    [InlineData("MongoDB.Driver", "object M() => new MongoDB.Driver.MongoUrlBuilder { [|AllowInsecureTls = true|] };")]
    [InlineData("MongoDB.Driver", "object M() => new MongoDB.Driver.SslSettings { ServerCertificateValidationCallback = [|(_, _, _, _) => true|] };")]
    [InlineData("Npgsql.EntityFrameworkCore.PostgreSQL", "void M(Npgsql.NpgsqlConnection connection) => connection.UserCertificateValidationCallback = [|(_, _, _, _) => true|];", true)]
    [InlineData("Npgsql.EntityFrameworkCore.PostgreSQL", "void M(Npgsql.NpgsqlDataSourceBuilder builder) => builder.UseUserCertificateValidationCallback([|(_, _, _, _) => true|]);", true)]
    [InlineData("Npgsql.EntityFrameworkCore.PostgreSQL", "void M(Npgsql.NpgsqlDataSourceBuilder builder) => builder.UseSslClientAuthenticationOptionsCallback(options => options.RemoteCertificateValidationCallback = [|(_, _, _, _) => true|]);")]
    [InlineData("MySqlConnector", "void M(MySqlConnector.MySqlConnection connection) => connection.RemoteCertificateValidationCallback = [|(_, _, _, _) => true|];")]
    [InlineData("RestSharp", "object M() => new RestSharp.RestClientOptions { RemoteCertificateValidationCallback = [|(_, _, _, _) => true|] };")]
    [InlineData("MQTTnet", "object M() => new MQTTnet.MqttClientTlsOptions { CertificateValidationHandler = [|_ => true|] };")]
    [InlineData("MQTTnet", "object M() => new MQTTnet.MqttClientTlsOptions { CertificateValidationHandler = [|e => e.SslPolicyErrors is System.Net.Security.SslPolicyErrors.None or System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors|] };")]
    [InlineData("NATS.Net", "object M() => new NATS.Client.Core.NatsTlsOpts { [|InsecureSkipVerify = true|] };")]
    [InlineData("NATS.Net", "object M(string url) => new NATS.Client.Core.NatsConnection(new NATS.Client.Core.NatsOpts { Url = url, TlsOpts = new() { [|InsecureSkipVerify = true|] } });")]
    [InlineData("RabbitMQ.Client", "object M() => new RabbitMQ.Client.SslOption { CertificateValidationCallback = [|(_, _, _, _) => true|] };")]
    [InlineData("System.ServiceModel.Http", "void M(System.ServiceModel.Security.X509ServiceCertificateAuthentication authentication) => [|authentication.CertificateValidationMode = System.ServiceModel.Security.X509CertificateValidationMode.None|];")]
    public Task Knows_the_shapes_of(string package, string member, bool obsolete = false) =>
        Verify.AnalyzeAsync($"{(obsolete ? "#pragma warning disable CS0618\n" : "")}class Clients {{ {member} }}", references: References.With(package));

    [Theory]
    [InlineData("NatsOpts.Default with { TlsOpts = new NatsTlsOpts { Mode = TlsMode.Implicit, InsecureSkipVerify = true } }")]
    [InlineData("new NatsOpts { TlsOpts = new() { InsecureSkipVerify = true } }")]
    public Task Nats_connects_to_this_machine_where_nothing_else_is_said(string options) =>
        Verify.AnalyzeAsync($"using NATS.Client.Core; class Clients {{ object M() => new NatsConnection({options}); }}", references: References.With("NATS.Net"));

    [Fact]
    public Task An_address_of_this_machine_says_nothing_about_other_parts_of_a_program() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;

        var services = new ServiceCollection();
        services.AddCors(options => options.AddDefaultPolicy(policy => policy.WithOrigins("http://localhost:3000")));
        services.AddHttpClient("orders").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] });

        static class Setup
        {
            static void Add(IServiceCollection services)
            {
                services.AddCors(options => options.AddDefaultPolicy(policy => policy.WithOrigins("http://localhost:3000")));
                services.AddHttpClient("orders").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] });
            }
        }
        """);

    [Fact]
    public Task Methods_that_are_called_where_somebody_decided_are_decided_too() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.DependencyInjection;

        class ExporterOptions { public Func<HttpClient> Factory; }

        static class Setup
        {
            static void Add(IServiceCollection services, IConfiguration configuration)
            {
                if (configuration.GetValue<bool>("Telemetry:AcceptAny"))
                    services.Configure<ExporterOptions>(Configure);
                if (configuration.GetValue<bool>("Telemetry:Relaxed"))
                    Relax(new HttpClientHandler());
                Always(new HttpClientHandler());

                static void Configure(ExporterOptions options) => options.Factory = () =>
                {
                    var handler = new HttpClientHandler();
                    handler.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
                    return new HttpClient(handler);
                };
            }

            static void Relax(HttpClientHandler handler) => handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;

            static void Always(HttpClientHandler handler) => handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|];

            public static HttpClientHandler AcceptAnyCertificate(this HttpClientHandler handler)
            {
                handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
                return handler;
            }
        }
        """);

    [Theory]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;", DiagnosticSeverity.Warning, "'ServerCertificateCustomValidationCallback' accepts any certificate: whoever sits on the way can answer in the server's place, and read and change all that is sent")]
    [InlineData("rabbit.CertificateValidationCallback = AcceptNames;", DiagnosticSeverity.Warning, "'CertificateValidationCallback' accepts a certificate that was made for another host: whoever sits on the way can answer in the server's place, and read and change all that is sent")]
    [InlineData("rabbit.AcceptablePolicyErrors |= SslPolicyErrors.RemoteCertificateChainErrors;", DiagnosticSeverity.Warning, "'AcceptablePolicyErrors' accepts a certificate that no trusted authority has signed: whoever sits on the way can answer in the server's place, and read and change all that is sent")]
    [InlineData("ServicePointManager.ServerCertificateValidationCallback += Accept; using var web = new WebClient();", DiagnosticSeverity.Warning, "'ServicePointManager.ServerCertificateValidationCallback' accepts any certificate in the whole process: whoever sits on the way can answer in the server's place, and read and change all that is sent")]
    [InlineData("if (settings.AcceptAnyCertificate) ServicePointManager.ServerCertificateValidationCallback += Accept; using var web = new WebClient();", DiagnosticSeverity.Info, "'ServicePointManager.ServerCertificateValidationCallback' accepts any certificate in the whole process: whoever sits on the way can answer in the server's place, and read and change all that is sent")]
    public async Task Says_what_is_accepted(string statement, DiagnosticSeverity severity, string message)
    {
        var finding = Assert.Single(await FindingsOf(In(statement), "service"));

        Assert.Equal(severity, finding.Severity);
        Assert.Equal(message, finding.GetMessage(null));
    }

    [Theory]
    [InlineData("service", 1)]
    [InlineData("library", 1)]
    [InlineData("tool", 1)]
    [InlineData("test", 0)]
    public async Task Speaks_everywhere_but_in_tests(string kind, int findings) =>
        Assert.Equal(findings, (await FindingsOf(In("handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;"), kind)).Length);

    [Theory]
    [InlineData("Shop.Gateway", 1)]
    [InlineData("Shop.Benchmarks", 0)]
    [InlineData("BenchmarkApp", 0)]
    public async Task Leaves_benchmarks_alone(string assembly, int findings)
    {
        var compilation = Analysis.Compile(Verify.Test.ImplicitUsings + In("handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;")).WithAssemblyName(assembly);

        Assert.Equal(findings, (await Analysis.RunAsync(compilation, ("fallacies.project_kind", "tool"))).Count(finding => finding.Id == "FAL4001"));
    }

    [Theory]
    [InlineData("handler.ServerCertificateCustomValidationCallback = (_, _, _, ) => true;")]
    [InlineData("handler.ServerCertificateCustomValidationCallback = ;")]
    [InlineData("new SslStream(stream, false, (a, b) => );")]
    [InlineData("redis.CertificateValidation += (_, _, _, errors) => errors switch { };")]
    [InlineData("rabbit.CertificateValidationCallback = (_, _, _, errors) => { if (errors == return true; };")]
    [InlineData("rabbit.AcceptablePolicyErrors |= SslPolicyErrors.;")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(In(statement), "service"), finding => finding.Id == "AD0001");

    [Fact]
    public Task What_accepts_wrong_certificates_is_removed_and_the_neighbours_stay() => Verify.FixAsync(
        """
        using System.Net;
        using System.Net.Security;
        using Confluent.Kafka;

        class Clients
        {
            readonly HttpClientHandler _orders = new HttpClientHandler { ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|] };

            readonly HttpClientHandler _prices = new()
            {
                UseCookies = false, // stateless
                ServerCertificateCustomValidationCallback = [|HttpClientHandler.DangerousAcceptAnyServerCertificateValidator|],

                // The gateway redirects to its login.
                AllowAutoRedirect = false,
            };

            readonly ProducerConfig _events = new()
            {
                [|EnableSslCertificateVerification = false|],
                [|SslEndpointIdentificationAlgorithm = SslEndpointIdentificationAlgorithm.None|],
            };

            SslStream Open(Stream stream)
            {
                ServicePointManager.DefaultConnectionLimit = 10;
                ServicePointManager.ServerCertificateValidationCallback += [|(_, _, _, _) => true|];
                ServicePointManager.Expect100Continue = false;
                // Closed with its stream.
                return new SslStream(stream, false, [|(_, _, _, _) => true|]);
            }
        }
        """,
        """
        using System.Net;
        using System.Net.Security;
        using Confluent.Kafka;

        class Clients
        {
            readonly HttpClientHandler _orders = new HttpClientHandler();

            readonly HttpClientHandler _prices = new()
            {
                UseCookies = false, // stateless

                // The gateway redirects to its login.
                AllowAutoRedirect = false,
            };

            readonly ProducerConfig _events = new();

            SslStream Open(Stream stream)
            {
                ServicePointManager.DefaultConnectionLimit = 10;
                ServicePointManager.Expect100Continue = false;
                // Closed with its stream.
                return new SslStream(stream, false);
            }
        }
        """);

    [Fact]
    public Task A_step_of_a_builder_is_removed() => Verify.FixAsync(
        """
        #pragma warning disable CS0618
        class Store
        {
            object Open(string text, string name)
            {
                var builder = new Npgsql.NpgsqlDataSourceBuilder(text);
                builder.UseUserCertificateValidationCallback([|(_, _, _, _) => true|]);
                return new Npgsql.NpgsqlDataSourceBuilder(text)
                    .UseLoggerFactory(null)
                    .UseUserCertificateValidationCallback([|(_, _, _, _) => true|])
                    .EnableParameterLogging()
                    .Build();
            }
        }
        """,
        """
        #pragma warning disable CS0618
        class Store
        {
            object Open(string text, string name)
            {
                var builder = new Npgsql.NpgsqlDataSourceBuilder(text);
                return new Npgsql.NpgsqlDataSourceBuilder(text)
                    .UseLoggerFactory(null)
                    .EnableParameterLogging()
                    .Build();
            }
        }
        """,
        references: References.With("Npgsql.EntityFrameworkCore.PostgreSQL"));

    [Fact]
    public Task No_fix_where_a_hole_would_remain() => Verify.NoFixAsync(
        """
        class Clients
        {
            Action<HttpClientHandler> _configure = handler => handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|];

            void Configure(HttpClientHandler handler, string name)
            {
                if (name != null)
                    handler.ServerCertificateCustomValidationCallback = [|(_, _, _, _) => true|];
                handler.ServerCertificateCustomValidationCallback = name == null ? [|(_, _, _, _) => true|] : null;
            }
        }
        """);

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string statement, string kind) =>
        [.. (await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + statement), ("fallacies.project_kind", kind))).Where(finding => finding.Id is "FAL4001" or "AD0001")];
}
