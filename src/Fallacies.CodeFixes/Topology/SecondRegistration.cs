using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Topology;

/// <summary>Edits of a registration that is one too many.</summary>
internal static class SecondRegistration
{
    /// <summary>Takes a registration away: its statement, or its link of the chain.</summary>
    public static Action<DocumentEditor>? Removal(InvocationExpressionSyntax call)
    {
        var access = (MemberAccessExpressionSyntax)call.Expression;
        var isStatement = call.Parent is ExpressionStatementSyntax;
        if (!isStatement || access.Expression.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Any())
            return HasComment(access.OperatorToken) || (HasComment(access.Expression.GetLastToken()) && HasComment(call.GetLastToken()))
                ? null
                : editor => editor.ReplaceNode(call, (current, _) => Rest((InvocationExpressionSyntax)current, isStatement));

        var removed = call.Parent!.Parent is GlobalStatementSyntax global ? global : call.Parent.Parent is BlockSyntax ? call.Parent : null;
        return removed is null ? null : editor => editor.RemoveNode(removed, HasComment(removed.GetFirstToken()) || HasComment(removed.GetLastToken()) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia);
    }

    /// <summary>Lets a registration of two types ask the container for the second.</summary>
    public static Action<DocumentEditor>? Forwarding(InvocationExpressionSyntax call)
    {
        var access = (MemberAccessExpressionSyntax)call.Expression;
        if (access.Name is not GenericNameSyntax { TypeArgumentList.Arguments: { Count: > 0 } types } name || call.ArgumentList.Arguments.Count > 0)
            return null;

        return editor => editor.ReplaceNode(call, (current, generator) =>
        {
            var provider = IdentifierName("provider");
            var asked = generator.InvocationExpression(generator.MemberAccessExpression(provider, generator.GenericName("GetRequiredService", types.Last().WithoutTrivia())));
            var lambda = SimpleLambdaExpression(Parameter(Identifier("provider")).WithTrailingTrivia(Space), (ExpressionSyntax)asked)
                .WithArrowToken(Token(TriviaList(), SyntaxKind.EqualsGreaterThanToken, TriviaList(Space)));
            var forwarded = ((InvocationExpressionSyntax)current).AddArgumentListArguments(Argument(lambda));
            return forwarded.WithExpression(((MemberAccessExpressionSyntax)forwarded.Expression).WithName(name.WithTypeArgumentList(TypeArgumentList(SingletonSeparatedList(types[0])))));
        });
    }

    // "services.AddHttpClient<A>().Services.AddScoped<A>();" leaves nothing to do with the services.
    private static SyntaxNode Rest(InvocationExpressionSyntax call, bool isStatement)
    {
        var rest = ((MemberAccessExpressionSyntax)call.Expression).Expression;
        if (isStatement && rest is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax builder })
            return builder.WithTrailingTrivia(call.GetTrailingTrivia());
        return HasComment(rest.GetLastToken()) ? rest : rest.WithTrailingTrivia(call.GetTrailingTrivia());
    }

    private static bool HasComment(SyntaxToken token) => token.LeadingTrivia.Concat(token.TrailingTrivia).Any(Comments.IsOrDirective);
}
