namespace Fallacies.Analyzers.Knowledge;

/// <summary>What a written host says about the place it names.</summary>
internal enum HostKind
{
    /// <summary>This machine: 127/8, <c>::1</c>, <c>localhost</c>, <c>*.localhost</c>.</summary>
    Loopback,

    /// <summary>Every address of this machine: <c>0.0.0.0</c>, <c>::</c>.</summary>
    Any,

    /// <summary>Everybody on a network: <c>255.255.255.255</c>, or a private address that ends in 255.</summary>
    Broadcast,

    /// <summary>A group: 224/4, ff00::/8.</summary>
    Multicast,

    /// <summary>Addresses and names set apart for examples, tests and benchmarks: RFC 2544, 2606, 3849, 5737, 9637.</summary>
    Documentation,

    /// <summary>Reachable on the own link only: 169.254/16, fe80::/10.</summary>
    LinkLocal,

    /// <summary>The metadata service of a cloud, whose address is the same on every machine.</summary>
    Metadata,

    /// <summary>No host can have it: a network's own number, 0/8, 240/4.</summary>
    Reserved,

    /// <summary>A host of somebody's own network: RFC 1918, 4193, 6598.</summary>
    PrivateAddress,

    /// <summary>A host of the internet, by number.</summary>
    PublicAddress,

    /// <summary>A public DNS server, known by its number everywhere: 8.8.8.8, 1.1.1.1.</summary>
    PublicResolver,

    /// <summary>A name that means something on one network only: <c>*.local</c>, <c>*.internal</c>, <c>host.docker.internal</c>.</summary>
    LocalName,

    /// <summary>A name without a dot, or a URL that asks for discovery: <c>catalog</c>, <c>https+http://catalog</c>.</summary>
    ServiceName,

    /// <summary>The host is filled in later: <c>{host}</c>, <c>&lt;your-host&gt;</c>.</summary>
    Placeholder,

    /// <summary>A name of the public domain name system.</summary>
    PublicName,
}
