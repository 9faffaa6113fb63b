using Fallacies.Analyzers.Knowledge.Sinks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>A call that crosses the network: the row of the table it matched, and what a repetition does.</summary>
internal sealed record RemoteCall(Sink Sink, Idempotency Idempotency);

/// <summary>Knows which calls cross the network.</summary>
internal sealed class RemoteCalls
{
    internal static readonly Sink[] Table =
    [
        .. HttpSinks.Rows, .. RpcSinks.Rows, .. CacheSinks.Rows, .. BrokerSinks.Rows, .. DatabaseSinks.Rows, .. StorageSinks.Rows, .. SocketSinks.Rows, .. MailSinks.Rows,
    ];

    private readonly Lazy<Dictionary<ISymbol, Sink>> _sinks;

    private RemoteCalls(KnownTypes types) => _sinks = new(() => Table
        .Select(sink => (Type: types.Type(sink.Type), Sink: sink))
        .Where(row => row.Type is not null)
        .ToDictionary(row => (ISymbol)row.Type!, row => row.Sink, SymbolEqualityComparer.Default));

    public static RemoteCalls Of(KnownTypes types) => new(types);

    /// <summary>The table's row for a call, or <see langword="null"/> where nothing says that it crosses the network.</summary>
    public RemoteCall? Find(IInvocationOperation call) => Find(call.TargetMethod);

    public RemoteCall? Find(IMethodSymbol method)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.ExplicitInterfaceImplementation))
            return null;

        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            if (_sinks.Value.TryGetValue(type.OriginalDefinition, out var sink) && (sink.Derived || SymbolEqualityComparer.Default.Equals(type, method.ContainingType)))
                return sink.Find(method.Name) is { } idempotency ? new RemoteCall(sink, idempotency) : null;
        }

        return null;
    }

    /// <summary>The first remote call below an operation; code in lambdas and local functions counts, it runs when the operation does or later.</summary>
    public IInvocationOperation? FirstIn(IOperation operation) =>
        operation.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(call => Find(call) is not null);
}
