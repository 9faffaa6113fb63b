using Microsoft.CodeAnalysis;

namespace Fallacies.CodeFixes;

/// <summary>The extension that keeps a retry from repeating unsafe requests, in versions that have it and no longer call it an experiment.</summary>
internal static class SafeRetry
{
    private const string Name = "DisableForUnsafeHttpMethods";

    public static bool Exists(SemanticModel model) => Extension(model) is { } method
        && !method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "ExperimentalAttribute" or "ObsoleteAttribute");

    public static string Line(string options) => $"{options}.Retry.{Name}()";

    /// <summary>The namespace that is missing at a place, if any.</summary>
    public static string? Using(int position, SemanticModel model) =>
        Extension(model)?.Parameters[0].Type is { } retry && model.LookupSymbols(position, retry, Name, includeReducedExtensionMethods: true).IsEmpty ? HandlerOptions.Namespace : null;

    private static IMethodSymbol? Extension(SemanticModel model) =>
        model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Http.Resilience.HttpRetryStrategyOptionsExtensions")?
            .GetMembers(Name).OfType<IMethodSymbol>().FirstOrDefault(method => method is { IsExtensionMethod: true, Parameters.Length: 1, DeclaredAccessibility: Accessibility.Public });
}
