using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Resilience;

/// <summary>The one meter of the package. Each strategy makes its instruments from it.</summary>
internal static class ResilienceMeter
{
    public const string Name = "Fallacies.Resilience";

    /// <summary>For pipelines that are built by hand. Never disposed: it lives as long as the process.</summary>
    public static Meter Default { get; } = new(Name);

    /// <summary>The container's own meter where there is a factory; the factory gives the same one for the same name, and owns it.</summary>
    public static Meter From(IServiceProvider services) => services.GetService<IMeterFactory>()?.Create(new MeterOptions(Name)) ?? Default;
}
