using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Knows the classes whose objects a framework makes without a registration.</summary>
internal static class Frameworks
{
    private static readonly Dictionary<string, Lifetime> Bases = new()
    {
        ["Microsoft.AspNetCore.Mvc.ControllerBase"] = Lifetime.Transient,
        ["Microsoft.AspNetCore.Mvc.ViewComponent"] = Lifetime.Transient,
        ["Microsoft.AspNetCore.Mvc.RazorPages.PageModel"] = Lifetime.Transient,
        ["Microsoft.AspNetCore.SignalR.Hub"] = Lifetime.Transient,
        ["Microsoft.Extensions.Hosting.IHostedService"] = Lifetime.Singleton,
        ["Quartz.IJob"] = Lifetime.Transient,
        ["MassTransit.IConsumer"] = Lifetime.Scoped,
    };

    /// <summary>How long a framework keeps the objects of a class, or <see langword="null"/> for any other class.</summary>
    public static Lifetime? LifetimeOf(INamedTypeSymbol type) => type.Bases().Concat(type.AllInterfaces).Select(Find).FirstOrDefault(lifetime => lifetime is not null);

    private static Lifetime? Find(INamedTypeSymbol type) =>
        Bases.TryGetValue($"{type.ContainingNamespace}.{type.Name}", out var lifetime) ? lifetime : null;
}
