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
    // A list of references goes when its first one does. There are as many lists as projects that share it.
    private static readonly ConditionalWeakTable<MetadataReference, ConcurrentBag<TypePlaces>> Cache = new();

    private readonly ImmutableArray<MetadataReference> _references;
    private readonly ConcurrentDictionary<string, MetadataReference?> _places = new();

    private TypePlaces(ImmutableArray<MetadataReference> references) => _references = references;

    public static TypePlaces Of(Compilation compilation)
    {
        var references = compilation.References.ToImmutableArray();
        if (references.IsEmpty)
            return new TypePlaces(references);

        var known = Cache.GetOrCreateValue(references[0]);
        if (known.FirstOrDefault(places => places._references.SequenceEqual(references)) is { } same)
            return same;

        var added = new TypePlaces(references);
        known.Add(added);
        return added;
    }

    /// <summary>The type as <see cref="Compilation.GetTypeByMetadataName"/> finds it: the source first, then the references, none where several define it.</summary>
    public INamedTypeSymbol? Find(string name, Compilation compilation)
    {
        if (compilation.Assembly.GetTypeByMetadataName(name) is { } own)
            return own;
        if (_places.TryGetValue(name, out var place))
            return place is null ? null : (compilation.GetAssemblyOrModuleSymbol(place) as IAssemblySymbol)?.GetTypeByMetadataName(name);

        var found = compilation.GetTypeByMetadataName(name);
        var reference = found is null ? null : compilation.GetMetadataReference(found.ContainingAssembly);
        if (found is null || reference is not null)
            _places.TryAdd(name, reference);
        return found;
    }
}
