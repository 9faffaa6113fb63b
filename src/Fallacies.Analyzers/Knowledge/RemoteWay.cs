using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>How a call reaches the network: the methods from the one that is called to the one that sends.</summary>
/// <param name="Call">The row of the table at the end of the way; its idempotency is that of everything the called method sends.</param>
/// <param name="Methods">The called method first, the member of the table last; one alone where the call itself is in the table or was declared.</param>
/// <param name="Places">Where each method calls the next one: additional locations of a finding.</param>
internal sealed record RemoteWay(RemoteCall Call, ImmutableArray<IMethodSymbol> Methods, ImmutableArray<Location> Places)
{
    /// <summary>Whether the call crosses the network inside methods of this compilation.</summary>
    public bool IsInferred => Methods.Length > 1;

    public Sink Sink => Call.Sink;

    public Idempotency Idempotency => Call.Idempotency;

    /// <summary>The method that leaves the process.</summary>
    public IMethodSymbol Last => Methods[Methods.Length - 1];

    /// <summary>The way for a message: <c>PriceService.Load → PriceClient.Get → HttpClient.GetAsync</c>.</summary>
    public override string ToString() => string.Join(" → ", Methods.Select(NameOf));

    /// <summary>The same way seen from a method that takes it.</summary>
    public RemoteWay From(IMethodSymbol method, Location place) => this with { Methods = Methods.Insert(0, method), Places = Places.Insert(0, place) };

    /// <summary>The name of a method for a message: its class and its own name.</summary>
    public static string NameOf(IMethodSymbol method) => method.MethodKind switch
    {
        MethodKind.LocalFunction => method.Name,
        MethodKind.AnonymousFunction => "lambda",
        _ => $"{method.ContainingType?.Name}.{method.Name}",
    };
}
