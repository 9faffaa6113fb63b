using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What stands at the other end of a call that crosses the network.</summary>
internal enum RemoteKind
{
    Http,
    Rpc,
    Cache,
    Broker,
    Database,
    Storage,
    Socket,
    Mail,

    /// <summary>Whatever a user's declaration stands for.</summary>
    Declared,
}

/// <summary>What a second execution of the same call does.</summary>
internal enum Idempotency
{
    /// <summary>Nothing depends on the verb's name alone; the request decides.</summary>
    Unknown,

    /// <summary>Reads only.</summary>
    Safe,

    /// <summary>Writes, and a second time changes nothing more.</summary>
    Idempotent,

    /// <summary>Writes, and a second time writes again.</summary>
    Unsafe,
}

/// <summary>A type some of whose methods cross the network, as one row of the table in <see cref="RemoteCalls"/>.</summary>
/// <remarks>
/// Methods are written by name, separated by white space. A name stands for its asynchronous form as well (<c>Send</c> for <c>Send</c> and <c>SendAsync</c>),
/// <c>Get*</c> for every name that starts so, <c>*</c> for every method; the longest one that fits counts.
/// </remarks>
internal sealed record Sink(string Type, RemoteKind Kind)
{
    private NamePatterns<object?>? _methods;

    public string Safe { get; init; } = "";

    public string Idempotent { get; init; } = "";

    public string Unsafe { get; init; } = "";

    public string Unknown { get; init; } = "";

    /// <summary>Methods that do not cross the network although a pattern fits their name or one waits for them.</summary>
    public string Local { get; init; } = "";

    /// <summary>Whether classes that derive from the class, or interfaces from the interface, count as well: generated clients.</summary>
    public bool Derived { get; init; }

    /// <summary>Whether the type is an attribute, and each method that carries it a call: interfaces that are made into clients.</summary>
    public bool OnAttribute { get; init; }

    /// <summary>Types that have these methods too and keep to this machine.</summary>
    public string Except { get; init; } = "";

    /// <summary>Whether the provider decides: some databases run in the process that asks them.</summary>
    public bool ByProvider { get; init; }

    /// <summary>
    /// Many at once: <c>Get=GetMany</c>, or <c>Get=Get(Kind,Key[])</c> where it is an overload that takes these parameters first;
    /// those before the last are the same for all.
    /// </summary>
    public string Batches { get; init; } = "";

    /// <summary>The bound that holds when the caller sets none, in seconds; <see langword="null"/> where a call may wait for ever.</summary>
    public double? BuiltInTimeout { get; init; }

    /// <summary>Methods that may wait for ever although the others have a bound.</summary>
    public string Unbounded { get; init; } = "";

    /// <summary>Whether the client retries by itself.</summary>
    public bool Retries { get; init; }

    /// <summary>Whether the client carries the trace context by itself.</summary>
    public bool PropagatesTrace { get; init; }

    /// <summary>Whether any number of calls under way share one connection and a bounded buffer, so that many at once are the intended use.</summary>
    public bool Pipelines { get; init; }

    /// <summary>What a repetition of the method does, or <see langword="null"/> where it stays on this machine.</summary>
    public Idempotency? Find(string method)
    {
        _methods ??= new NamePatterns<object?>()
            .Add(Safe, Idempotency.Safe)
            .Add(Idempotent, Idempotency.Idempotent)
            .Add(Unsafe, Idempotency.Unsafe)
            .Add(Unknown, Idempotency.Unknown)
            .Add(Local, null);
        return _methods.TryFind(method, out var idempotency) ? (Idempotency?)idempotency : null;
    }

    /// <summary>The bound of one method, in seconds.</summary>
    public double? TimeoutOf(string method) => Unbounded.Length > 0 && new NamePatterns<bool>().Add(Unbounded, true).TryFind(method, out _) ? null : BuiltInTimeout;

    /// <summary>What does for many at once what the method does for one, as a person would write it: <c>StringGetAsync(RedisKey[])</c>.</summary>
    public string? BatchOf(IMethodSymbol method)
    {
        foreach (var batch in NamePatterns<string>.Split(Batches))
        {
            var (one, many) = (batch.Substring(0, batch.IndexOf('=')), batch.Substring(batch.IndexOf('=') + 1));
            var isAsync = method.Name != one && NamePatterns<string>.WithoutAsync(method.Name) == one;
            if ((isAsync || method.Name == one) && !IsMany(method, many))
                return isAsync ? AsyncForm(many) : many;
        }

        return null;
    }

    /// <summary>The same row for more types: the class beside its interface.</summary>
    public Sink[] And(params string[] types) => [this, .. types.Select(type => this with { Type = type })];

    private static string AsyncForm(string many) => many.IndexOf('(') is >= 0 and var open ? many.Insert(open, "Async") : many + "Async";

    // "StringGet(RedisKey[])" is its own sibling.
    private static bool IsMany(IMethodSymbol method, string sibling)
    {
        var parameters = string.Join(",", method.Parameters.Select(parameter => parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        var open = sibling.IndexOf('(');
        return open >= 0 && parameters.Replace(" ", "").StartsWith(sibling.Substring(open + 1, sibling.Length - open - 2), StringComparison.Ordinal);
    }
}
