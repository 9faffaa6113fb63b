using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fallacies.Analyzers.Security;
using Fallacies.Analyzers.Tests.Reliability;
using Fallacies.CodeFixes.Security;

namespace Fallacies.Analyzers.Tests.Security;

/// <summary>Runs clients against a server whose certificate nobody has signed and that was made for another host.</summary>
public sealed class UncheckedCertificateRunTests
{
    [Theory]
    [InlineData("new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true }")]
    [InlineData("new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }")]
    [InlineData("new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = delegate { return true; } } }")]
    [InlineData("new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, errors) => errors != SslPolicyErrors.RemoteCertificateNotAvailable } }")]
    [InlineData("new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { TargetHost = \"nobody\", CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, VerificationFlags = X509VerificationFlags.AllFlags } } }")]
    public async Task An_unknown_server_is_believed_before_the_fix_and_refused_after(string handler)
    {
        var source = $$"""
            using System;
            using System.Net.Http;
            using System.Net.Security;
            using System.Security.Cryptography.X509Certificates;
            using System.Threading.Tasks;

            public static class Sample
            {
                public static async Task<string> Run(int port)
                {
                    using var client = new HttpClient({{handler}});
                    return await client.GetStringAsync(new UriBuilder("https", System.Net.IPAddress.Loopback.ToString(), port).Uri);
                }
            }
            """;
        var changed = await ResilienceHandlerRun.FixAsync(source, new UncheckedCertificateAnalyzer(), new UncheckedCertificateFixer());

        Assert.Equal("hello", await RunAsync(source));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(changed));
        Assert.IsType<AuthenticationException>(refused.InnerException);
    }

    [Fact]
    public async Task A_stream_is_opened_before_the_fix_and_refused_after()
    {
        const string Source = """
            using System.Net.Security;
            using System.Net.Sockets;
            using System.Threading.Tasks;

            public static class Sample
            {
                public static async Task<string> Run(int port)
                {
                    using var tcp = new TcpClient();
                    await tcp.ConnectAsync(System.Net.IPAddress.Loopback, port);
                    using var ssl = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
                    await ssl.AuthenticateAsClientAsync("payments.contoso.com");
                    return "hello";
                }
            }
            """;
        var changed = await ResilienceHandlerRun.FixAsync(Source, new UncheckedCertificateAnalyzer(), new UncheckedCertificateFixer());

        Assert.Equal("hello", await RunAsync(Source));
        await Assert.ThrowsAsync<AuthenticationException>(() => RunAsync(changed));
    }

    [Fact]
    public async Task ServicePointManager_is_asked_by_WebRequest_and_not_by_HttpClient()
    {
        static string Sending(string call) => $$"""
            using System;
            using System.IO;
            using System.Net;
            using System.Net.Http;
            using System.Threading.Tasks;

            public static class Sample
            {
                public static async Task<string> Run(int port)
                {
                    var before = ServicePointManager.ServerCertificateValidationCallback;
                    ServicePointManager.ServerCertificateValidationCallback = (_, _, _, _) => true;
                    try
                    {
                        var url = new UriBuilder("https", IPAddress.Loopback.ToString(), port).Uri;
                        {{call}}
                    }
                    finally
                    {
                        ServicePointManager.ServerCertificateValidationCallback = before;
                    }
                }
            }
            """;

        Assert.Equal("hello", await RunAsync(Sending("using var reply = await WebRequest.Create(url).GetResponseAsync(); return await new StreamReader(reply.GetResponseStream()).ReadToEndAsync();")));
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync(Sending("using var client = new HttpClient(); return await client.GetStringAsync(url);")));
        Assert.IsType<AuthenticationException>(refused.InnerException);
    }

    private static async Task<string> RunAsync(string source)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var served = ServeAsync(server);
        var run = RegistrationRun.Load(source).GetType("Sample")!.GetMethod("Run", BindingFlags.Public | BindingFlags.Static)!;
        try
        {
            return await ((Task<string>)run.Invoke(null, [((IPEndPoint)server.LocalEndpoint).Port])!);
        }
        finally
        {
            await served;
        }
    }

    private static async Task ServeAsync(TcpListener server)
    {
        using var connection = await server.AcceptTcpClientAsync();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var stream = new SslStream(connection.GetStream());
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
            await stream.ReadAtLeastAsync(new byte[16], 16, throwOnEndOfStream: false);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray());
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client has hung up, which is its right.
        }
    }
}
