using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Finds a timeout that ends a retry as a whole, as against one that ends each try.</summary>
internal static class OuterTimeout
{
    public static bool Around(IOperation retry) => InBuilder(retry.Syntax) || InWrap(retry);

    // What is added first lies outside.
    private static bool InBuilder(SyntaxNode retry)
    {
        var add = retry.Ancestors().OfType<InvocationExpressionSyntax>().FirstOrDefault(call => Name(call) == "AddRetry");
        if (add is null)
            return false;

        var root = Root(add.Expression);
        var body = add.Ancestors().FirstOrDefault(a => a is AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax) ?? add.SyntaxTree.GetRoot();
        return body.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            Name(call) == "AddTimeout" && (add.Span.Contains(call.Span) || (call.SpanStart < add.SpanStart && root is not null && Root(call.Expression) == root)));
    }

    // Policy.Wrap(outer, …, inner), outer.Wrap(inner).
    private static bool InWrap(IOperation retry)
    {
        var model = retry.SemanticModel!;
        var body = retry.Syntax.Ancestors().FirstOrDefault(a => a is MemberDeclarationSyntax and not GlobalStatementSyntax) ?? retry.Syntax.SyntaxTree.GetRoot();
        return body.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => Name(call) is "Wrap" or "WrapAsync").Any(wrap =>
            wrap.Expression is MemberAccessExpressionSyntax access
            && (IsTimeout(access.Expression, model) || (wrap.ArgumentList.Arguments.FirstOrDefault() is { } outer && wrap.ArgumentList.Arguments.Count > 1 && IsTimeout(outer.Expression, model))));
    }

    private static bool IsTimeout(ExpressionSyntax expression, SemanticModel model) =>
        model.GetTypeInfo(expression).Type is { Name: "TimeoutPolicy" or "AsyncTimeoutPolicy", ContainingNamespace.Name: "Timeout" };

    private static string? Root(ExpressionSyntax chain) => chain switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        InvocationExpressionSyntax call => Root(call.Expression),
        MemberAccessExpressionSyntax access => Root(access.Expression),
        _ => null,
    };

    private static string Name(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : "";
}
