using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes the timeout that the fixes propose.</summary>
internal static class Seconds
{
    /// <summary>Long enough for a slow page, short enough to free a waiting caller.</summary>
    public const int Default = 30;

    /// <summary><c>TimeSpan.FromSeconds(30)</c>; with a <c>using</c> only where the name does not mean the type already.</summary>
    public static ExpressionSyntax ToTimeSpan(SyntaxGenerator generator, INamedTypeSymbol timeSpan, SemanticModel model, int position) =>
        (ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(TypeNames.At(generator, timeSpan, model, position), nameof(TimeSpan.FromSeconds)), generator.LiteralExpression(Default));

    /// <summary><c>DateTime.UtcNow.AddSeconds(30)</c>; with a <c>using</c> only where the name does not mean the type already.</summary>
    public static ExpressionSyntax FromNow(SyntaxGenerator generator, INamedTypeSymbol dateTime, SemanticModel model, int position) =>
        (ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(
                generator.MemberAccessExpression(TypeNames.At(generator, dateTime, model, position), nameof(DateTime.UtcNow)), nameof(DateTime.AddSeconds)),
            generator.LiteralExpression(Default));
}
