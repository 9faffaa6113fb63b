using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.Analyzers.Tests;

/// <summary>In an editor the types of another project have source, but no place in the project that is looked at.</summary>
public sealed class OtherProjectTests
{
    [Theory]
    [InlineData("FAL1007", false,
        "public interface IOrders { [Refit.Post(\"/orders\")] Task<string> Place(string order); }",
        "static class Setup { static void Add(IServiceCollection services) => Refit.HttpClientFactoryExtensions.AddRefitClient<IOrders>(services).AddStandardResilienceHandler(); }")]
    [InlineData("FAL5001", true,
        "public static class Hosts { public const string Orders = \"http://10.0.0.5:8080\"; }",
        "class Orders(HttpClient http) { public async Task<string> Load(CancellationToken token) => await http.GetStringAsync(Hosts.Orders, token); }")]
    public async Task Findings_keep_to_the_project(string rule, bool isFound, string theirs, string ours)
    {
        var references = References.With("Refit.HttpClientFactory");
        var other = Compile(theirs, references).WithAssemblyName("Other");
        var compilation = Compile(ours, [.. references, other.ToMetadataReference()]);
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        var findings = await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
        Assert.Equal(isFound, findings.Any(finding => finding.Id == rule));
    }

    private static CSharpCompilation Compile(string source, MetadataReference[] references) => Analysis.Compile(
        "using System.Net.Http; using System.Threading; using System.Threading.Tasks; using Microsoft.Extensions.DependencyInjection;\n" + source, references);
}
