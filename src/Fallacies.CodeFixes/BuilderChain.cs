using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes;

/// <summary>Takes steps out of the chain of a registration.</summary>
internal static class BuilderChain
{
    /// <summary>The outermost call of the chain that a call belongs to.</summary>
    public static InvocationExpressionSyntax Last(InvocationExpressionSyntax call)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access && access.Expression == call)
            call = next;
        return call;
    }

    /// <summary>
    /// The edit that takes a step out of its chain, with the steps that belong to its own builder; <see langword="null"/> where
    /// comments stand between, or where nothing would be left.
    /// </summary>
    public static ChainEdit? Remove(string title, InvocationExpressionSyntax step, SemanticModel model)
    {
        var last = model.GetTypeInfo(step).Type is { Name: "IHttpClientBuilder" } ? step : Last(step);
        if (step.Expression is not MemberAccessExpressionSyntax { Expression: var builder } || HasComments(last, builder) || (last.Parent is MemberAccessExpressionSyntax && last.GetTrailingTrivia().Any(Comments.IsOrDirective)))
            return null;
        if (builder is not InvocationExpressionSyntax && last.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement)
            return statement.GetLeadingTrivia().Any(Comments.IsOrDirective) || statement.GetTrailingTrivia().Any(Comments.IsOrDirective) ? null : new ChainEdit(title, [statement], (_, _) => null);
        if (builder is not InvocationExpressionSyntax && last.Parent is ExpressionStatementSyntax)
            return null;

        // In the middle of a chain the lines before and after stay as they are; its end moves up.
        var isLast = last.Parent is not MemberAccessExpressionSyntax;
        if (isLast && builder.GetTrailingTrivia().Any(Comments.IsOrDirective))
            return null;
        return new ChainEdit(title, [last], (_, current) => Receiver(current, step, last) is not { } rest ? current : isLast ? rest.WithTrailingTrivia(current.GetTrailingTrivia()) : rest);
    }

    // The same step in the changed tree: as many calls further in as before.
    private static ExpressionSyntax? Receiver(SyntaxNode? current, InvocationExpressionSyntax step, InvocationExpressionSyntax last)
    {
        var node = current as ExpressionSyntax;
        for (var (outer, steps) = ((ExpressionSyntax)last, 0); steps < 32 && node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }; steps++)
        {
            node = access.Expression;
            if (outer == step)
                return node;
            outer = ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)outer).Expression).Expression;
        }

        return null;
    }

    private static bool HasComments(SyntaxNode last, SyntaxNode builder) =>
        last.DescendantTrivia(descendIntoTrivia: true).Where(trivia => trivia.SpanStart >= builder.FullSpan.End && trivia.Span.End <= last.Span.End).Any(Comments.IsOrDirective);
}
