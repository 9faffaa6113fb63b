using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Tells the members of Polly from others that only share their names.</summary>
internal static class PollyTypes
{
    /// <summary>Whether a method builds a policy of version 7: an extension of its builder.</summary>
    public static bool IsPolicyBuilder(this KnownTypes types, IMethodSymbol method) =>
        (method.ReducedFrom ?? method).Parameters.FirstOrDefault()?.Type.OriginalDefinition is { } builder
        && (Same(builder, types.PolicyBuilder) || Same(builder, types.PolicyBuilderOfT));

    /// <summary>The base of all retry options of version 8, constructed with the outcome's type; <see langword="null"/> for other types.</summary>
    public static INamedTypeSymbol? RetryOptionsOf(this KnownTypes types, ITypeSymbol? type) =>
        (type as INamedTypeSymbol).SelfAndBases().FirstOrDefault(above => Same(above.OriginalDefinition, types.RetryStrategyOptions));

    /// <summary>The options that a retry of version 8 gets, where the source makes them.</summary>
    public static IObjectCreationOperation? RetryOptions(this KnownTypes types, IInvocationOperation retry) =>
        retry.Arguments.Select(argument => Operations.Unwrap(argument.Value)).Select(value => value is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } only ? Operations.Unwrap(only) : value)
            .OfType<IObjectCreationOperation>().FirstOrDefault(creation => types.RetryOptionsOf(creation.Type) is not null);

    /// <summary>Whether the options are those for HTTP, whose defaults have jitter.</summary>
    public static bool IsHttpRetry(this KnownTypes types, ITypeSymbol? type) => types.HttpRetryStrategyOptions is { } http && Same(type, http);

    /// <summary>Whether a type is a pipeline of version 8.</summary>
    public static bool IsPipeline(this KnownTypes types, ITypeSymbol? type) =>
        type is { Name: "ResiliencePipeline" } && (Same(type, types.ResiliencePipeline) || Same(type.OriginalDefinition, types.ResiliencePipelineOfT));

    /// <summary>Whether a type is a policy of version 7.</summary>
    public static bool IsPolicy(this KnownTypes types, ITypeSymbol? type) =>
        type is not null && types.AnyPolicy is { } policy && (Same(type, policy) || type.AllInterfaces.Contains(policy, SymbolEqualityComparer.Default));

    /// <summary>Whether a type is a builder of version 8.</summary>
    public static bool IsBuilder(this KnownTypes types, ITypeSymbol? type) => type.IsOrDerivesFrom(types.ResiliencePipelineBuilderBase);

    /// <summary>Whether a call runs a delegate under a pipeline or policy.</summary>
    public static bool IsExecution(this KnownTypes types, IInvocationOperation call) =>
        call is { Instance: not null, TargetMethod.ContainingType: { } owner } && (types.IsPipeline(owner) || types.IsPolicy(owner));

    private static bool Same(ITypeSymbol? type, ITypeSymbol? other) => SymbolEqualityComparer.Default.Equals(type, other);
}
