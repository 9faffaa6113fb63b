using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Which types of a compilation derive from or implement which, found by the names in their base lists; built at the first question.</summary>
internal sealed class TypeIndex
{
    private static readonly ConditionalWeakTable<Compilation, TypeIndex> Cache = new();

    private readonly Compilation _compilation;
    private readonly Dictionary<string, List<TypeDeclarationSyntax>> _byBase = new();

    private TypeIndex(Compilation compilation)
    {
        _compilation = compilation;
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var node in tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax))
            {
                if (node is TypeDeclarationSyntax { BaseList.Types: var bases } type)
                    Add(type, bases);
            }
        }
    }

    public static TypeIndex Of(Compilation compilation) => Cache.GetValue(compilation, static c => new TypeIndex(c));

    /// <summary>Whether any type of the compilation names this one in its base list; a name shared with another type counts.</summary>
    public bool HasDerived(INamedTypeSymbol type) => _byBase.ContainsKey(type.Name);

    /// <summary>The classes and structures of the compilation that implement an interface, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<INamedTypeSymbol> Implementations(INamedTypeSymbol contract, SemanticModel near, int most, CancellationToken cancellation)
    {
        var found = new List<INamedTypeSymbol>();
        var seen = new HashSet<string>();
        var open = new Queue<string>();
        open.Enqueue(contract.Name);
        while (open.Count > 0 && found.Count < most)
        {
            var name = open.Dequeue();
            if (!seen.Add(name) || !_byBase.TryGetValue(name, out var declarations))
                continue;
            foreach (var declaration in declarations)
            {
                if (declaration is InterfaceDeclarationSyntax)
                    open.Enqueue(declaration.Identifier.ValueText);
                else if (Symbol(declaration, near, cancellation) is { } type && Implements(type, contract) && !found.Contains(type, SymbolEqualityComparer.Default))
                    found.Add(type);
            }
        }

        return found;
    }

    private INamedTypeSymbol? Symbol(TypeDeclarationSyntax declaration, SemanticModel near, CancellationToken cancellation) =>
        _compilation.ContainsSyntaxTree(declaration.SyntaxTree) ? Source.Model(declaration.SyntaxTree, near).GetDeclaredSymbol(declaration, cancellation) : null;

    private static bool Implements(INamedTypeSymbol type, INamedTypeSymbol contract) =>
        type.AllInterfaces.Any(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, contract.OriginalDefinition));

    private void Add(TypeDeclarationSyntax type, SeparatedSyntaxList<BaseTypeSyntax> bases)
    {
        foreach (var part in bases)
        {
            if (NameOf(part.Type) is not { Length: > 0 } name)
                continue;
            if (!_byBase.TryGetValue(name, out var list))
                _byBase.Add(name, list = new List<TypeDeclarationSyntax>());
            list.Add(type);
        }
    }

    private static string? NameOf(TypeSyntax type) => type switch
    {
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        _ => null,
    };
}
