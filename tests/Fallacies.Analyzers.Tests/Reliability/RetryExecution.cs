using System.Net;
using System.Reflection;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>Applies the fixes of a retry loop to a source, and runs what the source says.</summary>
internal static class RetryExecution
{
    public const string PipelineTitle = "Retry with a resilience pipeline: exponential back-off and jitter";

    private static readonly CSharpCompilationOptions Library = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>What is offered for the first finding, and the source after each.</summary>
    public static async Task<Dictionary<string, string>> FixesAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject(ProjectInfo.Create(ProjectId.CreateNewId(), VersionStamp.Default, "Sample", "Sample", LanguageNames.CSharp,
            compilationOptions: Library, parseOptions: new CSharpParseOptions(LanguageVersion.Latest), metadataReferences: References.All));
        var document = project.AddDocument("Sample.cs", source);

        var compilation = await document.Project.GetCompilationAsync();
        var analyzers = compilation!.WithAnalyzers([new FallacyRouter([new RetryWithoutBackOffAnalyzer()])], new AnalyzerOptions([], new Analysis.Options([("fallacies.project_kind", "service")])));
        var finding = Assert.Single(await analyzers.GetAnalyzerDiagnosticsAsync());

        var fixes = new Dictionary<string, string>();
        var actions = new List<CodeAction>();
        await new RetryWithoutBackOffFixer().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), default));
        foreach (var action in actions)
        {
            var change = (await action.GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
            fixes[action.Title] = (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        }

        return fixes;
    }

    /// <summary>The class <c>Sample</c> of a source.</summary>
    public static Type Load(string source)
    {
        using var image = new MemoryStream();
        var emitted = CSharpCompilation.Create("Sample" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(source)], References.All, Library).Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics) + "\n" + source);

        var type = Assembly.Load(image.ToArray()).GetTypes().Single(type => type.Name.StartsWith("Sample", StringComparison.Ordinal) && type.GetMethod("Run") is not null);
        return type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(string)) : type;
    }

    /// <summary>Runs <c>Sample.Run</c> against a server that answers by a script.</summary>
    public static async Task<Run> RunAsync(Type type, Script script)
    {
        using var caller = new CancellationTokenSource();
        using var server = new Server(script, caller);
        using var http = new HttpClient(server);
        var run = type.GetMethod("Run")!;
        if (script.CancelledBefore)
            await caller.CancelAsync();

        try
        {
            var task = (Task)run.Invoke(run.IsStatic ? null : Activator.CreateInstance(type, http), run.IsStatic ? [http, "http://server/", caller.Token] : ["http://server/", caller.Token])!;
            await task;
            return new Run(server.Calls, null, null, task.GetType().GetProperty("Result")?.GetValue(task)?.ToString());
        }
        catch (Exception exception)
        {
            return new Run(server.Calls, exception is OperationCanceledException ? typeof(OperationCanceledException) : exception.GetType(), exception is OperationCanceledException ? null : exception.Message, null);
        }
    }

    /// <summary>How the server answers each call, and when the caller leaves.</summary>
    internal sealed record Script(string Name, Func<int, Exception?> Failure, int CancelAt = 0, bool CancelledBefore = false)
    {
        public override string ToString() => Name;
    }

    /// <summary>What came of a run: calls that reached the server, the exception that reached the caller, the value.</summary>
    internal sealed record Run(int Calls, Type? Exception, string? Message, string? Value);

    private sealed class Server(Script script, CancellationTokenSource caller) : HttpMessageHandler
    {
        public int Calls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Calls++;
            if (Calls == script.CancelAt)
                await caller.CancelAsync();
            if (script.Failure(Calls) is { } failure)
                throw failure;
            cancellationToken.ThrowIfCancellationRequested();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("answer " + Calls), RequestMessage = request };
        }
    }
}
