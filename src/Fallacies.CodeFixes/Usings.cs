using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes;

/// <summary>Adds usings for extensions, which no name in the code stands for.</summary>
internal static class Usings
{
    /// <summary>The root with a using, in the order of those there are.</summary>
    public static SyntaxNode Add(SyntaxNode root, string name)
    {
        if (root is not CompilationUnitSyntax unit)
            return root;

        var end = unit.DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var line = end.RawKind == 0 ? ElasticCarriageReturnLineFeed : end;
        var directive = UsingDirective(ParseName(name)).WithUsingKeyword(Token(TriviaList(), SyntaxKind.UsingKeyword, TriviaList(Space))).WithTrailingTrivia(line);
        var inside = unit.Usings.Count == 0 ? unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault(space => space.Usings.Count > 0) : null;
        return inside is not null
            ? unit.ReplaceNode(inside, inside.WithUsings(Insert(inside.Usings, directive, name)))
            : unit.Usings.Count > 0 ? unit.WithUsings(Insert(unit.Usings, directive, name)) : First(unit, directive, line);
    }

    private static SyntaxList<UsingDirectiveSyntax> Insert(SyntaxList<UsingDirectiveSyntax> usings, UsingDirectiveSyntax directive, string name)
    {
        var place = usings.TakeWhile(other => IsBefore(other, name)).Count();
        var follows = place > 0 && place < usings.Count && usings[place - 1].GlobalKeyword.RawKind != 0;
        if (place > 0 && !follows)
            return usings.Insert(place, directive.WithLeadingTrivia(usings[place - 1].GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))));

        // What stands above the first line stays above it.
        var first = usings[place];
        return usings.Replace(first, first.WithLeadingTrivia(first.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))))
            .Insert(place, directive.WithLeadingTrivia(first.GetLeadingTrivia()));
    }

    private static bool IsBefore(UsingDirectiveSyntax other, string name)
    {
        if (other.GlobalKeyword.RawKind != 0)
            return true;
        if (other.Alias is not null || other.StaticKeyword.RawKind != 0 || other.Name?.ToString() is not { } text)
            return false;

        return IsSystem(text) == IsSystem(name) ? string.Compare(text, name, StringComparison.OrdinalIgnoreCase) < 0 : IsSystem(text);
    }

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

    private static CompilationUnitSyntax First(CompilationUnitSyntax unit, UsingDirectiveSyntax directive, SyntaxTrivia line)
    {
        var token = unit.GetFirstToken();
        return unit.ReplaceToken(token, token.WithLeadingTrivia(line)).WithUsings(SingletonList(directive.WithLeadingTrivia(token.LeadingTrivia)));
    }
}
