using Shop.Hosting;
using StackExchange.Redis;

namespace Shop.Users;

/// <summary>Where users are logged in.</summary>
internal sealed class Sessions(SharedRedis redis)
{
    public async Task<long> EndAsync(string userId)
    {
        var database = redis.Connection.GetDatabase();
        var sessions = await database.SetMembersAsync($"sessions:{userId}");
        return await database.KeyDeleteAsync([.. sessions.Select(session => (RedisKey)$"session:{session}"), $"sessions:{userId}"]);
    }
}
