using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes one more argument or member the way the others are written: on a line of its own where they are.</summary>
internal static class AppendedArgument
{
    /// <summary>The call with the argument, written as in source, behind its last one.</summary>
    public static InvocationExpressionSyntax To(InvocationExpressionSyntax call, string argument) =>
        call.WithArgumentList(call.ArgumentList.WithArguments(
            To(call.ArgumentList.Arguments, SyntaxFactory.ParseArgumentList($"({argument})").Arguments[0], call.ArgumentList.OpenParenToken)));

    /// <summary>The list that starts behind a bracket, with one more item.</summary>
    public static SeparatedSyntaxList<T> To<T>(SeparatedSyntaxList<T> list, T item, SyntaxToken open)
        where T : SyntaxNode
    {
        if (list.Count == 0)
            return SyntaxFactory.SingletonSeparatedList(item);

        var last = list.Last();
        var indent = last.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
        if (list.SeparatorCount == list.Count)
        {
            var comma = list.GetSeparator(list.Count - 1);
            return SyntaxFactory.SeparatedList<T>(list.GetWithSeparators().Add(item.WithLeadingTrivia(indent)).Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(LineEnds(comma.TrailingTrivia))));
        }

        var before = list.Count > 1 ? list.GetSeparator(list.Count - 2) : open;
        var end = last.GetTrailingTrivia();
        var (startsLine, endsLine) = (before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia), end.Any(SyntaxKind.EndOfLineTrivia));

        // A comment behind the last item stays with it.
        var stays = !endsLine && end.Any(trivia => !trivia.IsKind(SyntaxKind.WhitespaceTrivia));
        var afterComma = !startsLine ? SyntaxFactory.TriviaList(SyntaxFactory.Space) : endsLine ? end : LineEnds(before.TrailingTrivia);
        var added = item.WithLeadingTrivia(startsLine ? indent : []).WithTrailingTrivia(stays ? [] : startsLine && endsLine ? LineEnds(end) : end);
        return SyntaxFactory.SeparatedList<T>(
            list.GetWithSeparators().Replace(last, stays ? last : last.WithoutTrailingTrivia())
                .Add(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(afterComma))
                .Add(added));
    }

    private static SyntaxTriviaList LineEnds(SyntaxTriviaList trivia) => trivia.Where(part => part.IsKind(SyntaxKind.EndOfLineTrivia)).ToSyntaxTriviaList();
}
