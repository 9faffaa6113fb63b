using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The names that using directives of a compilation give to types: where one is written, the text does not say which type is meant.</summary>
internal static class Aliases
{
    private static readonly ConditionalWeakTable<SyntaxTree, StrongBox<ImmutableArray<string>>> Files = new();
    private static readonly ConditionalWeakTable<Compilation, HashSet<string>> Cache = new();

    public static HashSet<string> Of(Compilation compilation) =>
        Cache.GetValue(compilation, static c => [.. c.SyntaxTrees.SelectMany(tree => Files.GetValue(tree, static t => new StrongBox<ImmutableArray<string>>(Read(t))).Value)]);

    private static ImmutableArray<string> Read(SyntaxTree tree) => tree.GetRoot() is CompilationUnitSyntax unit
        ? unit.Usings.Concat(unit.Members.OfType<BaseNamespaceDeclarationSyntax>().SelectMany(space => space.Usings)).Select(use => use.Alias?.Name.Identifier.ValueText).OfType<string>().ToImmutableArray()
        : ImmutableArray<string>.Empty;
}
