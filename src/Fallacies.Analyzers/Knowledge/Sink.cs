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

/// <summary>A type some of whose members cross the network, as one row of the table in <see cref="RemoteCalls"/>.</summary>
internal sealed record Sink(string Type, RemoteKind Kind)
{
    /// <summary>Member names separated by blanks; <c>*</c> means every method of the type.</summary>
    public string Safe { get; init; } = "";

    public string Idempotent { get; init; } = "";

    public string Unsafe { get; init; } = "";

    public string Unknown { get; init; } = "";

    /// <summary>Whether derived types count as well: generated clients.</summary>
    public bool Derived { get; init; }

    /// <summary>The bound that holds when the caller sets none, in seconds; <see langword="null"/> where a call may wait for ever.</summary>
    public double? BuiltInTimeout { get; init; }

    /// <summary>Whether the client retries by itself.</summary>
    public bool Retries { get; init; }

    /// <summary>Whether the client carries the trace context by itself.</summary>
    public bool PropagatesTrace { get; init; }

    /// <summary>Whether any number of calls under way share one connection and a bounded buffer, so that many at once are the intended use.</summary>
    public bool Pipelines { get; init; }

    public Idempotency? Find(string member) =>
        Has(Safe, member) ? Idempotency.Safe
        : Has(Idempotent, member) ? Idempotency.Idempotent
        : Has(Unsafe, member) ? Idempotency.Unsafe
        : Unknown == "*" || Has(Unknown, member) ? Idempotency.Unknown
        : null;

    private static bool Has(string members, string member) => members.Split(' ').Contains(member);
}
