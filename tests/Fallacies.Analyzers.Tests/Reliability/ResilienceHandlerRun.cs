using System.Net;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Applies a fix to a registration, and runs the registration against a server that answers at once.</summary>
internal static class ResilienceHandlerRun
{
    private static readonly CSharpCompilationOptions Library = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>What the fix of a rule makes of the only finding in a source.</summary>
    public static async Task<string> FixAsync(string source, FallacyAnalyzer rule, CodeFixProvider fixer)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            compilationOptions: Library, parseOptions: new CSharpParseOptions(LanguageVersion.Latest), metadataReferences: References.All));
        var document = project.AddDocument("Sample.cs", source);
        var compilation = await document.Project.GetCompilationAsync();
        var analyzers = compilation!.WithAnalyzers([new FallacyRouter([rule])], new AnalyzerOptions([], new Analysis.Options([("fallacies.project_kind", "service")])));
        var finding = Assert.Single(await analyzers.GetAnalyzerDiagnosticsAsync());

        var actions = new List<CodeAction>();
        await fixer.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), default));
        var change = (await Assert.Single(actions).GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
        return (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    /// <summary>The services that <c>Sample.Add(services, server)</c> of a source registers.</summary>
    public static ServiceProvider Build(string source, HttpMessageHandler server)
    {
        using var image = new MemoryStream();
        var emitted = CSharpCompilation.Create("Sample" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(source)], References.All, Library).Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics) + "\n" + source);

        var services = new ServiceCollection();
        Assembly.Load(image.ToArray()).GetType("Sample")!.GetMethod("Add")!.Invoke(null, [services, server]);
        return services.BuildServiceProvider();
    }

    /// <summary>A server that never succeeds.</summary>
    internal sealed class Failing : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError));
        }
    }
}
