using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers;

/// <summary>
/// The types that rules know, looked up in one compilation at their first use. A type that is missing, or that several
/// references define, is <see langword="null"/>; a rule then stays silent.
/// </summary>
internal sealed class KnownTypes
{
    // The table holds its keys weakly: a compilation takes its entry along when it goes.
    private static readonly ConditionalWeakTable<Compilation, KnownTypes> Cache = new();

    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new();
    private readonly Func<string, INamedTypeSymbol?> _find;

    private KnownTypes(Compilation compilation) => _find = compilation.GetTypeByMetadataName;

    public INamedTypeSymbol? HttpClient => Type("System.Net.Http.HttpClient");

    public INamedTypeSymbol? Socket => Type("System.Net.Sockets.Socket");

    public INamedTypeSymbol? TimeSpan => Type("System.TimeSpan");

    public INamedTypeSymbol? Timeout => Type("System.Threading.Timeout");

    public INamedTypeSymbol? CancellationToken => Type("System.Threading.CancellationToken");

    public INamedTypeSymbol? CancellationTokenSource => Type("System.Threading.CancellationTokenSource");

    public INamedTypeSymbol? OperationCanceledException => Type("System.OperationCanceledException");

    public INamedTypeSymbol? Exception => Type("System.Exception");

    public INamedTypeSymbol? Task => Type("System.Threading.Tasks.Task");

    public INamedTypeSymbol? Thread => Type("System.Threading.Thread");

    public INamedTypeSymbol? Math => Type("System.Math");

    public INamedTypeSymbol? Random => Type("System.Random");

    public INamedTypeSymbol? Enumerable => Type("System.Linq.Enumerable");

    public INamedTypeSymbol? HostedService => Type("Microsoft.Extensions.Hosting.IHostedService");

    /// <summary>Whether the compilation references any type that reaches a network.</summary>
    public bool CanReachNetwork => HttpClient is not null || Socket is not null;

    public static KnownTypes Of(Compilation compilation) => Cache.GetValue(compilation, static c => new KnownTypes(c));

    /// <summary>The type with this metadata name, for tables that name types by data; rules use the properties.</summary>
    public INamedTypeSymbol? Type(string metadataName) => _types.GetOrAdd(metadataName, _find);
}
