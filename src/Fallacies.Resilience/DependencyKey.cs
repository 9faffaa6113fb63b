namespace Fallacies.Resilience;

/// <summary>
/// Names what a call depends on: the name of the client, and the authority (host and port) where one client calls several.
/// State that strategies share, such as a circuit, is kept by this key.
/// </summary>
/// <remarks>
/// Take names from configuration and authorities from addresses, never paths, tenants or users: each key has state of its own and becomes
/// a value of the tag <c>fallacies.dependency</c>. Both parts are compared ordinally.
/// </remarks>
public readonly struct DependencyKey : IEquatable<DependencyKey>
{
    private readonly string? _name;

    /// <summary>Initializes the key of a dependency.</summary>
    /// <param name="name">The name of the client, service or pipeline.</param>
    /// <param name="authority">Host and port, or another part that tells dependencies of one client apart; <see langword="null"/> where there is only one.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public DependencyKey(string name, string? authority = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
        Authority = string.IsNullOrEmpty(authority) ? null : authority;
    }

    /// <summary>Gets the key whose state all keys share that came after the directory was full.</summary>
    /// <value>The name is <c>(overflow)</c>.</value>
    public static DependencyKey Overflow { get; } = new("(overflow)");

    /// <summary>Gets the name of the client, service or pipeline.</summary>
    /// <value>Never <see langword="null"/>; empty only in a key that was never initialized.</value>
    public string Name => _name ?? "";

    /// <summary>Gets the host and port, where one client calls several.</summary>
    /// <value><see langword="null"/> where there is only one.</value>
    public string? Authority { get; }

    /// <summary>Says whether two keys are equal.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if both parts are equal.</returns>
    public static bool operator ==(DependencyKey left, DependencyKey right) => left.Equals(right);

    /// <summary>Says whether two keys differ.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">The other.</param>
    /// <returns><see langword="true"/> if a part differs.</returns>
    public static bool operator !=(DependencyKey left, DependencyKey right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(DependencyKey other) => string.Equals(Name, other.Name, StringComparison.Ordinal) && string.Equals(Authority, other.Authority, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DependencyKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Authority);

    /// <summary>Gives the value of the tag <c>fallacies.dependency</c>.</summary>
    /// <returns>The name, or <c>name/authority</c>.</returns>
    public override string ToString() => Authority is null ? Name : $"{Name}/{Authority}";
}
