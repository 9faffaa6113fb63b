using System.Reflection;
using StackExchange.Redis;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>The part of a Redis database that locks use, with a clock that a test sets.</summary>
public class InMemoryRedis : DispatchProxy
{
    private readonly Dictionary<string, (string Value, TimeSpan? Until)> _keys = [];

    /// <summary>The time on the server.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>A database as its clients see it, and the server behind it.</summary>
    public static (IDatabase Client, InMemoryRedis Server) Create()
    {
        var client = Create<IDatabase, InMemoryRedis>();
        return (client, (InMemoryRedis)(object)client);
    }

    /// <summary>Who holds a lock now.</summary>
    public string? Holder(string key) => _keys.TryGetValue(key, out var held) && (held.Until is null || held.Until > Now) ? held.Value : null;

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var method = targetMethod!;
        var given = method.GetParameters().Select((parameter, i) => (parameter.Name, Value: args![i])).ToDictionary(pair => pair.Name!, pair => pair.Value);
        var (key, value) = (given["key"]!.ToString()!, given.GetValueOrDefault("value")?.ToString());
        var answer = method.Name switch
        {
            "StringSetAsync" or "LockTakeAsync" => Holder(key) is null && Set(key, value!, given["expiry"]),
            "LockExtendAsync" => Holder(key) == value && Set(key, value!, given["expiry"]),
            "KeyExpireAsync" => Holder(key) is { } holder && Set(key, holder, given["expiry"]),
            "LockReleaseAsync" => Holder(key) == value && _keys.Remove(key),
            "KeyDeleteAsync" => Holder(key) is not null && _keys.Remove(key),
            _ => throw new NotSupportedException(method.Name),
        };
        return Task.FromResult(answer);
    }

    private bool Set(string key, string value, object? expiry)
    {
        _keys[key] = (value, expiry is TimeSpan time ? Now + time : null);
        return true;
    }
}
