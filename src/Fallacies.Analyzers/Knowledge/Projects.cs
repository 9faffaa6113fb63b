using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells what kind of project a compilation is.</summary>
internal static class Projects
{
    /// <summary><c>fallacies.project_kind</c>: says what the references cannot.</summary>
    public static readonly Option<ProjectKind?> KindOption = Option.Enum<ProjectKind>("fallacies.project_kind");

    private static readonly string[] TestFrameworks =
    [
        "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core",
    ];

    // "tests/IntegrationTests/Applications/Shop": what tests start. A folder "tests" alone, or one far above, may be that of somebody's whole work.
    private static readonly string[] TestFolders =
    [
        "integrationtests", "functionaltests", "acceptancetests", "endtoendtests", "e2etests", "performancetests", "loadtests", "stresstests", "smoketests", "testapps", "testapplications", "testassets",
    ];

    // What measures code runs it as tests do: nobody waits for its calls.
    private static readonly string[] Benchmarks = ["BenchmarkDotNet", "NBomber"];

    // The abstractions of hosting come along with many a client library, which makes no tool a service.
    private static readonly string[] Hosts =
    [
        "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting", "Microsoft.Extensions.Hosting", "Orleans.Runtime",
    ];

    // A program that only uses types of a host is none, unless it keeps itself alive: a load generator, a command.
    private static readonly Words HostWords = new("ApplicationBuilder", "HostBuilder", "WebHost", "CreateDefaultBuilder", "WebApplication", "BackgroundService", "IHostedService", "UseStartup", "FunctionsApplication", "ConfigureFunctions", "Delay(-1)", "Delay(Timeout.Infinite");

    private static readonly Words RunWords = new(".Run", "Run(", "Run<", ".Start", "Start(", "Start<", "WaitForShutdown", "RegisterServiceAsync", "Sleep(", "Delay(");

    // What a program of functions has that is none of the hosts above.
    private static readonly Words FunctionWords = new("JobHost", "[Function(", "[FunctionName(", "Trigger(");

    private static readonly Words BrowserWords = new("WebAssemblyHostBuilder");

    // Its host may be made in a library of the company: "ServiceHost.Run<Startup>()".
    private static readonly Words WebWords = new([.. HostWords.All, "Host.", "Host<", "Controller", "Endpoint", "Middleware"]);

    // What reads the words of a command; a program that is started by hand ends with its work, whatever host it takes its services from.
    private static readonly string[] CommandLines =
    [
        "System.CommandLine", "Spectre.Console.Cli", "CommandLine", "McMaster.Extensions.CommandLineUtils", "Cocona", "Cocona.Lite", "CliFx", "ConsoleAppFramework", "Nullean.Argh", "Nullean.Argh.Hosting",
    ];

    private static readonly Words CommandLineDirectives = new(Array.ConvertAll(CommandLines, name => $"using {name};"));

    // Many a command makes a hosted service of what is done before its work.
    private static readonly Words LongRunning = new("BackgroundService");

    // "Contoso.Client.Samples.Chat": what a library shows its users.
    private static readonly string[] Showing = ["Samples", "Examples"];

    // "Contoso.Client.Benchmarks": what it measures itself with; "Contoso.Benchmark.Api" may be about the benchmarks of a fund.
    private static readonly string[] Measuring = ["Benchmark", "Benchmarks"];

    // A cmdlet runs in the shell of whoever typed its name.
    private static readonly string[] Shells = ["System.Management.Automation", "PowerShellStandard.Library"];

    private const string Start = "Program";

    private static readonly char[] Separators = ['/', '\\'];

    // A Functions app compiles to a library that its host loads.
    private static readonly string[] FunctionHosts =
    [
        "Microsoft.Azure.Functions.Worker", "Microsoft.Azure.Functions.Worker.Core", "Microsoft.Azure.WebJobs",
    ];

    // Starts the parts of a system on the machine of who develops it.
    private static readonly string[] AppHosts = ["Aspire.Hosting"];

    public static ProjectKind KindOf(Compilation compilation, AnalyzerConfigOptionsProvider options)
    {
        if (Declared(compilation, options) is { } declared)
            return declared;
        if (IsTrue(options, "build_property.IsTestProject") || References(compilation, TestFrameworks) || IsAmongTests(compilation))
            return ProjectKind.Test;
        if (IsTrue(options, "build_property.PackAsTool") || References(compilation, Shells))
            return ProjectKind.Tool;
        if ((References(compilation, Benchmarks) || IsTestName(compilation.AssemblyName ?? "")) && !IsTrue(options, "build_property.UsingMicrosoftNETSdkWeb"))
            return ProjectKind.Test;
        if (compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary or OutputKind.NetModule)
            return References(compilation, FunctionHosts) ? ProjectKind.Service : ProjectKind.Library;
        if (compilation.Options.OutputKind is OutputKind.WindowsApplication or OutputKind.WindowsRuntimeApplication || IsShown(compilation.AssemblyName ?? ""))
            return ProjectKind.Tool;
        if (References(compilation, FunctionHosts) && FunctionWords.StandIn(compilation.SyntaxTrees))
            return ProjectKind.Service;
        return (References(compilation, Hosts) || References(compilation, FunctionHosts)) && !References(compilation, AppHosts) && RunsHost(compilation) && !IsInBrowser(compilation)
            && (IsTrue(options, "build_property.UsingMicrosoftNETSdkWeb") ? Serves(compilation) : MakesHost(compilation) && !IsCommandLine(compilation))
            ? ProjectKind.Service
            : ProjectKind.Tool;
    }

