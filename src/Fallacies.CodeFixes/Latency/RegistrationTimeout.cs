using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes a timeout into the registration of a client.</summary>
internal static class RegistrationTimeout
{
    /// <summary>Sets the timeout in the lambda that the registration has, else in a step of its own.</summary>
    public static Action<DocumentEditor>? Edit(InvocationExpressionSyntax call, Func<SyntaxGenerator, ExpressionSyntax> limit, SemanticModel model)
    {
        if (!RegistrationStep.IsPossibleAfter(call, "ConfigureHttpClient", parameters: 2, model))
            return null;
        if (ConfiguringBlock(call, model) is var (block, client))
            return editor => editor.ReplaceNode(block, (current, generator) => WithTimeout((BlockSyntax)current, client, generator, limit));

        var name = model.LookupSymbols(call.SpanStart, name: "client").Any(symbol => symbol is ILocalSymbol or IParameterSymbol) ? "httpClient" : "client";
        return editor => editor.ReplaceNode(call, (current, generator) =>
        {
            var timeout = generator.AssignmentStatement(generator.MemberAccessExpression(IdentifierName(name), "Timeout"), limit(generator));
            var lambda = SimpleLambdaExpression(Parameter(Identifier(name)), (ExpressionSyntax)timeout).NormalizeWhitespace();
            return RegistrationStep.After((InvocationExpressionSyntax)current, call, "ConfigureHttpClient", Argument(lambda));
        });
    }

    // A block that may leave early, or that ends by throwing, is no place to add a last statement.
    private static (BlockSyntax Block, string Client)? ConfiguringBlock(InvocationExpressionSyntax call, SemanticModel model)
    {
        foreach (var lambda in call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>())
        {
            if (lambda.Block is not { } block || model.GetSymbolInfo(lambda).Symbol is not IMethodSymbol method)
                continue;
            if (method.Parameters.LastOrDefault() is { Type.Name: "HttpClient", IsDiscard: false } client
                && !block.DescendantNodes().Any(node => node is ReturnStatementSyntax or ThrowStatementSyntax))
                return (block, client.Name);
        }

        return null;
    }

    private static BlockSyntax WithTimeout(BlockSyntax block, string client, SyntaxGenerator generator, Func<SyntaxGenerator, ExpressionSyntax> limit)
    {
        var statement = (StatementSyntax)generator.ExpressionStatement(
            generator.AssignmentStatement(generator.MemberAccessExpression(IdentifierName(client), "Timeout"), limit(generator)));
        return block.AddStatements(statement.WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation));
    }
}
