namespace Fallacies.Analyzers.Topology;

/// <summary>A member that takes the address of a remote machine, as one row of the table in <see cref="AddressTable"/>.</summary>
internal sealed record AddressSink(string Type, string Names, string Moves)
{
    /// <summary>What the constructor of a type is called in <see cref="Names"/>.</summary>
    public const string Constructor = ".ctor";

    /// <summary>The member names, and the metadata name's last part.</summary>
    public string[] Members { get; } = Names.Split(' ');

    public string TypeName { get; } = Type.Substring(Type.LastIndexOf('.') + 1);

    /// <summary>What a message calls the sink; the default is the type and its member.</summary>
    public string? Words { get; init; }

    /// <summary>The configuration key of such an address; without a section, the client's own name becomes the section.</summary>
    public string Key { get; init; } = ":Address";

    /// <summary>Whether members of derived types count, and these types are created by these names.</summary>
    public string[] Derived { get; init; } = [];

    /// <summary>Whether an end point in the same place is an own address, to bind to.</summary>
    public bool TextOnly { get; init; }

    public string Describe(string member) => Words ?? (member == Constructor ? TypeName : TypeName + "." + member);
}
