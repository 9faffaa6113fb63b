using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes;

/// <summary>Adds a line to the code that sets the options of a standard handler: to the lambda there is, or in one of its own.</summary>
internal static class HandlerOptions
{
    /// <summary>The namespace of the handlers' extensions.</summary>
    public const string Namespace = "Microsoft.Extensions.Http.Resilience";

    /// <summary>The edit, or <see langword="null"/> where the registration has no place for it.</summary>
    public static ChainEdit? Add(string title, InvocationExpressionSyntax handler, SemanticModel model, Func<string, string> line)
    {
        if (Existing(handler, model) is var (lambda, option))
            return CanGrow(lambda) ? new ChainEdit(title, [lambda], (_, current) => Grown((LambdaExpressionSyntax)current, ParseExpression(line(option)), Layout.At(lambda, lambda.SpanStart))) : null;

        var name = FreeName(handler, model);
        var argument = Argument(Lambda(name, Layout.At(handler, handler.Span.End), line(name))!);
        if (handler.ArgumentList.Arguments.Count == 0 && TakesOptions(handler, model))
            return new ChainEdit(title, [handler], (_, current) => current is InvocationExpressionSyntax call ? call.WithArgumentList(call.ArgumentList.AddArguments(argument)) : current);

        return new ChainEdit(title, [handler], (_, current) => current is InvocationExpressionSyntax call ? RegistrationStep.After(call, handler, "Configure", argument) : current)
        {
            Using = IsInScope(handler, model, "Configure") ? null : Namespace,
        };
    }

    /// <summary>A name for the options that means nothing at a place.</summary>
    public static string FreeName(SyntaxNode place, SemanticModel model) =>
        model.LookupSymbols(place.SpanStart, name: "options").Any(symbol => symbol is ILocalSymbol or IParameterSymbol) ? "resilience" : "options";

    /// <summary>A lambda of these lines; <see langword="null"/> where there are none.</summary>
    public static LambdaExpressionSyntax? Lambda(string option, Layout layout, params string[] lines) => lines.Length == 0 ? null
        : lines.Skip(1).Aggregate(
            (LambdaExpressionSyntax)SimpleLambdaExpression(Parameter(Identifier(option)), ParseExpression(lines[0])).NormalizeWhitespace(),
            (lambda, line) => Grown(lambda, ParseExpression(line), layout));

    /// <summary>Whether an extension can be called on what an expression yields without another using.</summary>
    public static bool IsInScope(ExpressionSyntax receiver, SemanticModel model, string extension) =>
        model.GetTypeInfo(receiver).Type is { } type && !model.LookupSymbols(receiver.SpanStart, type, extension, includeReducedExtensionMethods: true).IsEmpty;

    // The lambda of the handler itself, or of the Configure behind it.
    private static (LambdaExpressionSyntax Lambda, string Option)? Existing(InvocationExpressionSyntax handler, SemanticModel model)
    {
        var calls = new[] { handler, (handler.Parent as MemberAccessExpressionSyntax)?.Parent as InvocationExpressionSyntax }.OfType<InvocationExpressionSyntax>();
        foreach (var lambda in calls.SelectMany(call => call.ArgumentList.Arguments).Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>())
        {
            if (model.GetSymbolInfo(lambda).Symbol is IMethodSymbol { Parameters: { Length: > 0 } parameters } && parameters[0] is { IsDiscard: false, Type.Name: "HttpStandardResilienceOptions" or "HttpStandardHedgingResilienceOptions" } option)
                return (lambda, option.Name);
        }

        return null;
    }

    // A block that may leave early is no place for a last statement.
    private static bool CanGrow(LambdaExpressionSyntax lambda) =>
        lambda.AsyncKeyword.RawKind == 0 && !lambda.DescendantNodes().Any(node => node is ReturnStatementSyntax or ThrowStatementSyntax or ThrowExpressionSyntax);

    private static LambdaExpressionSyntax Grown(LambdaExpressionSyntax lambda, ExpressionSyntax added, Layout layout)
    {
        if (lambda.Block is { } block)
            return lambda.WithBlock(block.AddStatements(ExpressionStatement(added).WithAdditionalAnnotations(Formatter.Annotation)));

        var lines = new[] { lambda.ExpressionBody!.WithoutTrivia(), added }.Select(line => layout.Inner(ExpressionStatement(line)));
        return lambda.WithExpressionBody(null).WithArrowToken(lambda.ArrowToken.WithTrailingTrivia()).WithBlock(layout.Braces(lines).WithTrailingTrivia(lambda.GetTrailingTrivia()));
    }

    private static bool TakesOptions(InvocationExpressionSyntax handler, SemanticModel model) =>
        model.GetSymbolInfo(handler).Symbol is IMethodSymbol method
        && (method.ReducedFrom ?? method).ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Any(overload => overload.Parameters.Length == 2 && overload.Parameters[1].Type is INamedTypeSymbol { Name: "Action", TypeArguments: { Length: 1 } arguments } && arguments[0].Name.EndsWith("Options", StringComparison.Ordinal));
}
