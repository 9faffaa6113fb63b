using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes a timeout, or the standard resilience handler, into the registration of a client.</summary>
internal static class RegistrationTimeout
{
    private const string Extensions = "Microsoft.Extensions.DependencyInjection.HttpClientBuilderExtensions";
    private const string ResilienceExtensions = "Microsoft.Extensions.DependencyInjection.ResilienceHttpClientBuilderExtensions";

    /// <summary>Sets the timeout in the lambda that the registration has, else in a step of its own.</summary>
    public static Action<DocumentEditor>? Edit(InvocationExpressionSyntax call, Func<SyntaxGenerator, ExpressionSyntax> limit, SemanticModel model)
    {
        if (!IsBuilder(call, model) || !HasExtension(model.Compilation, Extensions, "ConfigureHttpClient", parameters: 2))
            return null;
        if (ConfiguringBlock(call, model) is var (block, client))
            return editor => editor.ReplaceNode(block, (current, generator) => WithTimeout((BlockSyntax)current, client, generator, limit));

        var name = model.LookupSymbols(call.SpanStart, name: "client").Any(symbol => symbol is ILocalSymbol or IParameterSymbol) ? "httpClient" : "client";
        return editor => editor.ReplaceNode(call, (current, generator) =>
        {
            var timeout = generator.AssignmentStatement(generator.MemberAccessExpression(IdentifierName(name), "Timeout"), limit(generator));
            var lambda = SimpleLambdaExpression(Parameter(Identifier(name)), (ExpressionSyntax)timeout).NormalizeWhitespace();
            return Step((InvocationExpressionSyntax)current, call, "ConfigureHttpClient", Argument(lambda));
        });
    }

    /// <summary>Appends the standard resilience handler to the registration's chain.</summary>
    public static Action<DocumentEditor>? ResilienceEdit(InvocationExpressionSyntax call, SemanticModel model)
    {
        var last = call;
        while (last.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax next } access && access.Expression == last)
            last = next;

        if (last.Parent is not ExpressionStatementSyntax || !IsBuilder(last, model) || !HasExtension(model.Compilation, ResilienceExtensions, "AddStandardResilienceHandler", parameters: 1))
            return null;
        return editor => editor.ReplaceNode(last, (current, _) => Step((InvocationExpressionSyntax)current, last, "AddStandardResilienceHandler"));
    }

    private static bool IsBuilder(ExpressionSyntax call, SemanticModel model) => model.GetTypeInfo(call).Type is { Name: "IHttpClientBuilder" };

    private static bool HasExtension(Compilation compilation, string type, string name, int parameters) =>
        compilation.GetTypeByMetadataName(type)?.GetMembers(name).OfType<IMethodSymbol>()
            .Any(method => method.IsExtensionMethod && method.Parameters.Length == parameters && method.DeclaredAccessibility == Accessibility.Public) == true;

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

    // The new step stands on a line of its own where its neighbour does.
    private static InvocationExpressionSyntax Step(InvocationExpressionSyntax builder, InvocationExpressionSyntax original, string name, params ArgumentSyntax[] arguments)
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
