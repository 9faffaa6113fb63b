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

    private readonly SinkRows _rows;
    private readonly DeclaredCalls _declared;
    private readonly RemoteInference _inference;
    private readonly LocalContexts _localContexts;

    private RemoteCalls(Compilation compilation, AnalyzerConfigOptionsProvider? options)
    {
        _rows = new SinkRows(compilation);
        _declared = new DeclaredCalls(compilation, options);
        _inference = new RemoteInference(this, compilation);
        _localContexts = new LocalContexts(compilation);
    }

    /// <summary>What is known in a compilation; without options, users' declarations in <c>.editorconfig</c> are not read.</summary>
    public static RemoteCalls Of(Compilation compilation, AnalyzerConfigOptionsProvider? options = null) =>
        options is null ? new RemoteCalls(compilation, options)
        : Cache.TryGetValue(compilation, out var known) ? known
        : Cache.GetValue(compilation, c => new RemoteCalls(c, options));

    /// <summary>The table's row for a call, or <see langword="null"/> where the table does not say that it crosses the network.</summary>
    public RemoteCall? Find(IInvocationOperation call) => Find(call.TargetMethod, Receiver(call)) is { } found && !Stays(found, call) ? found : null;

    public RemoteCall? Find(IMethodSymbol method) => Find(method, receiver: null);

    /// <summary>
    /// The way of a call to the network: by the table, by a user's declaration, or through methods of this compilation whose
    /// bodies wait for such a call. <see langword="null"/> where that is not sure.
    /// </summary>
    public RemoteWay? Reach(IInvocationOperation call, CancellationToken cancellation) =>
        (Known(call) ?? (DeclaredCalls.IsNotRemote(call.TargetMethod) ? null : _inference.Of(call, cancellation))) is { } way && !Callbacks.IsOnlyDescribed(call) ? way : null;

    /// <summary>The same for a method that is named without being called.</summary>
    public RemoteWay? Reach(IMethodSymbol method, SemanticModel near, CancellationToken cancellation) =>
        Known(method) ?? (DeclaredCalls.IsNotRemote(method) ? null : _inference.Of(method, near, cancellation));

    /// <summary>The way of a method in the table or declared by a user, without a look at its body.</summary>
    public RemoteWay? Known(IInvocationOperation call) => Known(call.TargetMethod, Receiver(call)) is { } way && !Stays(way.Call, call) ? way : null;

    public RemoteWay? Known(IMethodSymbol method) => Known(method, receiver: null);

    private RemoteWay? Known(IMethodSymbol method, ITypeSymbol? receiver)
    {
        if (DeclaredCalls.IsNotRemote(method) || (_declared.Find(method) ?? Find(method, receiver)) is not { } call)
            return null;
        if (call.Idempotency != Idempotency.Safe && _declared.IsIdempotent(method))
            call = call with { Idempotency = Idempotency.Idempotent };
        return new RemoteWay(call, ImmutableArray.Create(method), ImmutableArray<Location>.Empty);
    }

    /// <summary>Whether a method of this name may be in the table or declared by a user, whatever its type.</summary>
    public bool MayName(string method) => _rows.MayName(method) || _declared.MayName(method);

    /// <summary>Whether a user declared that a repetition of the method does nothing more.</summary>
    public bool IsIdempotent(IMethodSymbol method) => _declared.IsIdempotent(method);

    /// <summary>The first remote call of the table below an operation; code in lambdas and local functions counts, it runs when the operation does or later.</summary>
    public IInvocationOperation? FirstIn(IOperation operation) =>
        operation.DescendantsAndSelf().OfType<IInvocationOperation>().FirstOrDefault(call => Find(call) is not null);

    private RemoteCall? Find(IMethodSymbol method, ITypeSymbol? receiver) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.ReducedExtension or MethodKind.ExplicitInterfaceImplementation
        && _rows.Of(method) is { } sink
        && sink.Find(method.Name) is { } idempotency
        && !SinkRows.Stays(sink, receiver)
            ? new RemoteCall(sink, idempotency)
            : null;

    private bool Stays(RemoteCall found, IInvocationOperation call) => found.Sink.Kind switch
    {
        // What else a socket is given is sent.
        RemoteKind.Socket => (call.TargetMethod.Name.StartsWith("Connect", StringComparison.Ordinal) && ThisMachine.IsCalledBy(call)) || ThisMachine.IsMeantBySocketsAround(call),
        RemoteKind.Http => ThisMachine.IsCalledBy(call),
        RemoteKind.Database => found.Sink.ByProvider && _localContexts.AreAskedBy(call),
        _ => false,
    };

    private static ITypeSymbol? Receiver(IInvocationOperation call) => Operations.ReceiverOf(call)?.Type;
}
