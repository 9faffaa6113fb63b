using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes a timeout into the initializer of a client.</summary>
internal static class CreationTimeout
{
    /// <summary>The edit, or <see langword="null"/> where the creation has no place for it.</summary>
    public static Action<DocumentEditor>? Edit(BaseObjectCreationExpressionSyntax creation, Func<SyntaxGenerator, ExpressionSyntax> limit)
    {
        if (creation.Initializer is { } initializer && !initializer.IsKind(SyntaxKind.ObjectInitializerExpression))
            return null;

        return editor => editor.ReplaceNode(creation, (current, generator) =>
        {
            var timeout = AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("Timeout"), limit(generator))
                .WithOperatorToken(Token(TriviaList(Space), SyntaxKind.EqualsToken, TriviaList(Space)));
            return With((BaseObjectCreationExpressionSyntax)current, timeout);
        });
    }

    private static SyntaxNode With(BaseObjectCreationExpressionSyntax creation, ExpressionSyntax timeout)
    {
        if (creation.Initializer is { Expressions.Count: > 0 } initializer)
            return creation.WithInitializer(initializer.WithExpressions(Append(initializer.Expressions, timeout)));

        var braces = InitializerExpression(SyntaxKind.ObjectInitializerExpression, SingletonSeparatedList(timeout))
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
    private static SeparatedSyntaxList<ExpressionSyntax> Append(SeparatedSyntaxList<ExpressionSyntax> members, ExpressionSyntax timeout)
    {
        var items = members.GetWithSeparators().ToList();
        var last = members[members.Count - 1];
        var indent = last.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
        if (members.SeparatorCount == members.Count)
        {
            var comma = members.GetSeparator(members.Count - 1);
            items.Add(timeout.WithLeadingTrivia(indent));
            items.Add(Token(SyntaxKind.CommaToken).WithTrailingTrivia(comma.TrailingTrivia.Where(IsLayout)));
            return SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(items));
        }

        var lineEnd = last.GetTrailingTrivia();
        var hasLine = lineEnd.Any(SyntaxKind.EndOfLineTrivia);
        items[items.Count - 1] = last.WithoutTrailingTrivia();
        items.Add(Token(SyntaxKind.CommaToken).WithTrailingTrivia(hasLine ? lineEnd : TriviaList(Space)));
        items.Add(hasLine ? timeout.WithLeadingTrivia(indent).WithTrailingTrivia(lineEnd.Where(IsLayout)) : timeout.WithTrailingTrivia(lineEnd));
        return SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(items));
    }

    private static bool IsLayout(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.EndOfLineTrivia);
}
