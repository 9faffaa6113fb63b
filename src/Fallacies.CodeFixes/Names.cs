using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes;

/// <summary>Finds names that mean nothing yet.</summary>
internal static class Names
{
    /// <summary>A name that no identifier in the member around a node has.</summary>
    public static string Unused(SyntaxNode node, string wish)
    {
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not GlobalStatementSyntax) ?? node.SyntaxTree.GetRoot();
        return Unused(new HashSet<string>(member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal), wish);
    }

    /// <summary>A name that neither a type nor anything named in it has.</summary>
    public static string Unused(TypeDeclarationSyntax type, SemanticModel model, string wish)
    {
        var used = new HashSet<string>(type.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        used.UnionWith(model.LookupSymbols(type.OpenBraceToken.Span.End).Select(symbol => symbol.Name));
        return Unused(used, wish);
    }

    /// <summary>The wish, or the wish with the first number that makes it new.</summary>
    public static string Unused(HashSet<string> used, string wish)
    {
        var name = wish;
        for (var number = 2; used.Contains(name); number++)
            name = wish + number;
        return name;
    }
}
