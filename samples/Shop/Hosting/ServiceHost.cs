using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shop.Hosting;

/// <summary>What all services of the shop have in common: settings, address, tracing.</summary>
internal static class ServiceHost
{
    public static WebApplicationBuilder CreateBuilder(string service, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
        });

        var address = builder.Configuration[$"Services:{service}"]
            ?? throw new InvalidOperationException($"Services:{service} is not configured.");
        builder.WebHost.UseUrls(address);

        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithTracing(tracing => tracing.AddSource("Shop.*", "System.Net.Http"));
        return builder;
    }
}
