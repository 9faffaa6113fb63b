using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes;

/// <summary>Names types in new code.</summary>
internal static class TypeNames
{
    /// <summary>The short name of a type where it means the type already, else one that gets its <c>using</c>.</summary>
    public static SyntaxNode At(SyntaxGenerator generator, INamedTypeSymbol type, SemanticModel model, int position)
    {
        var meanings = model.LookupSymbols(position, name: type.Name);
        var inScope = meanings.Length == 1 && SymbolEqualityComparer.Default.Equals(meanings[0], type);
        return inScope ? generator.IdentifierName(type.Name) : generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
    }
}
