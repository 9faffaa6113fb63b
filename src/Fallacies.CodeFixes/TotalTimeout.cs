using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes;

/// <summary>Makes the timeout of a client the total of its resilience handler.</summary>
internal static class TotalTimeout
{
    /// <summary>What the standard handler allows one try; a shorter total stops the program at its first call.</summary>
    public static readonly TimeSpan StandardAttempt = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static string Line(string options, string value) => $"{options}.TotalRequestTimeout.Timeout = {value}";

    /// <summary>The assignment at a place and its value, where the handler can take it over.</summary>
    public static (AssignmentExpressionSyntax Assignment, TimeSpan Value)? Of(SyntaxNode? node, SemanticModel model, TimeSpan attempt) =>
        node?.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { } assignment && ConstantTime.Of(model.GetOperation(assignment.Right)) is { } value && value >= attempt && value <= Longest
            ? (assignment, value)
            : null;

    /// <summary>Takes the assignment out: its statement, or the whole lambda where it does nothing else. <see langword="null"/> where something else would be lost.</summary>
    public static ChainEdit? Removal(string title, AssignmentExpressionSyntax assignment, SemanticModel model)
    {
        if (assignment.Parent is ExpressionStatementSyntax { Parent: BlockSyntax { Statements.Count: > 1 } } statement)
            return HasComments(statement) ? null : new ChainEdit(title, [statement], (_, _) => null);
        if (assignment.Parent is not LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } arguments } argument } || HasComments(arguments))
            return null;

        return call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureHttpClient" }
            ? BuilderChain.Remove(title, call, model)
            : new ChainEdit(title, [arguments], (_, current) => current is ArgumentListSyntax list ? list.WithArguments(list.Arguments.RemoveAt(arguments.Arguments.IndexOf(argument))) : current);
    }

    private static bool HasComments(SyntaxNode node) => node.DescendantTrivia().Any(trivia => Comments.Is(trivia) || trivia.IsDirective);
}
