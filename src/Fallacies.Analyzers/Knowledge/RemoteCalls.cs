using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fallacies.Analyzers.Knowledge.Sinks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>A call that crosses the network: the row of the table it matched, and what a repetition does.</summary>
internal sealed record RemoteCall(Sink Sink, Idempotency Idempotency);

/// <summary>
/// Knows which calls cross the network: those of the table, those that users declare, and those that do so inside methods of
/// the compilation.
/// </summary>
internal sealed class RemoteCalls
{
    internal static readonly Sink[] Table =
    [
        .. HttpSinks.Rows, .. RpcSinks.Rows, .. CacheSinks.Rows, .. BrokerSinks.Rows, .. DatabaseSinks.Rows, .. StorageSinks.Rows, .. SocketSinks.Rows, .. MailSinks.Rows,
    ];

    private static readonly ConditionalWeakTable<Compilation, RemoteCalls> Cache = new();

    // Types are compared by their full names once each: to look every row up in every compilation would cost more than all rules.
    private static readonly ILookup<string, Sink> ByName = Table.ToLookup(sink => sink.Type.Substring(sink.Type.LastIndexOf('.') + 1));

    private readonly ConcurrentDictionary<INamedTypeSymbol, Sink?> _sinks = new(SymbolEqualityComparer.Default);
    private readonly DeclaredCalls _declared;
    private readonly RemoteInference _inference;

    private RemoteCalls(Compilation compilation, AnalyzerConfigOptionsProvider? options)
    {
        _declared = new DeclaredCalls(compilation, options);
        _inference = new RemoteInference(this, compilation);
    }

    /// <summary>What is known in a compilation; without options, users' declarations in <c>.editorconfig</c> are not read.</summary>
    public static RemoteCalls Of(Compilation compilation, AnalyzerConfigOptionsProvider? options = null) =>
        options is null ? new RemoteCalls(compilation, options)
        : Cache.TryGetValue(compilation, out var known) ? known
        : Cache.GetValue(compilation, c => new RemoteCalls(c, options));

    /// <summary>The table's row for a call, or <see langword="null"/> where the table does not say that it crosses the network.</summary>
    public RemoteCall? Find(IInvocationOperation call) => Find(call.TargetMethod);

    public RemoteCall? Find(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.ExplicitInterfaceImplementation
        && method.ContainingType is { } type
        && _sinks.GetOrAdd(type.OriginalDefinition, SinkOf) is { } sink
        && sink.Find(method.Name) is { } idempotency
            ? new RemoteCall(sink, idempotency)
            : null;

    /// <summary>
    /// The way of a call to the network: by the table, by a user's declaration, or through methods of this compilation whose
    /// bodies wait for such a call. <see langword="null"/> where that is not sure.
    /// </summary>
    public RemoteWay? Reach(IInvocationOperation call, CancellationToken cancellation) =>
        Known(call.TargetMethod) ?? (DeclaredCalls.IsNotRemote(call.TargetMethod) ? null : _inference.Of(call, cancellation));

    /// <summary>The same for a method that is named without being called.</summary>
    public RemoteWay? Reach(IMethodSymbol method, SemanticModel near, CancellationToken cancellation) =>
        Known(method) ?? (DeclaredCalls.IsNotRemote(method) ? null : _inference.Of(method, near, cancellation));

    /// <summary>The way of a method in the table or declared by a user, without a look at its body.</summary>
    public RemoteWay? Known(IMethodSymbol method)
    {
        if (DeclaredCalls.IsNotRemote(method) || (_declared.Find(method) ?? Find(method)) is not { } call)
            return null;
        if (call.Idempotency != Idempotency.Safe && _declared.IsIdempotent(method))
            call = call with { Idempotency = Idempotency.Idempotent };
        return new RemoteWay(call, ImmutableArray.Create(method), ImmutableArray<Location>.Empty);
    }

    /// <summary>The first remote call of the table below an operation; code in lambdas and local functions counts, it runs when the operation does or later.</summary>
    public IInvocationOperation? FirstIn(IOperation operation) =>
        operation.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(call => Find(call) is not null);

    private static Sink? SinkOf(INamedTypeSymbol type) =>
        Row(type) ?? Bases(type).Concat(type.AllInterfaces).Select(Row).FirstOrDefault(sink => sink is { Derived: true });

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var above = type.BaseType; above is not null; above = above.BaseType)
            yield return above;
    }

    private static Sink? Row(INamedTypeSymbol type)
    {
        var rows = ByName[type.MetadataName];
        return rows.Any() && type.ContainingType is null ? rows.FirstOrDefault(sink => IsIn(type.ContainingNamespace, sink.Type)) : null;
    }

    private static bool IsIn(INamespaceSymbol? space, string name)
    {
        for (var end = name.LastIndexOf('.'); ; space = space.ContainingNamespace)
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
