using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes a loop that starts with <c>StringGetAsync</c> of one key as one call with all keys and a loop over items and values.</summary>
internal static class RedisKeys
{
    // Gone through twice, such a collection yields the same items.
    private static readonly HashSet<string> Stored = ["List", "IList", "IReadOnlyList", "ICollection", "IReadOnlyCollection", "HashSet", "ImmutableArray", "ImmutableList"];

    /// <summary>The changed root, or <see langword="null"/> where the values cannot be read before the first round.</summary>
    public static SyntaxNode? Build(SemanticModel model, ForEachStatementSyntax loop, InvocationExpressionSyntax call, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { Name: "StringGetAsync", ContainingType.Name: "IDatabaseAsync" or "IDatabase" } method || method.Parameters.Length == 0 || method.Parameters[0].Type is not { Name: "RedisKey" } key
            || loop is not { Statement: BlockSyntax { Statements: { Count: > 1 } statements } body, Parent: BlockSyntax around, AwaitKeyword.RawKind: 0 }
            || statements[0] is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables } first || variables[0].Initializer?.Value is not AwaitExpressionSyntax wait || !wait.Span.Contains(call.Span)
            || call.ArgumentList.Arguments is not { Count: > 0 } arguments || arguments[0].NameColon is not null || !IsStored(loop.Expression, model) || UsesRedisAgain(body, call, model) || first.DescendantTrivia().Any(Comments.Is))
            return null;

        var values = Names.Unused(loop.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? (SyntaxNode)loop, variables[0].Identifier.ValueText + "s");
        var source = loop.Expression.WithoutTrivia();
        var keys = ParseExpression($"{source}.Select({loop.Identifier.Text} => ({key.ToMinimalDisplayString(model, loop.SpanStart)})({arguments[0].Expression.WithoutTrivia()})).ToArray()");
        var all = wait.ReplaceNode(arguments[0].Expression, keys).WithoutTrivia();
        var read = ParseStatement($"var {values} = {all};").WithLeadingTrivia(loop.GetLeadingTrivia()).WithTrailingTrivia(body.OpenBraceToken.TrailingTrivia).WithAdditionalAnnotations(Formatter.Annotation);
        var pairs = (ForEachVariableStatementSyntax)ParseStatement($"foreach (var ({loop.Identifier.Text}, {variables[0].Identifier.Text}) in {source}.Zip({values})) {{ }}");
        var changed = pairs.WithCloseParenToken(loop.CloseParenToken).WithStatement(body.WithStatements(statements.RemoveAt(0)))
            .WithLeadingTrivia(loop.GetLeadingTrivia().Reverse().TakeWhile(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
            .WithTrailingTrivia(loop.GetTrailingTrivia());

        var index = around.Statements.IndexOf(loop);
        return loop.SyntaxTree.GetRoot(cancellation).ReplaceNode(around, around.WithStatements(around.Statements.RemoveAt(index).InsertRange(index, [read, changed])));
    }

    private static bool IsStored(ExpressionSyntax source, SemanticModel model) =>
        source is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or ThisExpressionSyntax } && model.GetTypeInfo(source).Type is { } type && (type is IArrayTypeSymbol || Stored.Contains(type.Name));

    // A later round might read what an earlier one wrote.
    private static bool UsesRedisAgain(BlockSyntax body, InvocationExpressionSyntax call, SemanticModel model) => body.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(other => other != call && model.GetSymbolInfo(other).Symbol?.ContainingNamespace?.ToDisplayString().StartsWith("StackExchange.Redis", StringComparison.Ordinal) == true);
}
