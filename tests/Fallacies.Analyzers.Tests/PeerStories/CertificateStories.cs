namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about the check of a server's certificate.</summary>
internal static class CertificateStories
{
    private const string Usings = """
        using System.Net;
        using System.Net.Security;
        using System.Security.Cryptography.X509Certificates;

        """;

    public static readonly PeerStory[] All =
    [
        new("FAL4001", "the check of before is put back", Usings + """
            static class Trust
            {
                public static void Restore(RemoteCertificateValidationCallback before) => ServicePointManager.ServerCertificateValidationCallback = before;
                public static string Name => nameof(Restore);
            }
            """) { Source = "sonar-dotnet#4710" },
        new("FAL4001", "a check that asks the one of before", Usings + """
            static class Trust
            {
                public static void Chain(HttpClientHandler handler) => handler.ServerCertificateCustomValidationCallback = And(handler.ServerCertificateCustomValidationCallback);
                static Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool> And(Func<HttpRequestMessage, X509Certificate2?, X509Chain?, SslPolicyErrors, bool>? before) =>
                    (request, certificate, chain, errors) => errors == SslPolicyErrors.None && (before is null || before(request, certificate, chain, errors));
            }
            """) { Source = "sonar-dotnet#2785" },
        new("FAL4001", "who does not fit is thrown out", Usings + """
            static class Trust
            {
                public static SslStream Open(Stream stream) => new(stream, true, Check);
                static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) { if (certificate?.Subject != "CN=ours") throw new InvalidOperationException("Not ours"); return true; }
            }
            """) { Source = "sonar-dotnet#2833" },
        new("FAL4001", "who does not fit is thrown out, and the throw is passed on", Usings + """
            static class Trust
            {
                public static SslStream Open(Stream stream) => new(stream, true, Check);
                static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
                {
                    try { if (certificate?.Subject != "CN=ours") throw new InvalidOperationException("Not ours"); return true; }
                    catch (InvalidOperationException) { Console.WriteLine(errors); throw; }
                }
            }
            """) { Source = "sonar-dotnet#2833" },
        new("FAL4001", "a method that throws for who does not fit", Usings + """
            static class Trust
            {
                public static SslStream Open(Stream stream) => new(stream, true, Check);
                static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) { try { Verify(certificate); return true; } catch (InvalidOperationException) { return false; } }
                static void Verify(X509Certificate? certificate) { if (certificate?.Subject != "CN=ours") throw new InvalidOperationException("Not ours"); }
            }
            """) { Source = "sonar-dotnet#2833" },
        new("FAL4001", "one of two answers for any certificate there is", Usings + """static class Trust { public static void Set() => ServicePointManager.ServerCertificateValidationCallback += (a, b, c, d) => { if (b != null) { return b.Subject == "CN=ours"; } return false; }; }""") { Source = "roslyn-analyzers#1991" },
        new("FAL4001", "nobody is trusted", Usings + """static class Trust { public static void Close(HttpClientHandler handler) => handler.ServerCertificateCustomValidationCallback += (_, _, _, _) => false; }""") { Source = "sonar-dotnet#2785" },
        new("FAL4001", "a callback that is only made where somebody wants it", Usings + """
            class Client(bool isTrial)
            {
                public SslStream Open(Stream stream) => new(stream, true, Callback());
                RemoteCertificateValidationCallback? Callback() { if (!isTrial) return null; return (_, _, _, _) => true; }
            }
            """) { Source = "sonar-dotnet#2785" },
        new("FAL4001", "a callback of many settings", Usings + """
            class Client(bool trusts)
            {
                public SslStream Open(Stream stream)
                {
                    RemoteCertificateValidationCallback? callback = null;
                    if (trusts) callback = (_, _, _, _) => true;
                    return new SslStream(stream, true, callback);
                }
            }
            """) { Source = "sonar-dotnet#2785" },
        new("FAL4001", "a delegate over a method that checks", Usings + """
            static class Trust
            {
                public static void Set() => ServicePointManager.ServerCertificateValidationCallback += new RemoteCertificateValidationCallback(Check);
                static bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None || certificate?.GetCertHashString() == "A1B2";
            }
            """) { Source = "roslyn-security-guard#14" },
        new("FAL4001", "the validator of the framework that accepts everybody", Usings + """static class Trust { public static HttpClientHandler Open() => new() { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }; }""") { Source = "sonar-dotnet#3824", IsReported = true },
        new("FAL4001", "a lambda of a handler", Usings + """static class Trust { public static void Open() => new HttpClientHandler().ServerCertificateCustomValidationCallback = (message, certificate, chain, errors) => true; }""") { Source = "roslyn-analyzers#4542", IsReported = true },
        new("FAL4001", "a callback that a struct passes on", Usings + """
            struct Opener
            {
                public void Open(HttpWebRequest request, RemoteCertificateValidationCallback callback) => request.ServerCertificateValidationCallback += callback;
                public static void Run(HttpWebRequest request) => new Opener().Open(request, (_, _, _, _) => true);
            }
            """) { Source = "sonar-dotnet#4404", IsReported = true },
        new("FAL4001", "a local function that accepts everybody", Usings + """
            static class Trust
            {
                public static SslStream Open(Stream stream) { return new SslStream(stream, true, Accept); static bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true; }
            }
            """) { Source = "sonar-dotnet#4556", IsReported = true },
        new("FAL4001", "a partial method that accepts everybody", Usings + """
            static partial class Trust { public static SslStream Open(Stream stream) => new(stream, true, Accept); private static partial bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors); }
            static partial class Trust { private static partial bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) { return true; } }
            """) { Source = "sonar-dotnet#4847", IsReported = true },
    ];
}