    // Blazor WebAssembly: one user, whose browser limits what goes out at once.
    private static bool IsInBrowser(Compilation compilation) => BrowserWords.StandIn(compilation.SyntaxTrees.Where(IsStart));

    // The file that starts a program stands first, and is the only one that is read in most services.
    private static bool MakesHost(Compilation compilation) => HostWords.StandIn(compilation.SyntaxTrees.OrderBy(tree => !IsStart(tree)));

    // A command may make a host for its services alone, and never start it.
    private static bool RunsHost(Compilation compilation) =>
        compilation.SyntaxTrees.Where(IsStart).ToArray() is not { Length: > 0 } start || RunWords.StandIn(start);

    private static bool Serves(Compilation compilation) => WebWords.StandIn(compilation.SyntaxTrees.Where(tree => !IsGenerated(tree)).OrderBy(tree => !IsStart(tree)));

    // Asked of every file of a project at each keystroke: nothing is taken apart.
    private static bool IsStart(SyntaxTree tree) =>
        string.CompareOrdinal(tree.FilePath, tree.FilePath.LastIndexOfAny(Separators) + 1, Start, 0, Start.Length) == 0 && !IsGenerated(tree);

    // The SDK writes using directives for each project of its kind.
    private static bool IsGenerated(SyntaxTree tree) => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal);

    // Before the packages are restored only the directives tell that the program uses one.
    private static bool IsCommandLine(Compilation compilation) =>
        (References(compilation, CommandLines) || CommandLineDirectives.StandIn(compilation.SyntaxTrees.Where(IsStart)))
        && !LongRunning.StandIn(compilation.SyntaxTrees);

    // "Contoso.Orders.Tests", whatever it is written with.
    private static bool IsTestName(string assembly) => assembly.Split('.') is { Length: > 1 } parts && parts[parts.Length - 1] is "Test" or "Tests" or "UnitTests" or "IntegrationTests" or "FunctionalTests";

    private static bool IsAmongTests(Compilation compilation) =>
        Folders(compilation).Select(folder => folder.Substring(folder.LastIndexOf('.') + 1).Replace("-", "").ToLowerInvariant()).Any(TestFolders.Contains);

    /// <summary>The folder of the program's first file and those around it, as far as they belong to its repository in all likelihood.</summary>
    public static IEnumerable<string> Folders(Compilation compilation) =>
        (compilation.SyntaxTrees.FirstOrDefault(IsStart) ?? compilation.SyntaxTrees.FirstOrDefault())?.FilePath.Split(Separators) is { } path ? Enumerable.Reverse(path).Skip(1).Take(5) : [];

    private static bool IsShown(string assembly) => assembly.Split('.') is { Length: > 1 } parts && (parts.Any(Showing.Contains) || Measuring.Contains(parts[parts.Length - 1]));

    private static ProjectKind? Declared(Compilation compilation, AnalyzerConfigOptionsProvider options) =>
        OptionsOf(compilation, options).Select(KindOption.In).FirstOrDefault(kind => kind is not null);

    /// <summary>Where an option of a whole project may stand, the stronger place first.</summary>
    // Written in an .editorconfig section a key belongs to files; the first file speaks for its project.
    public static IEnumerable<AnalyzerConfigOptions> OptionsOf(Compilation compilation, AnalyzerConfigOptionsProvider options)
    {
        yield return options.GlobalOptions;
        if (compilation.SyntaxTrees.FirstOrDefault() is { } tree)
            yield return options.GetOptions(tree);
    }

    private static bool IsTrue(AnalyzerConfigOptionsProvider options, string key) =>
        options.GlobalOptions.TryGetValue(key, out var value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool References(Compilation compilation, string[] names) => ReferenceNames.Of(compilation).ContainAny(names);

    /// <summary>Words of which one stands in a file; each file is read once for them.</summary>
    private sealed class Words(params string[] words)
    {
        private readonly ConditionalWeakTable<SyntaxTree, StrongBox<bool>> _files = new();

        public string[] All => words;

        public bool StandIn(IEnumerable<SyntaxTree> files) => files.Any(tree => _files.GetValue(tree, t => new StrongBox<bool>(words.Any(Source.Text(t, CancellationToken.None).Contains))).Value);
    }
}
