using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Which types of a compilation derive from or implement which, found by the names in their base lists; built at the first question.</summary>
internal sealed class TypeIndex
{
    private static readonly ConditionalWeakTable<Compilation, TypeIndex> Cache = new();

    // A file is read once, however many compilations it is part of while somebody types in another one.
    private static readonly ConditionalWeakTable<SyntaxTree, FileTypes> Files = new();

    private readonly Dictionary<string, List<Heir>> _byBase = new();
    private readonly FileTypes[] _files;
    private readonly Lazy<HashSet<string>> _methods;
    private readonly Lazy<HashSet<string>> _extensions;
    private readonly Lazy<HashSet<string>> _types;

    private TypeIndex(Compilation compilation)
    {
        _files = [.. compilation.SyntaxTrees.Select(tree => Files.GetValue(tree, static t => new FileTypes(t)))];
        _methods = new(() => [.. _files.SelectMany(file => file.Methods)]);
        _extensions = new(() => [.. _files.SelectMany(file => file.Extensions)]);
        _types = new(() => [.. _files.SelectMany(file => file.Types)]);
        foreach (var file in _files)
        {
            foreach (var heir in file.Heirs)
            {
                if (!_byBase.TryGetValue(heir.Base, out var list))
                    _byBase.Add(heir.Base, list = new List<Heir>());
                list.Add(heir);
            }
        }
    }

    public static TypeIndex Of(Compilation compilation) => Cache.GetValue(compilation, static c => new TypeIndex(c));

    /// <summary>Whether any type of the compilation names this one in its base list; a name shared with another type counts.</summary>
    public bool HasDerived(INamedTypeSymbol type) => _byBase.ContainsKey(type.Name);

    /// <summary>Whether any type of the compilation declares a method of this name.</summary>
    public bool HasMethod(string name) => _methods.Value.Contains(name);

    /// <summary>The methods of this name; <see langword="null"/> where more than <paramref name="most"/> files have one.</summary>
    public IReadOnlyList<IMethodSymbol>? Methods(string name, int most, SemanticModel near, CancellationToken cancellation)
    {
        var trees = near.Compilation.SyntaxTrees.Where((_, index) => Array.IndexOf(_files[index].Methods, name) >= 0).Take(most + 1).ToArray();
        return trees.Length > most ? null
            : [.. trees.SelectMany(tree => FileTypes.MethodsIn(tree, name, cancellation).Select(method => Source.Model(tree, near).GetDeclaredSymbol(method, cancellation)).OfType<IMethodSymbol>())];
    }

    /// <summary>Whether any of these is an extension.</summary>
    public bool HasExtension(string name) => _extensions.Value.Contains(name);

    /// <summary>Whether the compilation declares a type of this name.</summary>
    public bool HasType(string name) => _types.Value.Contains(name);

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
            if (!seen.Add(name) || !_byBase.TryGetValue(name, out var heirs))
                continue;
            foreach (var heir in heirs)
            {
                if (heir.IsInterface)
                    open.Enqueue(heir.Name);
                else if (Symbol(heir, near, cancellation) is { } type && Implements(type, contract) && !found.Contains(type, SymbolEqualityComparer.Default))
                    found.Add(type);
            }
        }

        return found;
    }

    private static INamedTypeSymbol? Symbol(Heir heir, SemanticModel near, CancellationToken cancellation) =>
        heir.Tree.GetRoot(cancellation).FindToken(heir.Span.Start).Parent?.FirstAncestorOrSelf<TypeDeclarationSyntax>(type => type.Span == heir.Span) is { } declaration
            ? Source.Model(heir.Tree, near).GetDeclaredSymbol(declaration, cancellation) as INamedTypeSymbol
            : null;

    private static bool Implements(INamedTypeSymbol type, INamedTypeSymbol contract) =>
        type.AllInterfaces.Any(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, contract.OriginalDefinition));

    /// <summary>What the types of one file derive from, and the names of their methods.</summary>
    private sealed class FileTypes
    {
        private readonly List<Heir> _heirs = [];
        private readonly HashSet<string> _methods = [];
        private readonly HashSet<string> _extensions = [];
        private readonly HashSet<string> _types = [];

        public FileTypes(SyntaxTree tree)
        {
            if (tree.GetRoot() is CompilationUnitSyntax unit)
                Read(unit.Members, areExtensions: false);
            (Heirs, Methods, Extensions, Types) = (_heirs.ToArray(), _methods.ToArray(), _extensions.ToArray(), _types.ToArray());
        }

        public Heir[] Heirs { get; }

        public string[] Methods { get; }

        public string[] Extensions { get; }

        public string[] Types { get; }

        /// <summary>The declarations of a method in a file.</summary>
        public static IEnumerable<MethodDeclarationSyntax> MethodsIn(SyntaxTree tree, string name, CancellationToken cancellation) => tree.GetRoot(cancellation)
            .DescendantNodes(static node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax)
            .OfType<MethodDeclarationSyntax>().Where(method => method.Identifier.ValueText == name);

        private void Read(SyntaxList<MemberDeclarationSyntax> members, bool areExtensions)
        {
            foreach (var member in members)
            {
                switch (member)
                {
                    case BaseNamespaceDeclarationSyntax space:
                        Read(space.Members, areExtensions: false);
                        break;
                    case MethodDeclarationSyntax method:
                        _methods.Add(method.Identifier.ValueText);
                        if (areExtensions || method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) == true)
                            _extensions.Add(method.Identifier.ValueText);
                        break;
                    case TypeDeclarationSyntax type:
                        Read(type);
                        break;
                }
            }
        }

        private void Read(TypeDeclarationSyntax type)
        {
            _types.Add(type.Identifier.ValueText);
            Read(type.Members, areExtensions: type.Keyword.ValueText == "extension");
            foreach (var part in type.BaseList?.Types ?? default)
            {
                if (NameOf(part.Type) is { Length: > 0 } name)
                    _heirs.Add(new Heir(type.SyntaxTree, name, type.Identifier.ValueText, type.Span, type is InterfaceDeclarationSyntax));
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

    /// <summary>A type and one name of its base list.</summary>
    private sealed record Heir(SyntaxTree Tree, string Base, string Name, TextSpan Span, bool IsInterface);
}
