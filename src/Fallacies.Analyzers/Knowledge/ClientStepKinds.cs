using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The extensions of a client's builder whose effect is known.</summary>
internal static class ClientStepKinds
{
    /// <summary>The types on which a registration goes on: the builder, and those of the resilience handlers.</summary>
    private static readonly HashSet<string> Builders =
        ["IHttpClientBuilder", "IHttpStandardResiliencePipelineBuilder", "IHttpResiliencePipelineBuilder", "IStandardHedgingHandlerBuilder", "IRoutingStrategyBuilder"];

    private static readonly string[] Assemblies = ["Microsoft.", "Grpc.", "Refit", "Fallacies."];

    private static readonly Dictionary<string, StepKind> Kinds = new()
    {
        ["ConfigureHttpClient"] = StepKind.Client,
        ["AddHttpMessageHandler"] = StepKind.MessageHandler,
        ["AddPolicyHandler"] = StepKind.PolicyHandler,
        ["AddPolicyHandlerFromRegistry"] = StepKind.PolicyHandler,
        ["AddTransientHttpErrorPolicy"] = StepKind.PolicyHandler,
        ["AddResilienceHandler"] = StepKind.ResilienceHandler,
        ["AddStandardResilienceHandler"] = StepKind.StandardResilienceHandler,
        ["AddDependencyResilienceHandler"] = StepKind.StandardResilienceHandler,
        ["AddStandardHedgingHandler"] = StepKind.StandardHedgingHandler,
        ["RemoveAllResilienceHandlers"] = StepKind.RemovedResilienceHandlers,
        ["ConfigurePrimaryHttpMessageHandler"] = StepKind.PrimaryHandler,
        ["UseSocketsHttpHandler"] = StepKind.PrimaryHandler,
        ["ConfigureAdditionalHttpMessageHandlers"] = StepKind.HandlerList,
        ["ConfigureHttpMessageHandlerBuilder"] = StepKind.HandlerList,
        ["SetHandlerLifetime"] = StepKind.HandlerLifetime,
        ["AddTypedClient"] = StepKind.TypedClient,
        ["AddRefitClient"] = StepKind.TypedClient,
        ["AddRefitGeneratedClient"] = StepKind.TypedClient,
    };

    /// <summary>The methods that add a policy, a pipeline, or one of the standard handlers.</summary>
    public static readonly string[] Resilience = ["AddStandardResilienceHandler", "AddStandardHedgingHandler", "AddResilienceHandler", "AddPolicyHandler", "AddTransientHttpErrorPolicy"];

    private static readonly HashSet<string> Neutral =
    [
        "AddAsKeyed", "AddDefaultLogger", "AddExtendedHttpClientLogging", "AddHeaderPropagation", "AddLogger", "AddServiceDiscovery", "RedactLoggedHeaders", "RemoveAllLoggers", "RemoveAsKeyed",
        "AddCallCredentials", "AddInterceptor", "ConfigureChannel", "ConfigureGrpcClientCreator", "EnableCallContextPropagation",
    ];

    /// <summary>What an extension does to the builder that it is called on.</summary>
    public static StepKind Of(IMethodSymbol extension, ITypeSymbol? builder)
    {
        if (extension.ContainingAssembly is not { } assembly || !Assemblies.Any(name => assembly.Name.StartsWith(name, StringComparison.Ordinal)))
            return StepKind.Unknown;
        if (IsBuilder(builder) && !IsClientBuilder(builder))
            return StepKind.HandlerOptions;
        return Kinds.TryGetValue(extension.Name, out var kind) ? kind : Neutral.Contains(extension.Name) ? StepKind.Neutral : StepKind.Unknown;
    }

    /// <summary>Whether a call is an extension of the builder of a client.</summary>
    public static bool IsStep(IInvocationOperation call) => IsClientBuilder((call.Instance ?? call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value)?.Type);

    /// <summary>Whether a registration goes on with a value of this type.</summary>
    public static bool IsBuilder(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface } && Builders.Contains(type.Name);

    /// <summary>Whether a type is the builder of a client.</summary>
    public static bool IsClientBuilder(ITypeSymbol? type) => type is { TypeKind: TypeKind.Interface, Name: "IHttpClientBuilder" };
}
