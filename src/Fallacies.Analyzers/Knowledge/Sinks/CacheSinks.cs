namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of caches.</summary>
internal static class CacheSinks
{
    private const double RedisTimeout = 5;

    public static readonly Sink[] Rows =
    [
        .. new Sink("StackExchange.Redis.IDatabase", RemoteKind.Cache)
        {
            Safe = RedisCommands.Safe,
            Idempotent = RedisCommands.Idempotent,
            Unsafe = RedisCommands.Unsafe,
            Unknown = RedisCommands.Unknown,
            Batches = RedisCommands.Batches,

            // What is said to these waits for their Execute.
            Except = "StackExchange.Redis.IBatch StackExchange.Redis.ITransaction StackExchange.Redis.ITransactionAsync",
            BuiltInTimeout = RedisTimeout,
            Pipelines = true,
        }.And("StackExchange.Redis.IDatabaseAsync"),
        new("StackExchange.Redis.IBatch", RemoteKind.Cache) { Unknown = "Execute", BuiltInTimeout = RedisTimeout, Pipelines = true },
        .. new Sink("StackExchange.Redis.ITransaction", RemoteKind.Cache) { Unknown = "Execute", BuiltInTimeout = RedisTimeout, Pipelines = true }.And("StackExchange.Redis.ITransactionAsync"),
        .. new Sink("StackExchange.Redis.IRedis", RemoteKind.Cache) { Safe = "Ping", BuiltInTimeout = RedisTimeout, Pipelines = true }.And("StackExchange.Redis.IRedisAsync"),
        new("StackExchange.Redis.LuaScript", RemoteKind.Cache) { Idempotent = "Load", Unknown = "Evaluate", BuiltInTimeout = RedisTimeout, Pipelines = true },
        new("StackExchange.Redis.LoadedLuaScript", RemoteKind.Cache) { Unknown = "Evaluate", BuiltInTimeout = RedisTimeout, Pipelines = true },
        new("StackExchange.Redis.ISubscriber", RemoteKind.Cache)
        {
            Safe = "IdentifyEndpoint", Idempotent = "Subscribe Unsubscribe UnsubscribeAll", Unsafe = "Publish", BuiltInTimeout = RedisTimeout, Pipelines = true,
        },
        new("StackExchange.Redis.IServer", RemoteKind.Cache)
        {
            Safe = """
                ClientList Cluster* Command* ConfigGet DatabaseSize Echo HotKeysGet Info InfoRaw Keys LastSave Latency* Memory* Role
                ScriptExists Sentinel* SlowlogGet Subscription* Time
                """,
            Idempotent = """
                ClientKill ConfigResetStatistics ConfigRewrite ConfigSet FlushAllDatabases FlushDatabase HotKeysReset HotKeysStart HotKeysStop LatencyReset
                MakeMaster MakePrimaryAsync MemoryPurge ReplicaOf Save ScriptFlush ScriptLoad SentinelFailover Shutdown SlaveOf SlowlogReset
                """,
            Unknown = "Execute SwapDatabases",
            BuiltInTimeout = RedisTimeout,
            Pipelines = true,
        },
        new("StackExchange.Redis.ConnectionMultiplexer", RemoteKind.Cache)
        {
            Idempotent = "Connect SentinelConnect Configure ReconfigureAsync ConnectGroupAsync", Unsafe = "PublishReconfigure", BuiltInTimeout = RedisTimeout,
        },
        new("StackExchange.Redis.IConnectionMultiplexer", RemoteKind.Cache) { Idempotent = "Configure", Unsafe = "PublishReconfigure", BuiltInTimeout = RedisTimeout },

        // Who takes a lock waits for its turn, without end if it does not say how long.
        new("Medallion.Threading.Redis.RedisDistributedLock", RemoteKind.Cache) { Unknown = "Acquire TryAcquire" },
        new("Medallion.Threading.Redis.RedisDistributedSemaphore", RemoteKind.Cache) { Safe = "GetCurrentCount", Unknown = "Acquire TryAcquire" },
        new("Medallion.Threading.Redis.RedisDistributedReaderWriterLock", RemoteKind.Cache) { Unknown = "Acquire* TryAcquire*" },
    ];
}
