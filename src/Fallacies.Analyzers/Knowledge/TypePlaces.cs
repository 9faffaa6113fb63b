using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Which reference holds a type, for one list of references. A look-up by name asks every reference; an editor makes a new
/// compilation at each keystroke, and its references stay the same.
/// </summary>
internal sealed class TypePlaces
{
    private const int Nowhere = -1;

    // A list of references goes when its first one does. There are as many lists as projects that share it.
    private static readonly ConditionalWeakTable<MetadataReference, ConcurrentBag<TypePlaces>> Cache = new();

    private readonly ImmutableArray<MetadataReference> _references;
    private readonly ConcurrentDictionary<string, int> _places = new();

    private TypePlaces(ImmutableArray<MetadataReference> references) => _references = references;

    public static TypePlaces Of(Compilation compilation)
    {
        var references = compilation.ExternalReferences;
        if (references.IsEmpty)
            return new TypePlaces(references);

        var known = Cache.GetOrCreateValue(references[0]);
        if (known.FirstOrDefault(places => places.AreFor(references)) is { } same)
            return same;

        var added = new TypePlaces(references);
        known.Add(added);
        return added;
    }

    // Projects have the framework in common, which comes first.
    private bool AreFor(ImmutableArray<MetadataReference> references)
    {
        var last = references == _references ? -1 : references.Length - 1;
        while (last >= 0 && _references.Length == references.Length && references[last].Equals(_references[last]))
            last--;
        return last < 0;
    }

    /// <summary>The type of the reference that is named after it, of the source, or of the only reference that has it.</summary>
    public INamedTypeSymbol? Find(string name, Compilation compilation, ImmutableArray<IAssemblySymbol> assemblies)
    {
        if (_places.TryGetValue(name, out var place))
            return place == Nowhere ? compilation.Assembly.GetTypeByMetadataName(name) : assemblies[place].GetTypeByMetadataName(name);

        var found = InNamesake(name, assemblies) ?? compilation.GetTypeByMetadataName(name);
        if (found is null)
            _places.TryAdd(name, Nowhere);
        else if (assemblies.IndexOf(found.ContainingAssembly, 0, SymbolEqualityComparer.Default) is >= 0 and var index)
            _places.TryAdd(name, index);
        return found;
    }

    // Most types stand in the assembly that is named after their namespace: "System.Net.Http" holds "System.Net.Http.HttpClient".
    private static INamedTypeSymbol? InNamesake(string name, ImmutableArray<IAssemblySymbol> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            var prefix = assembly.Name;
            if (name.Length > prefix.Length && name[prefix.Length] == '.' && name.StartsWith(prefix, StringComparison.Ordinal)
                && assembly.GetTypeByMetadataName(name) is { DeclaredAccessibility: Accessibility.Public } found)
                return found;
        }

        return null;
    }
}
