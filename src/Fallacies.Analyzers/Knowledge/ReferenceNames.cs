using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The names of the assemblies that a compilation references, whatever their case.</summary>
internal sealed class ReferenceNames
{
    private static readonly ConditionalWeakTable<Compilation, ReferenceNames> Cache = new();

    private readonly HashSet<string> _names;

    // Rules ask about many packages, most of which a project lacks: one search tells.
    private readonly string _text;

    private ReferenceNames(Compilation compilation)
    {
        _names = new(compilation.SourceModule.ReferencedAssemblies.Select(assembly => assembly.Name), StringComparer.OrdinalIgnoreCase);
        _text = string.Join("\n", _names);
    }

    public static ReferenceNames Of(Compilation compilation) => Cache.GetValue(compilation, static c => new ReferenceNames(c));

    public bool ContainAny(IEnumerable<string> names) => names.Any(_names.Contains);

    /// <summary>Whether one begins with any of these.</summary>
    public bool BeginWithAny(IEnumerable<string> beginnings) => beginnings.Any(beginning => _names.Any(name => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether one is this package, a part of it or made for it: "Polly", "Polly.Core" and "Contrib.Polly" are of "Polly".</summary>
    public bool ContainFamily(string package) => _text.IndexOf(package, StringComparison.Ordinal) >= 0 && _names.Any(name => IsOfFamily(name, package));

    public static bool IsOfFamily(string name, string package)
    {
        var start = name.IndexOf(package, StringComparison.Ordinal);
        var end = start + package.Length;
        return start >= 0 && (start == 0 || name[start - 1] == '.') && (end == name.Length || name[end] == '.');
    }
}
