using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Finds names that mean nothing yet.</summary>
internal static class Names
{
    /// <summary>A name that no identifier in the member around a node has.</summary>
    public static string Unused(SyntaxNode node, string wish)
    {
        var member = node.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not GlobalStatementSyntax) ?? node.SyntaxTree.GetRoot();
        return Unused(new HashSet<string>(member.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal), wish);
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
