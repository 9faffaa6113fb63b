using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes;

/// <summary>Writes a member into the initializer of a creation, in the layout that it has.</summary>
internal static class CreationMember
{
    /// <summary>The creation with one more member at the end of its initializer.</summary>
    public static SyntaxNode With(BaseObjectCreationExpressionSyntax creation, ExpressionSyntax member)
    {
        if (creation.Initializer is { Expressions.Count: > 0 } initializer)
            return creation.WithInitializer(initializer.WithExpressions(Append(initializer.Expressions, member)));

        var braces = InitializerExpression(SyntaxKind.ObjectInitializerExpression, SingletonSeparatedList(member))
            .WithOpenBraceToken(Token(TriviaList(Space), SyntaxKind.OpenBraceToken, TriviaList(Space)))
            .WithCloseBraceToken(Token(TriviaList(Space), SyntaxKind.CloseBraceToken, creation.GetTrailingTrivia()));
        if (creation.Initializer is { } empty)
            return creation.WithInitializer(braces.WithOpenBraceToken(empty.OpenBraceToken.WithTrailingTrivia(Space)));
        if (creation is ObjectCreationExpressionSyntax { ArgumentList: { } parentheses } named && IsBare(parentheses))
            return named.WithArgumentList(null).WithType(named.Type.WithoutTrailingTrivia()).WithInitializer(braces);
        return creation.WithTrailingTrivia().WithInitializer(braces);
    }

    private static bool IsBare(ArgumentListSyntax parentheses) =>
        parentheses is { Arguments.Count: 0, OpenParenToken.TrailingTrivia.Count: 0, CloseParenToken.LeadingTrivia.Count: 0 };

    // The new member gets a line of its own where the last one has one, and a comma after it where the last one has one.
    private static SeparatedSyntaxList<ExpressionSyntax> Append(SeparatedSyntaxList<ExpressionSyntax> members, ExpressionSyntax member)
    {
        var items = members.GetWithSeparators().ToList();
        var last = members[members.Count - 1];
        var indent = last.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
        if (members.SeparatorCount == members.Count)
        {
            var comma = members.GetSeparator(members.Count - 1);
            items.Add(member.WithLeadingTrivia(indent));
            items.Add(Token(SyntaxKind.CommaToken).WithTrailingTrivia(comma.TrailingTrivia.Where(IsLayout)));
            return SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(items));
        }

        var lineEnd = last.GetTrailingTrivia();
        var hasLine = lineEnd.Any(SyntaxKind.EndOfLineTrivia);
        items[items.Count - 1] = last.WithoutTrailingTrivia();
        items.Add(Token(SyntaxKind.CommaToken).WithTrailingTrivia(hasLine ? lineEnd : TriviaList(Space)));
        items.Add(hasLine ? member.WithLeadingTrivia(indent).WithTrailingTrivia(lineEnd.Where(IsLayout)) : member.WithTrailingTrivia(lineEnd));
        return SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(items));
    }

    private static bool IsLayout(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
