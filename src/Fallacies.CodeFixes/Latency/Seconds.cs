using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes the timeout that the fixes propose.</summary>
internal static class Seconds
{
    /// <summary>Long enough for a slow page, short enough to free a waiting caller.</summary>
    public const int Default = 30;

    /// <summary><c>TimeSpan.FromSeconds(30)</c>, with the <c>using</c> it needs.</summary>
    public static ExpressionSyntax ToTimeSpan(SyntaxGenerator generator, INamedTypeSymbol timeSpan)
    {
        var type = generator.TypeExpression(timeSpan).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        return (ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(type, nameof(TimeSpan.FromSeconds)), generator.LiteralExpression(Default));
    }
}
