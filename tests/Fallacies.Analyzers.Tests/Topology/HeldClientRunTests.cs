using Microsoft.Extensions.DependencyInjection;

namespace Fallacies.Analyzers.Tests.Topology;

/// <summary>What FAL5004 relies on: which handlers of the real factory renew their connections.</summary>
public sealed class HeldClientRunTests
{
    [Theory]
    [InlineData("default", 120)]
    [InlineData("sockets", 120)]
    [InlineData("bad", null)]
    [InlineData("own", null)]
    public void A_held_client_renews_its_connections_after(string name, int? seconds)
    {
        var services = new ServiceCollection();
        services.AddHttpClient("default");
        services.AddHttpClient("sockets").UseSocketsHttpHandler((handler, _) => handler.UseCookies = false);
        services.AddHttpClient("bad").ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler { UseCookies = false });
        services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false });
        using var container = services.BuildServiceProvider();

        var handler = container.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;

        var lifetime = (handler as SocketsHttpHandler)?.PooledConnectionLifetime ?? Timeout.InfiniteTimeSpan;
        Assert.Equal(seconds is { } limit ? TimeSpan.FromSeconds(limit) : Timeout.InfiniteTimeSpan, lifetime);
    }
}
