using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What a type derives from, nearest first.</summary>
internal static class BaseTypes
{
    /// <summary>The base types of a type.</summary>
    public static IEnumerable<INamedTypeSymbol> Bases(this ITypeSymbol? type)
    {
        for (var above = type?.BaseType; above is not null; above = above.BaseType)
            yield return above;
    }

    /// <summary>A type, and its base types.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndBases(this ITypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
            yield return type;
    }

    /// <inheritdoc cref="SelfAndBases(ITypeSymbol?)"/>
    public static IEnumerable<INamedTypeSymbol> SelfAndBases(this INamedTypeSymbol? type) => type is null ? [] : type.Bases().Prepend(type);

    /// <summary>Whether a type is another one or derives from it, constructed as it is. No type derives from one that is missing.</summary>
    // Asked about many operations: it makes no garbage.
    public static bool IsOrDerivesFrom(this ITypeSymbol? type, ITypeSymbol? ancestor)
    {
        for (; ancestor is not null && type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, ancestor))
                return true;
        }

        return false;
    }
}
