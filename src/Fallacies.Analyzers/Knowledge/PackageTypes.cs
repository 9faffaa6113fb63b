using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The types of packages that rules know, looked for in the assemblies of their package alone: a look-up of a type that is not there asks every reference, and most projects lack most of these.</summary>
internal sealed class PackageTypes(Compilation compilation)
{
    // The beginning of a namespace, and that of the assemblies which hold it.
    private static readonly Dictionary<string, string> Known = new()
    {
        ["Amazon"] = "AWSSDK",
        ["Azure.Messaging"] = "Azure.Messaging",
        ["Azure.Storage"] = "Azure.Storage",
        ["Confluent"] = "Confluent",
        ["Grpc"] = "Grpc",
        ["Medallion"] = "DistributedLock",
        ["Microsoft.EntityFrameworkCore"] = "EntityFrameworkCore",
        ["MQTTnet"] = "MQTTnet",
        ["NATS"] = "NATS",
        ["Newtonsoft"] = "Newtonsoft",
        ["OpenTelemetry"] = "OpenTelemetry",
        ["Polly"] = "Polly",
        ["RabbitMQ"] = "RabbitMQ",
        ["RedLockNet"] = "RedLockNet",
        ["Refit"] = "Refit",
        ["StackExchange"] = "StackExchange",
    };

    private readonly ConcurrentDictionary<string, IAssemblySymbol[]> _assemblies = new();

    /// <summary>Whether a type of this metadata name belongs to one of the packages; <paramref name="found"/> is <see langword="null"/> where the compilation does not have it.</summary>
    public bool TryFind(string metadataName, out INamedTypeSymbol? found)
    {
        found = null;
        if (!Known.TryGetValue(Family(metadataName), out var package))
            return false;

        foreach (var assembly in _assemblies.GetOrAdd(package, Assemblies))
        {
            if (assembly.GetTypeByMetadataName(metadataName) is { } type && (type.DeclaredAccessibility == Accessibility.Public || SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)))
            {
                found = type;
                break;
            }
        }

        return true;
    }

    // What is compiled comes first, as it does for the compiler; it has types of a package beside the package, or where it is the package.
    private IAssemblySymbol[] Assemblies(string package)
    {
        var own = compilation.Assembly;
        return ReferenceNames.Of(compilation).ContainFamily(package) ? [own, .. compilation.SourceModule.ReferencedAssemblySymbols.Where(assembly => ReferenceNames.IsOfFamily(assembly.Name, package))]
            : ReferenceNames.IsOfFamily(own.Name, package) ? [own]
            : [];
    }

    // "StackExchange" of "StackExchange.Redis"; Microsoft and Azure have many packages.
    private static string Family(string name)
    {
        var end = name.IndexOf('.');
        if (name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("Azure.", StringComparison.Ordinal))
            end = name.IndexOf('.', end + 1);
        return end < 0 ? name : name.Substring(0, end);
    }
}
