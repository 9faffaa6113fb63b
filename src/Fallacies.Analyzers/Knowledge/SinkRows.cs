using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Finds the row of the table that speaks of a method, by names: to look every row's type up in every compilation would cost more than all rules.</summary>
internal sealed class SinkRows(Compilation compilation)
{
    // By the assembly's name, because each provider has its own.
    private static readonly HashSet<string> LocalProviders =
        ["Microsoft.Data.Sqlite", "System.Data.SQLite", "Microsoft.EntityFrameworkCore.Sqlite", "Microsoft.EntityFrameworkCore.InMemory", "DuckDB.NET.Data"];

    private static readonly string[] RemoteProviders =
    [
        "Microsoft.Data.SqlClient", "System.Data.SqlClient", "Npgsql", "MySqlConnector", "MySql.Data", "Oracle.ManagedDataAccess", "FirebirdSql.Data.FirebirdClient",
        "Microsoft.EntityFrameworkCore.SqlServer", "Npgsql.EntityFrameworkCore.PostgreSQL", "Microsoft.EntityFrameworkCore.Cosmos", "Pomelo.EntityFrameworkCore.MySql",
    ];

    private static readonly ILookup<string, Sink> ByName = RemoteCalls.Table.ToLookup(sink => sink.Type.Substring(sink.Type.LastIndexOf('.') + 1));

    private static readonly string[] AttributeAssemblies = [.. RemoteCalls.Table.Where(sink => sink.OnAttribute).Select(sink => sink.Type.Substring(0, sink.Type.LastIndexOf('.'))).Distinct()];

    // Below these words Microsoft has many packages.
    private static readonly HashSet<string> Wide = ["AspNetCore", "Azure", "Data", "Extensions"];

    // Its methods are generated into the project that calls them.
    private const string WcfClient = "System.ServiceModel.ClientBase`1";

    private static readonly ILookup<string, Sink> ByPackage = RemoteCalls.Table.Where(sink => sink.Type != WcfClient).ToLookup(sink => PackageOf(sink.Type));

    // How the names of the assemblies of AWS begin.
    private const string Aws = "AWSSDK";

    // Read once, however many compilations ask.
    private static readonly ConcurrentDictionary<string, PackageNames> Names = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, Sink?> _byType = new(SymbolEqualityComparer.Default);
    private readonly Lazy<bool> _hasAttributes = new(() => ReferenceNames.Of(compilation).ContainAny(AttributeAssemblies));
    private readonly Lazy<PackageNames[]> _names = new(() => [.. ByPackage.Where(package => IsReferenced(package.Key, compilation)).Select(package => NamesOf(package.Key))]);

    // The clients of AWS have methods that block on .NET Framework alone.
    private readonly Lazy<bool> _blocks = new(() => compilation.ObjectType.ContainingAssembly?.Name == "mscorlib");
    private readonly Lazy<bool> _isDatabaseHere = new(() => IsDatabaseHere(compilation));

    /// <summary>Whether all databases that a compilation can reach run in its own process.</summary>
    public static bool IsDatabaseHere(Compilation compilation) =>
        ReferenceNames.Of(compilation).ContainAny(LocalProviders) && !ReferenceNames.Of(compilation).ContainAny(RemoteProviders);

    /// <summary>Whether a row of a package that the compilation references has a method of this name.</summary>
    public bool MayName(string method) =>
        _names.Value.Any(names => names.Have(method) && (names.Package != Aws || method.EndsWith("Async", StringComparison.Ordinal) || _blocks.Value));

    public Sink? Of(IMethodSymbol method)
    {
        if (method.ContainingType is not { } type)
            return null;
        if (!_byType.TryGetValue(type.OriginalDefinition, out var sink))
            sink = _byType.GetOrAdd(type.OriginalDefinition, SinkOf);
        if (sink is not null)
            return !sink.Derived || method is { DeclaredAccessibility: Accessibility.Public, IsStatic: false } ? sink : null;
        return type.TypeKind == TypeKind.Interface && _hasAttributes.Value ? OfAttribute(method) : null;
    }

    /// <summary>Whether an object of this type keeps to this machine although the row speaks of its methods.</summary>
    public static bool Stays(Sink sink, ITypeSymbol? type) =>
        type is INamedTypeSymbol named
        && ((sink.ByProvider && LocalProviders.Contains(named.ContainingAssembly?.Name ?? ""))
            || (sink.Except.Length > 0 && NamePatterns<string>.Split(sink.Except).Any(name => named.SelfAndBases().Concat(named.AllInterfaces).Any(t => Is(t, name)))));

    private Sink? SinkOf(INamedTypeSymbol type)
    {
        // A class that implements a contract of many is one of this program, or a fake.
        var above = type.TypeKind == TypeKind.Interface ? type.AllInterfaces : type.Bases();
        var sink = Row(type) ?? above.Select(Row).FirstOrDefault(row => row is { Derived: true });
        return sink is null or { OnAttribute: true } || (sink.ByProvider && _isDatabaseHere.Value) || Stays(sink, type) ? null : sink;
    }

    private static PackageNames NamesOf(string package) => Names.GetOrAdd(package, name => new PackageNames(name, ByPackage[name]));

    /// <summary>How the names of the assemblies begin that a type may stand in.</summary>
    internal static string PackageOf(string type) => type.Substring(0, type.IndexOf('.')) switch
    {
        "Amazon" => Aws,
        "Medallion" => "DistributedLock",
        "Microsoft" => string.Join(".", type.Split('.').Take(Wide.Contains(type.Split('.')[1]) ? 3 : 2)),
        var first => first,
    };

    private static bool IsReferenced(string package, Compilation compilation) => package == "System" || ReferenceNames.Of(compilation).BeginWithAny([package]);

    private static Sink? OfAttribute(IMethodSymbol method) =>
        method.GetAttributes()
            .Select(attribute => attribute.AttributeClass)
            .OfType<INamedTypeSymbol>()
            .Select(type => Row(type) ?? type.Bases().Select(Row).FirstOrDefault(row => row is { Derived: true }))
            .FirstOrDefault(sink => sink is { OnAttribute: true });

    private static Sink? Row(INamedTypeSymbol type) => ByName[type.MetadataName].FirstOrDefault(sink => Is(type, sink.Type));

    private static bool Is(INamedTypeSymbol type, string name)
    {
        var end = name.LastIndexOf('.');
        return type.ContainingType is null && string.CompareOrdinal(name, end + 1, type.MetadataName, 0, int.MaxValue) == 0 && IsIn(type.ContainingNamespace, name, end);
    }

    private static bool IsIn(INamespaceSymbol? space, string name, int end)
    {
        for (; ; space = space.ContainingNamespace)
        {
            if (space is null || space.IsGlobalNamespace)
                return end < 0;
            var start = end > 0 ? name.LastIndexOf('.', end - 1) + 1 : 0;
            if (end < 0 || string.CompareOrdinal(name, start, space.Name, 0, Math.Max(end - start, space.Name.Length)) != 0)
                return false;
            end = start - 1;
        }
    }
}
