using System.Reflection;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Sources about pipelines: repaired, compiled against two versions of Polly, and run.</summary>
internal static class PipelineSource
{
    private static readonly CSharpCompilationOptions Library = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    private static string Usings => Verifier<AsyncDelegateAnalyzer, NoFix>.Test.ImplicitUsings;

    /// <summary>No rule fails over half-typed code.</summary>
    public static async Task SurvivesAsync(string source) =>
        Assert.DoesNotContain(await Analysis.RunAsync(Analysis.Compile(Usings + source), ("fallacies.project_kind", "service")), diagnostic => diagnostic.Id == "AD0001");

    /// <summary>The rules that report something in a source, all rules asked.</summary>
    public static async Task<IEnumerable<string>> RulesAsync(string source) =>
        (await Analysis.RunAsync(Analysis.Compile(Usings + source), ("fallacies.project_kind", "service"))).Select(diagnostic => diagnostic.Id).Distinct();

    /// <summary>What the first fix of a rule makes of the only finding in a source.</summary>
    public static async Task<string> FixedAsync(string source, FallacyAnalyzer rule, CodeFixProvider fixer)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            compilationOptions: Library, parseOptions: new CSharpParseOptions(LanguageVersion.Preview), metadataReferences: References.All));
        var document = project.AddDocument("Usings.cs", Usings).Project.AddDocument("Sample.cs", source);
        var compilation = await document.Project.GetCompilationAsync();
        var analyzers = compilation!.WithAnalyzers([new FallacyRouter([rule])], new AnalyzerOptions([], new Analysis.Options([("fallacies.project_kind", "service")])));
        var finding = Assert.Single(await analyzers.GetAnalyzerDiagnosticsAsync());

        var actions = new List<CodeAction>();
        await fixer.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), default));
        var change = (await actions[0].GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
        return (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    /// <summary>Runs <c>Sample.Run</c> of a source, and gives what it returns.</summary>
    public static async Task<T> RunAsync<T>(string source, params object[] arguments)
    {
        using var image = new MemoryStream();
        var emitted = Analysis.Compile(Usings + source).WithAssemblyName("Sample" + Guid.NewGuid().ToString("N")).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics) + "\n" + source);

        return await (Task<T>)Assembly.Load(image.ToArray()).GetType("Sample")!.GetMethod("Run")!.Invoke(null, arguments)!;
    }
}
