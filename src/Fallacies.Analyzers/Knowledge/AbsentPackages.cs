using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The packages that rules know and a compilation does not reference. A look-up of a type that is not there asks every reference; most projects lack most of these.</summary>
internal sealed class AbsentPackages
{
    private static readonly (string Namespace, string Assembly)[] Known =
    [
        ("Amazon", "AWSSDK"), ("Azure.Messaging", "Azure.Messaging"), ("Azure.Storage", "Azure.Storage"), ("Confluent", "Confluent"), ("Grpc", "Grpc"),
        ("Medallion", "DistributedLock"), ("Microsoft.EntityFrameworkCore", "Microsoft.EntityFrameworkCore"), ("MQTTnet", "MQTTnet"), ("NATS", "NATS"), ("Newtonsoft", "Newtonsoft"),
        ("OpenTelemetry", "OpenTelemetry"), ("Polly", "Polly"), ("RabbitMQ", "RabbitMQ"), ("RedLockNet", "RedLockNet"), ("Refit", "Refit"), ("StackExchange", "StackExchange"),
    ];

    private readonly HashSet<string> _namespaces;

    public AbsentPackages(Compilation compilation)
    {
        _namespaces = [.. Known.Select(package => package.Namespace)];
        foreach (var assembly in compilation.ReferencedAssemblyNames)
            SetPresent(assembly.Name);
        SetPresent(compilation.Assembly.Name);
    }

    /// <summary>Whether a type of this metadata name belongs to one of them.</summary>
    public bool Hold(string metadataName) => _namespaces.Contains(Family(metadataName));

    private void SetPresent(string assembly)
    {
        foreach (var (space, family) in Known)
        {
            if (assembly.StartsWith(family, StringComparison.OrdinalIgnoreCase) && (assembly.Length == family.Length || assembly[family.Length] == '.'))
                _namespaces.Remove(space);
        }
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
