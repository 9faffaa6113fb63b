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

    /// <summary><c>TimeSpan.FromSeconds(30)</c>; with a <c>using</c> only where the name does not mean the type already.</summary>
    public static ExpressionSyntax ToTimeSpan(SyntaxGenerator generator, INamedTypeSymbol timeSpan, SemanticModel model, int position)
    {
        var meanings = model.LookupSymbols(position, name: timeSpan.Name);
        var inScope = meanings.Length == 1 && SymbolEqualityComparer.Default.Equals(meanings[0], timeSpan);
        var type = inScope ? generator.IdentifierName(timeSpan.Name) : generator.TypeExpression(timeSpan).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
        return (ExpressionSyntax)generator.InvocationExpression(
            generator.MemberAccessExpression(type, nameof(TimeSpan.FromSeconds)), generator.LiteralExpression(Default));
    }
}
