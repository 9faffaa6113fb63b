using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes;

/// <summary>Names types in new code, and tells the types of what has a name.</summary>
internal static class TypeNames
{
    /// <summary>The short name of a type where it means the type already, else one that gets its <c>using</c>.</summary>
    public static SyntaxNode At(SyntaxGenerator generator, INamedTypeSymbol type, SemanticModel model, int position) =>
        IsInScope(type, model, position) ? generator.IdentifierName(type.Name) : generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);

    /// <summary>The short name for code that is parsed, or the full one where the short one means nothing.</summary>
    public static string Text(SemanticModel model, int position, string space, string name) => model.LookupSymbols(position, name: name).IsEmpty ? $"{space}.{name}" : name;

    /// <summary>Whether the short name of a type means it.</summary>
    public static bool IsInScope(INamedTypeSymbol type, SemanticModel model, int position) =>
        model.LookupSymbols(position, name: type.Name) is { Length: 1 } meanings && SymbolEqualityComparer.Default.Equals(meanings[0], type);

    /// <summary>The type of what can be read by its name.</summary>
    public static ITypeSymbol? Of(ISymbol symbol) => symbol switch
    {
        IParameterSymbol parameter => parameter.Type,
        ILocalSymbol local => local.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
