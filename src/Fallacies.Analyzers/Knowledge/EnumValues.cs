using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>How many items a collection of the values of an enum can have.</summary>
internal static class EnumValues
{
    // More than this an enum may name to look them up; a collection says nothing then.
    private const int Most = 32;

    /// <summary>The number of values that the enum names, each once; what was selected from something else may hold a value many times.</summary>
    public static int? In(IOperation collection) =>
        ElementOf(collection.Type) is { TypeKind: TypeKind.Enum } values
        && !values.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "FlagsAttribute")
        && !(collection is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only ? only : collection).DescendantsAndSelf().Any(part => part is IInvocationOperation { TargetMethod.Name: "Select" or "SelectMany" })
        && values.GetMembers().Count(member => member is IFieldSymbol { HasConstantValue: true }) is var named and <= Most
            ? named
            : null;

    /// <summary>The type of the items of an array or a generic collection, of its keys where it has some.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { Name: "IGrouping", TypeArguments: { Length: 2 } group } => group[1],
        INamedTypeSymbol { TypeArguments: { IsDefaultOrEmpty: false } items } => items[0],
        _ => null,
    };
}
