using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Where a value was made: a <c>new</c>, or a call into another assembly or to a registration that yields it.</summary>
/// <param name="Made">The creation or call.</param>
/// <param name="Keeper">
/// What keeps the value between two uses: the field or property nearest to the use, or the type a singleton is registered as;
/// <see langword="null"/> where each use makes a new one.
/// </param>
internal sealed record Origin(IOperation Made, ISymbol? Keeper);

/// <summary>
/// Tells where an object comes from and how long it is kept, as far as this compilation shows. What it cannot see is
/// <see langword="null"/>, and a rule then stays silent. For a value that a rule has already picked by name.
/// </summary>
internal sealed class Provenance(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // Endpoint, service, client, factory, registration; a value that travels further is nobody's in particular.
    private const int MostHops = 6;

    /// <summary>Every place where a value may have been made, or <see langword="null"/> where one of them cannot be seen.</summary>
    /// <remarks>
    /// Follows locals, fields and properties with all that is assigned to them, constructors and methods to their callers, methods
    /// of this compilation to what they return, <c>Lazy</c>, tasks, and services to their registrations.
    /// </remarks>
    public IReadOnlyList<Origin>? Origins(IOperation value) => new OriginSearch(types, near, MostHops, cancellation).Of(value);

    /// <summary>The same for what a local, field, property or parameter holds.</summary>
    public IReadOnlyList<Origin>? Origins(ISymbol variable) => new OriginSearch(types, near, MostHops, cancellation).Of(variable);

    /// <summary>How long the objects of a class are kept, or <see langword="null"/> where nothing or more than one thing says so.</summary>
    public Lifetime? LifetimeOf(INamedTypeSymbol type)
    {
        var said = ServiceRegistrations.Of(types, near, cancellation)
            .Where(registration => registration.Implementation is { } made && made.SelfAndBases().Any(above => SymbolEqualityComparer.Default.Equals(above.OriginalDefinition, type.OriginalDefinition)))
            .Select(registration => registration.Lifetime)
            .Distinct()
            .ToArray();
        return said.Length switch
        {
            0 => Frameworks.LifetimeOf(type),
            1 => said[0],
            _ => null,
        };
    }

    /// <summary>How long a field or property keeps what it holds.</summary>
    public Lifetime? LifetimeOf(ISymbol member) =>
        member.IsStatic ? Lifetime.Singleton : member.ContainingType is { } type ? LifetimeOf(type) : null;
}
