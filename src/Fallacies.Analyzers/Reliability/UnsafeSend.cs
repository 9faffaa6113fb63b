using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A request that does its work again when it is sent again.</summary>
/// <param name="Verb">The HTTP method.</param>
/// <param name="Sender">The member that sends it, with its type.</param>
/// <param name="Place">Where it is sent.</param>
internal sealed record UnsafeSend(string Verb, string Sender, Location Place);

/// <summary>Finds requests that must not be repeated among those that a registered client sends.</summary>
internal sealed class UnsafeSends(KnownTypes types, RemoteCalls remote, SemanticModel near, CancellationToken cancellation)
{
    /// <summary>Says of a finding that the client sends such requests; a fix that makes it retry then leaves them out.</summary>
    public const string Property = nameof(UnsafeSends);

    /// <summary>The methods whose repetition does the work again.</summary>
    public static readonly string[] Verbs = ["POST", "PATCH"];

    // A POST that only asks: the address or the member around it says so.
    private static readonly string[] AskingAddresses = ["token", "graphql", "jsonrpc", "_search", "_msearch", "_count", "search", "query", "introspect", "lookup", "validate"];

    private static readonly string[] AskingMembers =
        ["Get", "Find", "Search", "Query", "List", "Load", "Fetch", "Read", "Lookup", "Validate", "Verify", "Check", "Calculate", "Compute", "Estimate", "Preview", "Convert", "Translate", "Authenticate", "Login", "LogIn", "SignIn", "Introspect", "GraphQl", "GraphQL", "RefreshToken", "RequestToken", "AcquireToken"];

    // Whoever writes one of these has made the repetition harmless, or thought about it.
    private static readonly string[] Keys = ["idempoten", "If-Match", "IfMatch", "If-None-Match", "IfNoneMatch", "IfUnmodifiedSince"];

    /// <summary>The properties of a finding about a client.</summary>
    public ImmutableDictionary<string, string?> PropertiesFor(RegisteredClient client) =>
        First(client, Verbs) is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Property, null);

    /// <summary>The first such request that is visible, or <see langword="null"/>.</summary>
    public UnsafeSend? First(RegisteredClient client, IReadOnlyCollection<string> verbs)
    {
        if (client.Steps.Any(step => step.HandlerType is { } handler && IsKeyed(handler)))
            return null;

        return new RegisteredClients(types, near, cancellation).SeenUses(client).Where(flow => !flow.Shared).SelectMany(flow => flow.Sends)
            .Where(send => !IsOfAnotherContract(client, send)).Select(send => Of(send, verbs)).OfType<UnsafeSend>().FirstOrDefault()
            ?? client.Classes.Where(type => type.TypeKind == TypeKind.Interface).SelectMany(Methods).Select(method => Of(method, verbs)).OfType<UnsafeSend>().FirstOrDefault();
    }

    // A class may serve several contracts, each registered with a client of its own.
    private bool IsOfAnotherContract(RegisteredClient client, IInvocationOperation send)
    {
        var contracts = client.Registrations.Select(registration => registration.Service).OfType<INamedTypeSymbol>().Where(type => type.TypeKind == TypeKind.Interface).SelectMany(type => type.AllInterfaces.Prepend(type)).ToList();
        if (contracts.Count == 0 || Enclosing(send) is not { ContainingType: { } type } method)
            return false;

        var served = type.AllInterfaces.Where(contract => contract.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))).ToList();
        return served.Count > 0 && !served.Exists(contract => contracts.Contains(contract, SymbolEqualityComparer.Default));
    }

    private UnsafeSend? Of(IInvocationOperation send, IReadOnlyCollection<string> verbs)
    {
        if (HttpVerb.Of(send) is not { } verb || !verbs.Contains(verb) || HttpVerb.AddressEnd(send) is { } end && Asks(end))
            return null;
        if (HasKey(Source.Member(send.Syntax).ToString()) || Enclosing(send) is not { } method || AskingMembers.Any(name => method.Name.StartsWith(name, StringComparison.Ordinal)) || IsJsonRpc(method) || remote.IsIdempotent(method))
            return null;

        return new UnsafeSend(verb, NameOf(method), send.Syntax.GetLocation());
    }

    // Each request of JSON-RPC is a POST, and its body says whether it only asks, as with GraphQL.
    private static bool IsJsonRpc(IMethodSymbol method) => SaysJsonRpc(method.Name) || SaysJsonRpc(method.ContainingType.Name);

    private static bool SaysJsonRpc(string name) => name.IndexOf("JsonRpc", StringComparison.OrdinalIgnoreCase) >= 0;

    // Statements of the top level and constructors go by the name of their type.
    private static string NameOf(IMethodSymbol method) => method.CanBeReferencedByName ? $"{method.ContainingType.Name}.{method.Name}" : method.ContainingType.Name;

    private IMethodSymbol? Enclosing(IOperation send)
    {
        var symbol = Source.Model(send.Syntax.SyntaxTree, near).GetEnclosingSymbol(send.Syntax.SpanStart, cancellation);
        while (symbol?.ContainingSymbol is IMethodSymbol outer)
            symbol = outer;
        return symbol as IMethodSymbol;
    }

    // An interface of Refit: its attributes say what it sends. What stands in another project has no place in this one.
    private UnsafeSend? Of(IMethodSymbol method, IReadOnlyCollection<string> verbs)
    {
        if (!Source.Holds(near.Compilation, method))
            return null;

        var attribute = method.GetAttributes().FirstOrDefault(data => data.AttributeClass is { ContainingNamespace.Name: "Refit", BaseType.Name: "HttpMethodAttribute" });
        var verb = attribute?.AttributeClass?.Name.Replace("Attribute", "").ToUpperInvariant();
        if (verb is null || !verbs.Contains(verb) || attribute!.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string address } && Asks(address.Split('?')[0].TrimEnd('/')))
            return null;
        if (remote.IsIdempotent(method) || AskingMembers.Any(name => method.Name.StartsWith(name, StringComparison.Ordinal)) || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not { } declaration)
            return null;

        return HasKey(declaration.ToString()) ? null : new UnsafeSend(verb, NameOf(method), declaration.GetLocation());
    }

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type) =>
        type.AllInterfaces.Prepend(type).SelectMany(declaring => declaring.GetMembers()).OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary);

    private bool IsKeyed(ITypeSymbol handler) =>
        HasKey(handler.Name) || handler.DeclaringSyntaxReferences.Any(reference => HasKey(reference.GetSyntax(cancellation).ToString()));

    private static bool HasKey(string text) => Keys.Any(key => text.IndexOf(key, StringComparison.OrdinalIgnoreCase) >= 0);

    private static bool Asks(string address)
    {
        var last = address.Substring(address.LastIndexOf('/') + 1);
        return AskingAddresses.Any(asking => last.Equals(asking, StringComparison.OrdinalIgnoreCase));
    }
}
