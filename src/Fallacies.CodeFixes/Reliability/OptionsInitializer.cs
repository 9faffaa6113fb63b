using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>Adds settings to a <c>new</c>, in the layout of those already there.</summary>
internal static class OptionsInitializer
{
    public static BaseObjectCreationExpressionSyntax With(BaseObjectCreationExpressionSyntax creation, bool exponential, int position, ImportingCode code)
    {
        var added = new List<ExpressionSyntax>();
        if (exponential)
            added.Add(Setting("BackoffType", code.Parse("DelayBackoffType.Exponential", position, "Polly.DelayBackoffType")));
        added.Add(Setting("UseJitter", SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression)));

        if (creation.Initializer is { Expressions.Count: > 0 } initializer)
            return creation.ReplaceNode(initializer, Append(initializer, added));

        var fresh = SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression, SyntaxFactory.SeparatedList(added, added.Skip(1).Select(_ => Comma(SyntaxFactory.Space))))
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithTrailingTrivia(SyntaxFactory.Space))
            .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(SyntaxFactory.Space));
        var bare = creation.WithInitializer(null);
        return bare.WithTrailingTrivia(SyntaxFactory.Space).WithInitializer(fresh.WithTrailingTrivia(creation.GetTrailingTrivia()));
    }

    private static InitializerExpressionSyntax Append(InitializerExpressionSyntax initializer, List<ExpressionSyntax> added)
    {
        var items = initializer.Expressions.GetWithSeparators().ToList();
        var hasTrailingComma = initializer.Expressions.SeparatorCount == initializer.Expressions.Count;
        var last = initializer.Expressions.Last();
        var ending = items[items.Count - 1].GetTrailingTrivia();
        var indentation = last.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Skip(Math.Max(0, last.GetLeadingTrivia().Count(t => t.IsKind(SyntaxKind.WhitespaceTrivia)) - 1)).ToArray();
        var newLine = ending.FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var separated = newLine.RawKind == 0 ? SyntaxFactory.Space : newLine;

        // Comments behind the last setting stay with it: the comma goes between.
        if (!hasTrailingComma)
        {
            items[items.Count - 1] = last.WithoutTrailingTrivia();
            items.Add(Comma().WithTrailingTrivia(newLine.RawKind == 0 ? SyntaxFactory.TriviaList(SyntaxFactory.Space) : ending));
        }

        for (var i = 0; i < added.Count; i++)
        {
            var isLast = i == added.Count - 1;
            var setting = newLine.RawKind == 0 ? added[i] : added[i].WithLeadingTrivia(indentation);
            items.Add(isLast && !hasTrailingComma ? setting.WithTrailingTrivia(separated) : setting);
            if (!isLast || hasTrailingComma)
                items.Add(Comma(separated));
        }

        return initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(items));
    }

    private static AssignmentExpressionSyntax Setting(string name, ExpressionSyntax value) =>
        SyntaxFactory.AssignmentExpression(
            SyntaxKind.SimpleAssignmentExpression,
            SyntaxFactory.IdentifierName(name).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
            value);

    private static SyntaxToken Comma(params SyntaxTrivia[] trailing) => SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(trailing);
}
