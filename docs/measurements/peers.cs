// Time per rule that runs, from what `lab peers` wrote:
//   dotnet run docs/measurements/peers.cs -- ASSETS OURS RESULT.json…
// ASSETS is the project.assets.json that restoring the lab's packages left, OURS our DLL. Packages run with their own default severities, so
// a rule that is off by default takes no time: only rules that are on count.
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false
#:property NuGetAudit=false
#:property NoWarn=$(NoWarn);NU1603;RS1035
#:package Microsoft.CodeAnalysis.CSharp.Workspaces@5.12.0
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length < 3)
{
    Console.Error.WriteLine("usage: dotnet run docs/measurements/peers.cs -- ASSETS OURS RESULT.json…");
    return 2;
}

var packages = Packages(args[0]).Prepend(("(ours)", [Path.GetFullPath(args[1])])).ToDictionary(package => package.Item1, package => Rules(package.Item2));
var results = args.Skip(2).Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.EnumerateArray().ToDictionary(run => run.GetProperty("Label").GetString()!)).ToList();
var labels = results.SelectMany(result => result.Keys).Distinct().ToList();

Console.WriteLine($"| analyzers | rules | on | {string.Join(" | ", results.Select(result => result.First().Value.GetProperty("Repo").GetString()!.Replace('+', '/')))} | all |");
Console.WriteLine($"|---|--:|--:|{string.Concat(results.Select(_ => "--:|"))}--:|");
foreach (var label in labels)
{
    var (all, on) = packages[label];
    var times = results.Select(result => (Ms: result[label].GetProperty("AnalyzerMs").GetDouble(), Plain: result[label].GetProperty("CompileMs").GetDouble())).ToList();
    var cells = times.Append((Ms: times.Sum(time => time.Ms), Plain: times.Sum(time => time.Plain)))
        .Select(time => $"{time.Ms:N0} ms, {time.Ms / time.Plain:P0}, {time.Ms / on:0.00} per rule".Replace(" %", "%").Replace("%", " %"));
    Console.WriteLine($"| {label} | {all} | {on} | {string.Join(" | ", cells)} |");
}

return 0;

static (int All, int On) Rules(string[] files)
{
    var loader = new Loader(files.Select(file => Path.GetDirectoryName(file)!).Distinct());
    var rules = files.SelectMany(file => new AnalyzerFileReference(file, loader).GetAnalyzers(LanguageNames.CSharp)).SelectMany(analyzer => analyzer.SupportedDiagnostics).GroupBy(rule => rule.Id).ToList();
    return (rules.Count, rules.Count(rule => rule.Any(descriptor => descriptor.IsEnabledByDefault)));
}

static IEnumerable<(string Name, string[] Files)> Packages(string assets)
{
    using var json = JsonDocument.Parse(File.ReadAllBytes(assets));
    var folder = json.RootElement.GetProperty("packageFolders").EnumerateObject().First().Name;
    foreach (var library in json.RootElement.GetProperty("libraries").EnumerateObject())
    {
        var files = library.Value.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)
            .Where(file => file.StartsWith("analyzers/") && file.EndsWith(".dll") && !file.EndsWith(".resources.dll") && !file.Contains("/vb/")).GroupBy(Compiler).MaxBy(files => files.Key);
        if (files is not null)
            yield return (library.Name.Replace('/', ' '), [.. files.Select(file => Path.Combine(folder, library.Value.GetProperty("path").GetString()!, file))]);
    }
}

// The folder for the newest compiler is the one that is used: "analyzers/dotnet/roslyn4.14/cs".
static Version Compiler(string file) => Regex.Match(file, @"/roslyn(\d+\.\d+)/") is { Success: true } match ? Version.Parse(match.Groups[1].Value) : new Version(0, 0);

sealed class Loader(IEnumerable<string> folders) : IAnalyzerAssemblyLoader
{
    private readonly AssemblyLoadContext _context = new Folder([.. folders]);

    public void AddDependencyLocation(string fullPath)
    {
    }

    public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);

    private sealed class Folder(string[] folders) : AssemblyLoadContext(null)
    {
        protected override Assembly? Load(AssemblyName name) => name.Name!.StartsWith("Microsoft.CodeAnalysis") && File.Exists(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll")) ? null
            : folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists) is { } file ? LoadFromAssemblyPath(file) : null;
    }
}
