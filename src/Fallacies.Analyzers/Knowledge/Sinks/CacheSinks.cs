namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of caches.</summary>
internal static class CacheSinks
{
    public static readonly Sink[] Rows =
    [
        new("StackExchange.Redis.IDatabase", RemoteKind.Cache) { Unknown = "*", BuiltInTimeout = 5, Pipelines = true },
        new("StackExchange.Redis.IDatabaseAsync", RemoteKind.Cache) { Unknown = "*", BuiltInTimeout = 5, Pipelines = true },
        new("StackExchange.Redis.ISubscriber", RemoteKind.Cache) { Unsafe = "Publish PublishAsync", BuiltInTimeout = 5, Pipelines = true },
    ];
}
