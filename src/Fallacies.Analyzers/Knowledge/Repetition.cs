using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells code that runs again and again, for each request or message, from code that runs once or rarely.</summary>
internal sealed class Repetition(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    private const int MostHops = 3;

    private static readonly string[] RareByName =
        ["Seed", "Migrat", "Install", "Setup", "Initiali", "Startup", "Bootstrap", "WarmUp", "Warmup", "HealthCheck", "Healthy", "Diagnos", "Ping", "Probe", "TestConnection", "CheckConnection", "ValidateConnection"];

    // Run by a framework at the start, at the end, or as often as somebody looks whether all is well.
    private static readonly HashSet<string> RareBases =
    [
        "IHostedService", "IHostedLifecycleService", "IHealthCheck", "IStartupFilter", "IHostingStartup", "IConfigureOptions", "IPostConfigureOptions", "IConfigureNamedOptions", "IValidateOptions",
        "IConfigurationSource", "IConfigurationProvider", "ConfigurationProvider", "Migration", "ITask", "IDisposable", "IAsyncDisposable",
    ];

    private static readonly HashSet<string> Builders =
        ["IServiceCollection", "IApplicationBuilder", "IEndpointRouteBuilder", "WebApplication", "WebApplicationBuilder", "IHostBuilder", "IHostApplicationBuilder", "HostApplicationBuilder", "IWebHostBuilder", "IConfigurationBuilder"];

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>Whether an operation runs for each request, message or use.</summary>
    public bool Repeats(IOperation operation) => !DevelopmentOnly.Contains(operation) && Repeats(operation, MostHops);

    private bool Repeats(IOperation operation, int hops)
    {
        var inLoop = false;
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda)
                return Repeats(lambda, hops);
            inLoop |= around is ILoopOperation;
        }

        var owner = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart, cancellation);
        return owner switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } or IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } =>
                new Provenance(types, near, cancellation).LifetimeOf(owner.ContainingType) is Lifetime.Scoped or Lifetime.Transient,
            IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.PropertyGet or MethodKind.ExplicitInterfaceImplementation } method => Repeats(method, inLoop, hops),
            _ => false,
        };
    }

    // A lambda runs when the call runs that takes it, unless it is an endpoint, or a piece of configuration.
    private bool Repeats(IAnonymousFunctionOperation lambda, int hops)
    {
        if (Operations.Receiver(lambda) is not IInvocationOperation call)
            return false;
        if (call.TargetMethod.ContainingType.Name == "EndpointRouteBuilderExtensions")
            return true;

        return !TakesBuilder(call.TargetMethod) && (Callers.InFramework(call.TargetMethod) || Operations.IsAwaited(call)) && Repeats(call, hops);
    }

    private bool Repeats(IMethodSymbol method, bool inLoop, int hops)
    {
        if (SymbolEqualityComparer.Default.Equals(method, near.Compilation.GetEntryPoint(cancellation)) || !_seen.Add(method))
            return false;
        if (IsRareByName(method) || TakesBuilder(method))
            return false;
        if (method is { Name: "ExecuteAsync", OverriddenMethod.ContainingType.Name: "BackgroundService" })
            return inLoop;
        if (ForeignBase(method) is { } name)
            return !RareBases.Contains(name);

        return hops == 0 || Callers.UsesOf(method, near, cancellation) is not { Count: > 0 } uses || uses.Any(use => Repeats(use, hops - 1));
    }

    private static bool IsRareByName(IMethodSymbol method) => RareByName.Any(word =>
        method.Name.IndexOf(word, StringComparison.Ordinal) >= 0 || method.ContainingType.Name.IndexOf(word, StringComparison.Ordinal) >= 0);

    private static bool TakesBuilder(IMethodSymbol method) => (method.ReducedFrom ?? method).Parameters.Any(parameter => Builders.Contains(parameter.Type.Name));

    // The type of another assembly whose member a method overrides or implements.
    private string? ForeignBase(IMethodSymbol method)
    {
        if (method.OverriddenMethod is { } overridden)
            return Source.Holds(near.Compilation, overridden) ? null : overridden.ContainingType.Name;

        return method.ContainingType.AllInterfaces
            .Where(type => !Source.Holds(near.Compilation, type))
            .FirstOrDefault(type => type.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)))
            ?.Name;
    }
}
