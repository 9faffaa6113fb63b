using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// What users say about calls: <c>fallacies.remote_methods</c>, <c>fallacies.idempotent_methods</c>, and the attributes
/// <c>[RemoteCall]</c>, <c>[Idempotent]</c> and <c>[NotRemote]</c> on methods and types, matched by name, so that users declare their own.
/// </summary>
internal sealed class DeclaredCalls(Compilation compilation, AnalyzerConfigOptionsProvider? options)
{
    /// <summary><c>fallacies.remote_methods</c>: methods that cross the network although no rule can see it.</summary>
    public static readonly Option<IReadOnlyList<string>> RemoteMethods = Methods("fallacies.remote_methods");

    /// <summary><c>fallacies.idempotent_methods</c>: remote methods that may be repeated.</summary>
    public static readonly Option<IReadOnlyList<string>> IdempotentMethods = Methods("fallacies.idempotent_methods");

    private static readonly Sink Row = new("", RemoteKind.Declared);

    private readonly Names _remote = new(Entries(RemoteMethods, compilation, options));
    private readonly Names _idempotent = new(Entries(IdempotentMethods, compilation, options));

    /// <summary>Whether the settings may declare a method of this name; attributes are on methods of the compilation.</summary>
    public bool MayName(string method) => _remote.MayName(method);

    /// <summary>The call that a method was declared to be, if it was.</summary>
    public RemoteCall? Find(IMethodSymbol method) =>
        _remote.Contain(method) || Has(method, "RemoteCallAttribute") ? new RemoteCall(Row, IsIdempotent(method) ? Idempotency.Idempotent : Idempotency.Unknown) : null;

    /// <summary>Whether the method was declared to stay in this process.</summary>
    public static bool IsNotRemote(IMethodSymbol method) => Has(method, "NotRemoteAttribute");

    /// <summary>Whether the method was declared to do nothing more when it is repeated.</summary>
    public bool IsIdempotent(IMethodSymbol method) => _idempotent.Contain(method) || Has(method, "IdempotentAttribute");

    private static IEnumerable<string> Entries(Option<IReadOnlyList<string>> option, Compilation compilation, AnalyzerConfigOptionsProvider? options) =>
        options is null ? [] : Projects.OptionsOf(compilation, options).SelectMany(option.In);

    // Attributes of compiled packages are not read: nobody wrote them for us.
    private static bool Has(IMethodSymbol method, string attribute) =>
        !method.DeclaringSyntaxReferences.IsEmpty && (Carries(method, attribute) || (method.ContainingType is { } type && Carries(type, attribute)));

    private static bool Carries(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(data => data.AttributeClass?.Name == attribute);

    private static Option<IReadOnlyList<string>> Methods(string key) =>
        Option.List(key, "methods as 'Namespace.Type.Method', or 'Namespace.Type.*' for all of a type", IsMethod, Missing);

    private static bool IsMethod(string entry)
    {
        var parts = entry.Split('.');
        return parts.Length > 1 && parts.Take(parts.Length - 1).All(SyntaxFacts.IsValidIdentifier) && (parts[parts.Length - 1] == "*" || SyntaxFacts.IsValidIdentifier(parts[parts.Length - 1]));
    }

    // A type that is not there may belong to another project under the same .editorconfig.
    private static string? Missing(string entry, Compilation compilation)
    {
        var dot = entry.LastIndexOf('.');
        var (type, member) = (entry.Substring(0, dot), entry.Substring(dot + 1));
        return member != "*" && compilation.GetTypeByMetadataName(type) is { } found && !found.GetMembers(member).OfType<IMethodSymbol>().Any()
            ? $"'{type}' has no method '{member}'"
            : null;
    }

    /// <summary>Names of methods, by the method's own name.</summary>
    private sealed class Names(IEnumerable<string> entries)
    {
        private readonly ILookup<string, string> _types = entries.Distinct()
            .ToLookup(entry => entry.Substring(entry.LastIndexOf('.') + 1), entry => entry.Substring(0, entry.LastIndexOf('.')));

        public bool MayName(string method) => _types.Contains(method) || _types.Contains("*");

        public bool Contain(IMethodSymbol method) =>
            _types.Count > 0 && method.ContainingType is { } type && (_types[method.Name].Any(name => Is(type, name)) || _types["*"].Any(name => Is(type, name)));

        private static bool Is(INamedTypeSymbol type, string name) =>
            name.EndsWith(type.Name, StringComparison.Ordinal) && type.OriginalDefinition.ToDisplayString(WithoutTypeParameters) == name;

        private static readonly SymbolDisplayFormat WithoutTypeParameters = SymbolDisplayFormat.CSharpErrorMessageFormat.WithGenericsOptions(SymbolDisplayGenericsOptions.None);
    }
}
