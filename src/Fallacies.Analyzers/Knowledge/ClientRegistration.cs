using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>What a registered client looks like to those who use it.</summary>
internal enum ClientKind
{
    /// <summary>Asked for by its name.</summary>
    Named,

    /// <summary>A class that gets the client in its constructor.</summary>
    Typed,

    /// <summary>An interface that Refit implements.</summary>
    Refit,

    /// <summary>A generated gRPC client.</summary>
    Grpc,
}

/// <summary>One <c>AddHttpClient</c>, <c>AddRefitClient</c> or <c>AddGrpcClient</c>, for one client.</summary>
/// <param name="Call">The call that registers the client.</param>
/// <param name="Kind">What the client looks like to those who use it.</param>
/// <param name="Name">The client's name; <see langword="null"/> where it is not known before the program runs.</param>
internal sealed record ClientRegistration(IInvocationOperation Call, ClientKind Kind, string? Name)
{
    /// <summary>The type that users of the client ask for.</summary>
    public INamedTypeSymbol? Service { get; init; }

    /// <summary>The type that gets the client: the implementation, or the service itself.</summary>
    public INamedTypeSymbol? Class { get; init; }

    /// <summary>Whether the source gives the name; else it follows from the type.</summary>
    public bool IsNamed { get; init; }

    /// <summary>What the registration and the calls on its builder do, in their order.</summary>
    public IReadOnlyList<ClientStep> Steps { get; init; } = [];

    /// <summary>Whether <see cref="Steps"/> are all there are: the builder goes nowhere else, and no step of another assembly may hide more.</summary>
    public bool IsRead { get; init; }
}
