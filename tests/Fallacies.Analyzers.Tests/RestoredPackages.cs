using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Tests;

/// <summary>The packages that a project without code restored, and what each brings to compile against, read from what the restore wrote down.</summary>
internal sealed class RestoredPackages
{
    private static readonly ConcurrentDictionary<string, MetadataReference> Opened = [];

    private readonly Dictionary<string, Package> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _project;

    public RestoredPackages(string project)
    {
        _project = project;
        using var assets = JsonDocument.Parse(File.ReadAllText(Repository.At("artifacts", "obj", project, "project.assets.json")));
        Named = [.. assets.RootElement.GetProperty("projectFileDependencyGroups").GetProperty("net10.0").EnumerateArray().Select(line => line.GetString()!.Split(' ')[0])];
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var libraries = assets.RootElement.GetProperty("libraries");
        foreach (var package in assets.RootElement.GetProperty("targets").GetProperty("net10.0").EnumerateObject())
        {
            var path = libraries.GetProperty(package.Name).GetProperty("path").GetString()!;
            var name = package.Name.Split('/')[0];
            _packages[name] = new Package(name, package.Name.Split('/')[1], Names(package.Value, "dependencies"), [.. Names(package.Value, "compile").Where(IsAssembly).Select(file => Find(folders, path, file))]);
        }
    }

    /// <summary>The packages that the project names itself.</summary>
    public string[] Named { get; }

    /// <summary>The named packages, then all that they need.</summary>
    public IReadOnlyList<Package> Closure(string[] names)
    {
        var found = new List<Package>();
        var open = new Queue<string>(names);
        while (open.TryDequeue(out var name))
        {
            if (!_packages.TryGetValue(name, out var package))
                throw new ArgumentException($"tests/{_project} does not restore a package {name}.", nameof(names));
            if (found.Contains(package))
                continue;

            found.Add(package);
            foreach (var dependency in package.Dependencies.Where(_packages.ContainsKey))
                open.Enqueue(dependency);
        }

        return found;
    }

    public static MetadataReference Open(string path) => Opened.GetOrAdd(path, static path => MetadataReference.CreateFromFile(path));

    private static string[] Names(JsonElement package, string property) =>
        package.TryGetProperty(property, out var value) ? [.. value.EnumerateObject().Select(entry => entry.Name)] : [];

    private static bool IsAssembly(string file) => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static string Find(List<string> folders, string package, string file) => folders.Select(folder => Path.Combine(folder, package, file)).First(File.Exists);

    internal sealed record Package(string Name, string Version, string[] Dependencies, string[] Assemblies);
}
