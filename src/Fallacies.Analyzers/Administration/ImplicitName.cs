using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Administration;

/// <summary>The name that the factory gives to a typed client that was registered without one.</summary>
internal static class ImplicitName
{
    // Types without namespace and outer types, their type arguments as well: what the factory's error message shows.
    private static readonly SymbolDisplayFormat WithoutNamespace = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>The name, or <see langword="null"/> where the registration says one or registers no class.</summary>
    public static string? Of(ClientRegistration client) =>
        client.Call.TargetMethod.TypeArguments.FirstOrDefault() is INamedTypeSymbol type && client.Class is not null && client.Call.Arguments.All(argument => argument.Parameter?.Name != "name")
            ? type.ToDisplayString(WithoutNamespace)
            : null;
}
