using Shop.Hosting;
using StackExchange.Redis;

namespace Shop.Inventory;

/// <summary>Lets one instance at a time order what runs low.</summary>
internal sealed class RestockLock(SharedRedis redis)
{
    private const string Key = "lock:restock";

    private readonly string _owner = Guid.NewGuid().ToString();

    public Task<bool> TryTakeAsync() =>
        redis.Connection.GetDatabase().StringSetAsync(Key, _owner, when: When.NotExists);

    public Task<bool> ReleaseAsync() => redis.Connection.GetDatabase().LockReleaseAsync(Key, _owner);
}
