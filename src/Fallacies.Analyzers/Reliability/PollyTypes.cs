using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells the retries of Polly from members that only share their names.</summary>
internal static class PollyTypes
{
    /// <summary>Whether a method builds a policy of version 7: an extension of its builder.</summary>
    public static bool IsPolicyBuilder(this KnownTypes types, IMethodSymbol method) =>
        (method.ReducedFrom ?? method).Parameters.FirstOrDefault()?.Type.OriginalDefinition is { } builder
        && (Same(builder, types.PolicyBuilder) || Same(builder, types.PolicyBuilderOfT));

    /// <summary>The base of all retry options of version 8, constructed with the outcome's type; <see langword="null"/> for other types.</summary>
    public static INamedTypeSymbol? RetryOptionsOf(this KnownTypes types, ITypeSymbol? type)
    {
        for (var current = type as INamedTypeSymbol; current is not null; current = current.BaseType)
        {
            if (Same(current.OriginalDefinition, types.RetryStrategyOptions))
                return current;
        }

        return null;
    }

    /// <summary>Whether the options are those for HTTP, whose defaults have jitter.</summary>
    public static bool IsHttpRetry(this KnownTypes types, ITypeSymbol? type) => types.HttpRetryStrategyOptions is { } http && Same(type, http);

    private static bool Same(ITypeSymbol? type, ITypeSymbol? other) => SymbolEqualityComparer.Default.Equals(type, other);
}
