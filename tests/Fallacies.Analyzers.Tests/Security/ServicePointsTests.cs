using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests.Security;

/// <summary>FAL4001: a callback of <c>ServicePointManager</c>, which <c>HttpClient</c> does not ask since .NET Core.</summary>
public sealed class ServicePointsTests
{
    private const string InProcess = "'ServicePointManager.ServerCertificateValidationCallback' accepts any certificate in the whole process: whoever sits on the way can answer in the server's place, and read and change all that is sent";
    private const string Unasked = "'ServicePointManager.ServerCertificateValidationCallback' accepts any certificate for WebRequest and SmtpClient, though not for HttpClient: whoever sits on the way can answer in the server's place, and read and change all that is sent";

    [Theory]
    [InlineData("object Other => new HttpClient();")]
    [InlineData("static string WebClient { get; set; } = \"\"; object Other => WebClient;")]
    [InlineData("class SmtpClient { } object Other => new SmtpClient();")]
    [InlineData("object Other => new MailKit.Net.Smtp.SmtpClient();")]
    public async Task Is_a_suggestion_where_nobody_asks(string member) => Assert.Equal((DiagnosticSeverity.Info, Unasked), await FindingOf(member, References.With("MailKit")));

    [Theory]
    [InlineData("object Other => WebRequest.Create(\"https://shop\");")]
    [InlineData("void Other(HttpWebRequest request) { }")]
    [InlineData("object Other(object request) => (FtpWebRequest)request;")]
    [InlineData("object Other() { using var web = new System.Net.WebClient(); return web.DownloadString(\"https://shop\"); }")]
    [InlineData("class Client : WebClient { }")]
    [InlineData("object Other => new System.Net.Mail.SmtpClient();")]
    public async Task Is_a_warning_where_somebody_does(string member) => Assert.Equal((DiagnosticSeverity.Warning, InProcess), await FindingOf(member, References.With("MailKit")));

    [Fact]
    public async Task Is_a_warning_where_another_file_does() =>
        Assert.Equal((DiagnosticSeverity.Warning, InProcess), await FindingOf("", References.All, "class Mails { object Open() => new System.Net.Mail.SmtpClient(); }"));

    [Theory]
    [InlineData("106.15.0.0", DiagnosticSeverity.Warning)]
    [InlineData("107.0.0.0", DiagnosticSeverity.Info)]
    public async Task Knows_the_RestSharp_that_sends_with_WebRequest(string version, DiagnosticSeverity severity)
    {
        var library = Analysis.Compile($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")] namespace RestSharp {{ public class RestClient {{ }} }}").WithAssemblyName("RestSharp");

        Assert.Equal(severity, (await FindingOf("", [.. References.All, library.ToMetadataReference()])).Severity);
    }

    [Fact]
    public async Task Is_a_warning_for_all_that_may_run_on_NET_Framework() => Assert.Equal((DiagnosticSeverity.Warning, InProcess), await FindingOf("", NetStandard()));

    private static async Task<(DiagnosticSeverity Severity, string Message)> FindingOf(string member, MetadataReference[] references, string otherFile = "")
    {
        var compilation = Analysis.Compile(
            $$"""
            using System.Net;
            using System.Net.Http;

            class Startup
            {
                static void Configure() => ServicePointManager.ServerCertificateValidationCallback = delegate { return true; };

                {{member}}
            }
            """,
            references);
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(otherFile, new CSharpParseOptions(LanguageVersion.Preview), path: "/Other.cs"));
        Assert.DoesNotContain(compilation.GetDiagnostics(), problem => problem.Severity == DiagnosticSeverity.Error);

        var finding = Assert.Single(await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service")), finding => finding.Id is "FAL4001" or "AD0001");
        return (finding.Severity, finding.GetMessage(null));
    }

    // What the rules themselves are built against.
    private static MetadataReference[] NetStandard()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Repository.At("artifacts", "obj", "Fallacies.Analyzers", "project.assets.json")));
        var version = assets.RootElement.GetProperty("libraries").EnumerateObject().First(library => library.Name.StartsWith("NETStandard.Library/", StringComparison.Ordinal)).Value.GetProperty("path").GetString()!;
        var folder = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(root => Path.Combine(root.Name, version, "build", "netstandard2.0", "ref")).First(Directory.Exists);
        return [RestoredPackages.Open(Path.Combine(folder, "netstandard.dll"))];
    }
}
