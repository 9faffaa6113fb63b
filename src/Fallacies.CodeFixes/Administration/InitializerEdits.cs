using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Administration;

/// <summary>Adds a property to an object initializer in the layout that the initializer has.</summary>
internal static class InitializerEdits
{
    /// <summary>The creation with one more property at the end of its initializer.</summary>
    public static BaseObjectCreationExpressionSyntax Append(BaseObjectCreationExpressionSyntax creation, ExpressionSyntax element) =>
        creation.Initializer is { Expressions.Count: > 0 } initializer
            ? creation.WithInitializer(Append(initializer, element))
            : creation.WithInitializer(SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression, SyntaxFactory.SingletonSeparatedList(element)));

    /// <summary>The value that an initializer gives a property, if it does.</summary>
    public static ExpressionSyntax? Value(BaseObjectCreationExpressionSyntax creation, string property) => creation.Initializer?.Expressions
        .OfType<AssignmentExpressionSyntax>().FirstOrDefault(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == property)?.Right;

    private static InitializerExpressionSyntax Append(InitializerExpressionSyntax initializer, ExpressionSyntax element)
    {
        var parts = initializer.Expressions.GetWithSeparators().ToList();
        var last = initializer.Expressions[initializer.Expressions.Count - 1];
        var end = parts[parts.Count - 1].GetTrailingTrivia();
        var lineEnd = end.FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var isOnLines = lineEnd.IsKind(SyntaxKind.EndOfLineTrivia);

        if (parts.Count % 2 == 1)
        {
            parts[parts.Count - 1] = last.WithoutTrailingTrivia();
            parts.Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(isOnLines ? end : SyntaxFactory.TriviaList(SyntaxFactory.Space)));
        }

        var indent = last.GetLeadingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        parts.Add(element
            .WithLeadingTrivia(indent.IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(indent) : default)
            .WithTrailingTrivia(isOnLines ? SyntaxFactory.TriviaList(lineEnd) : SyntaxFactory.TriviaList(SyntaxFactory.Space)));
        return initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(parts)));
    }
}
