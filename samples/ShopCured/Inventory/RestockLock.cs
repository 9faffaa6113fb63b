using Shop.Hosting;

namespace Shop.Inventory;

/// <summary>Lets one instance at a time order what runs low.</summary>
internal sealed class RestockLock(SharedRedis redis)
{
    private const string Key = "lock:restock";

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private readonly string _owner = Guid.NewGuid().ToString();

    public Task<bool> TryTakeAsync() =>
        redis.Connection.GetDatabase().LockTakeAsync(Key, _owner, Longest);

    public Task<bool> ReleaseAsync() => redis.Connection.GetDatabase().LockReleaseAsync(Key, _owner);
}
