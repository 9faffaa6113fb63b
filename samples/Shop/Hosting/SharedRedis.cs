using StackExchange.Redis;

namespace Shop.Hosting;

/// <summary>The Redis that the instances of a service share, connected at its first use.</summary>
internal sealed class SharedRedis(IConfiguration configuration) : IDisposable
{
    private readonly Lazy<ConnectionMultiplexer> _connection = new(() => ConnectionMultiplexer.Connect(configuration["Redis:Servers"]!));

    public IConnectionMultiplexer Connection => _connection.Value;

    public void Dispose()
    {
        if (_connection.IsValueCreated)
            _connection.Value.Dispose();
    }
}
