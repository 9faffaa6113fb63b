namespace Fallacies.Analyzers.Knowledge;

/// <summary>The names that a package's methods in the table may have.</summary>
internal sealed class PackageNames
{
    // What each program asks of texts and collections; nobody names a way to the network so.
    private static readonly HashSet<string> Everyday =
    [
        "Aggregate", "All", "Any", "Append", "AppendLine", "AsEnumerable", "Cast", "CompareTo", "Concat", "ConfigureAwait", "ContainsKey", "Distinct", "EndsWith", "Equals", "Except",
        "First", "FirstOrDefault", "Format", "GetBytes", "GetChildren", "GetConnectionString", "GetCustomAttribute", "GetCustomAttributes", "GetDirectoryName", "GetEnumerator", "GetEnvironmentVariable", "GetExtension",
        "GetFileName", "GetFullPath", "GetHashCode", "GetMethod", "GetMethods", "GetProperty", "GetRequiredService", "GetSection", "GetService", "GetString", "GetType", "GetTypeInfo", "GetUnderlyingType",
        "GetUtcNow", "GetValue", "GetValueOrDefault", "GroupBy", "IndexOf", "Intersect", "IsNullOrEmpty", "IsNullOrWhiteSpace",
        "Join", "Last", "LastOrDefault", "LogCritical", "LogDebug", "LogError", "LogInformation", "LogTrace", "LogWarning", "Max", "Min", "OfType", "OrderBy", "OrderByDescending", "Replace", "Reverse",
        "Select", "SelectMany", "SequenceEqual", "Single", "SingleOrDefault", "Skip", "Split", "StartsWith", "Substring", "Sum", "Take", "ThenBy", "ToArray", "ToDictionary", "ToHashSet",
        "ToImmutableArray", "ToList", "ToLookup", "ToLower", "ToLowerInvariant", "ToString", "ToUpper", "ToUpperInvariant", "Trim", "TryAdd", "TryGetValue", "TryParse", "Union", "Where", "Zip",
    ];

    private readonly NamePatterns<bool> _names = new();
    private readonly NamePatterns<bool> _beginnings = new();

    public PackageNames(string package, IEnumerable<Sink> rows)
    {
        Package = package;
        foreach (var name in rows.SelectMany(row => new[] { row.Safe, row.Idempotent, row.Unsafe, row.Unknown }).SelectMany(NamePatterns<bool>.Split))
            (name[name.Length - 1] == '*' ? _beginnings : _names).Add(name, true);
    }

    /// <summary>How the names of the package's assemblies begin.</summary>
    public string Package { get; }

    /// <summary>Whether a name says enough: that of what each program asks of texts and collections.</summary>
    public static bool IsEveryday(string name) => Everyday.Contains(name);

    /// <summary>Whether a method of the package that crosses the network may have this name.</summary>
    public bool Have(string name) => _names.TryFind(name, out _) || (_beginnings.TryFind(name, out _) && !IsEveryday(name));
}
