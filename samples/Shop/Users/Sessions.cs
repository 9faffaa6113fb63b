using Shop.Hosting;
using StackExchange.Redis;

namespace Shop.Users;

/// <summary>Where users are logged in.</summary>
internal sealed class Sessions(SharedRedis redis)
{
    public async Task<long> EndAsync(string userId)
    {
        var server = redis.Connection.GetServers()[0];
        RedisKey[] sessions = [.. server.Keys(pattern: $"session:{userId}:*")];
        return await redis.Connection.GetDatabase().KeyDeleteAsync(sessions);
    }
}
