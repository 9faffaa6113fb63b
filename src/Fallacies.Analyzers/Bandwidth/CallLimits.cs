using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Whether the clients of a compilation are configured to let only so many calls through.</summary>
internal static class CallLimits
{
    private static readonly string[] Words = ["ConcurrencyLimiter", "RateLimiter", "Bulkhead", "MaxConnectionsPerServer", "DelegatingHandler"];

    /// <summary>
    /// Looks for a limiter of outgoing calls anywhere, by name alone: which client it belongs to is decided in a registration far
    /// from the call. Asked once per compilation, and only when a fan-out was found.
    /// </summary>
    public static bool In(Compilation compilation) => compilation.SyntaxTrees.Any(IsMentioned);

    private static bool IsMentioned(SyntaxTree tree)
    {
        var text = Source.Text(tree, CancellationToken.None);
        return Words.Any(word => text.IndexOf(word, StringComparison.Ordinal) >= 0) && tree.GetRoot().DescendantNodes().Any(IsLimit);
    }

    private static bool IsLimit(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax assignment => NameOf(assignment.Left) == "MaxConnectionsPerServer" && NameOf(assignment.Right) != "MaxValue",
        InvocationExpressionSyntax call => NameOf(call.Expression) switch
        {
            "Bulkhead" or "BulkheadAsync" => true,
            "AddConcurrencyLimiter" or "AddRateLimiter" => !IsInbound(call),
            _ => false,
        },
        ClassDeclarationSyntax { BaseList.Types: { } bases } type => bases.Any(part => NameOf(part.Type) == "DelegatingHandler") && IsGate(type),
        _ => false,
    };

    // ASP.NET Core's limiters of the same name take a lambda or nothing: they count requests that come in.
    private static bool IsInbound(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Count == 0 || call.ArgumentList.Arguments.Last().Expression is LambdaExpressionSyntax;

    private static bool IsGate(ClassDeclarationSyntax handler) =>
        handler.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && (token.ValueText == "SemaphoreSlim" || token.ValueText.EndsWith("Limiter", StringComparison.Ordinal)));

    private static string? NameOf(SyntaxNode name) => name switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        _ => null,
    };
}
