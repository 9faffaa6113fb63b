using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes;

/// <summary>Writes a step into the registration of a client.</summary>
internal static class RegistrationStep
{
    private const string Extensions = "Microsoft.Extensions.DependencyInjection.HttpClientBuilderExtensions";

    /// <summary>Whether a call yields a builder that has such a step.</summary>
    public static bool IsPossibleAfter(ExpressionSyntax call, string name, int parameters, SemanticModel model, string extensions = Extensions) =>
        model.GetTypeInfo(call).Type is { Name: "IHttpClientBuilder" }
        && model.Compilation.GetTypeByMetadataName(extensions)?.GetMembers(name).OfType<IMethodSymbol>()
            .Any(method => method.IsExtensionMethod && method.Parameters.Length == parameters && method.DeclaredAccessibility == Accessibility.Public) == true;

    /// <summary>A builder with one more step; it stands on a line of its own where its neighbour does.</summary>
    public static InvocationExpressionSyntax After(InvocationExpressionSyntax builder, InvocationExpressionSyntax original, string name, params ArgumentSyntax[] arguments)
    {
        var neighbour = original.Parent as MemberAccessExpressionSyntax ?? original.Expression as MemberAccessExpressionSyntax;
        var indent = neighbour?.OperatorToken.LeadingTrivia.LastOrDefault(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) ?? default;
        var ownLine = indent.IsKind(SyntaxKind.WhitespaceTrivia);
        var trailing = builder.GetTrailingTrivia();

        var lineEnd = neighbour?.Expression.GetTrailingTrivia().LastOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) ?? default;
        var before = !ownLine ? TriviaList() : trailing.Any(SyntaxKind.EndOfLineTrivia) ? trailing : TriviaList(lineEnd);
        var after = ownLine && trailing.Any(SyntaxKind.EndOfLineTrivia) ? TriviaList(lineEnd) : trailing;

        var access = MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression,
            builder.WithTrailingTrivia(before),
            Token(ownLine ? TriviaList(indent) : TriviaList(), SyntaxKind.DotToken, TriviaList()),
            IdentifierName(name));
        return InvocationExpression(access, ArgumentList(SeparatedList(arguments))).WithTrailingTrivia(after);
    }
}
