using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>An awaited call that only reads from another process, through a client that any number of calls may share.</summary>
internal sealed record RemoteRead(IInvocationOperation Call, RemoteWay Way)
{
    // Where the verb does not say what a call does, its name must.
    private static readonly string[] Verbs = ["Get", "List", "Find", "Search", "Read", "Query", "Fetch", "Load", "Lookup"];

    private static readonly string[] Changes =
        ["Add", "Create", "Insert", "Update", "Upsert", "Delete", "Remove", "Save", "Store", "Send", "Post", "Put", "Patch", "Publish", "Upload", "Write", "Set", "Execute", "Run", "Process", "Handle", "Invoke", "Generate", "Register"];

    // Whole files: they fill the line by themselves, and several at once fill the memory.
    private static readonly HashSet<string> Transfers = ["GetByteArrayAsync", "GetStreamAsync"];

    // Objects that allow one operation at a time: contexts of Entity Framework, sessions, connections.
    private static readonly string[] OneAtATime = ["DbContext", "Connection", "Transaction", "Session", "UnitOfWork", "Repository"];

    /// <summary>The call as its author wrote it, without arguments.</summary>
    public string Name => Call.Syntax is InvocationExpressionSyntax call ? ShortText.Of(call.Expression) : Call.TargetMethod.Name;

    /// <summary>The methods between the call and the network, for a message; empty where it crosses by itself.</summary>
    public string Through => Way.IsInferred ? $" ({Way})" : "";

    /// <summary>Whether no object of this compilation on the way has anything that two calls at once could disturb.</summary>
    public bool IsStateless => TypesOnTheWay(Way).SelectMany(type => type.GetMembers().OfType<IFieldSymbol>()).All(part => part.IsConst || part.IsReadOnly || (part.IsImplicitlyDeclared && part.AssociatedSymbol is null));

    /// <summary>The read that is awaited, or <see langword="null"/> where it is not sure to be one.</summary>
    public static RemoteRead? Of(IAwaitOperation wait, RemoteCalls remote, CancellationToken cancellation) =>
        Awaited(wait) is { } call && MayBe(call, remote) && remote.Reach(call, cancellation) is { } way && IsRead(way) && IsShareable(way) ? new RemoteRead(call, way) : null;

    /// <summary>The call whose task is awaited, below <c>ConfigureAwait</c> and the like.</summary>
    public static IInvocationOperation? Awaited(IAwaitOperation wait)
    {
        var task = Operations.Unwrap(wait.Operation);
        while (task is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask", Instance: { } instance })
            task = Operations.Unwrap(instance);
        return task as IInvocationOperation;
    }

    /// <summary>Whether a call may read, asked before any body is looked at.</summary>
    public static bool MayBe(IInvocationOperation call, RemoteCalls remote) => MayRead(call.TargetMethod) || remote.Find(call) is not null;

    // Who reads yields something, and is not named after a change.
    private static bool MayRead(IMethodSymbol method) =>
        method.ReturnType is INamedTypeSymbol { IsGenericType: true } && !Changes.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static bool IsRead(RemoteWay way) =>
        !Transfers.Contains(way.Last.Name)
        && way.Sink.Kind switch
        {
            RemoteKind.Http or RemoteKind.Cache => way.Idempotency == Idempotency.Safe,
            RemoteKind.Rpc => way.Idempotency == Idempotency.Safe || (way.Idempotency == Idempotency.Unknown && IsNamedRead(way.Methods[0]) && IsNamedRead(way.Last)),
            RemoteKind.Database => way.Idempotency == Idempotency.Safe && !way.Methods.Any(IsOfEntityFramework),
            _ => false,
        };

    private static bool IsNamedRead(IMethodSymbol method) => Verbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal));

    private static bool IsOfEntityFramework(IMethodSymbol method) =>
        method.ContainingNamespace is { Name: "EntityFrameworkCore" } or { ContainingNamespace.Name: "EntityFrameworkCore" };

    // What else the methods on the way use is not followed; who holds a context probably uses it.
    private static bool IsShareable(RemoteWay way) => way.Methods.All(method => !IsOneAtATime(method.ContainingType)) && TypesOnTheWay(way)
        .SelectMany(type => type.GetMembers().OfType<IFieldSymbol>().Select(field => field.Type).Concat(type.InstanceConstructors.SelectMany(constructor => constructor.Parameters).Select(parameter => parameter.Type)))
        .All(type => !IsOneAtATime(type));

    private static IEnumerable<INamedTypeSymbol> TypesOnTheWay(RemoteWay way) =>
        way.Methods.Where(method => !method.DeclaringSyntaxReferences.IsEmpty).Select(method => method.ContainingType).OfType<INamedTypeSymbol>();

    private static bool IsOneAtATime(ITypeSymbol? type) =>
        type.SelfAndBases().Any(above => above.SpecialType != SpecialType.System_Object && OneAtATime.Any(name => above.Name.EndsWith(name, StringComparison.Ordinal)));
}
