using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What a command does to a key that may be a lock.</summary>
internal enum LockStep
{
    Take,
    Extend,

    /// <summary>Frees the lock of its owner alone.</summary>
    Release,

    /// <summary>Frees the lock, whoever holds it.</summary>
    Delete,
    Expire,

    /// <summary>Asks who holds the lock.</summary>
    Ask,

    /// <summary>Puts another owner in the place of one who has gone, or asks how long he has been there.</summary>
    TakeOver,
}

/// <summary>A call of StackExchange.Redis that can be a step in the life of a lock.</summary>
internal sealed class RedisLockCall
{
    private static readonly Dictionary<string, LockStep> Steps = new()
    {
        ["LockTake"] = LockStep.Take,
        ["StringSet"] = LockStep.Take,
        ["LockExtend"] = LockStep.Extend,
        ["LockRelease"] = LockStep.Release,
        ["StringDelete"] = LockStep.Release,
        ["KeyDelete"] = LockStep.Delete,
        ["KeyExpire"] = LockStep.Expire,
        ["LockQuery"] = LockStep.Ask,
        ["StringGet"] = LockStep.Ask,
        ["StringGetSet"] = LockStep.TakeOver,
        ["StringSetAndGet"] = LockStep.TakeOver,
        ["KeyTimeToLive"] = LockStep.TakeOver,
    };

    // What a script needs to free the lock of its owner alone.
    private static readonly string[] ReleaseWords = ["KEYS[1]", "ARGV[1]", "get", "del"];

    private RedisLockCall(IInvocationOperation call, LockStep step, IOperation key) => (Call, Step, Key) = (call, step, new LockKey(key));

    public IInvocationOperation Call { get; }

    public LockStep Step { get; }

    public LockKey Key { get; }

    /// <summary>What the owner writes into the key.</summary>
    public IOperation? Token { get; private set; }

    /// <summary>Whether it writes the key if there is none yet, which is a lock only if it is used as one.</summary>
    public bool IsSet { get; private set; }

    /// <summary>Whether the key stays until somebody deletes it.</summary>
    public bool LastsForEver { get; private set; }

    /// <summary>How long the key stays.</summary>
    public IOperation? Expiry { get; private set; }

    /// <summary>The names of all methods that can be such a step.</summary>
    public static string[] Names { get; } = [.. Steps.Keys.Concat(["Execute", "ScriptEvaluate"]).SelectMany(name => new[] { name, name + "Async" })];

    /// <summary>The call as a step; <see langword="null"/> where it is none, or where a batch or transaction sends it later.</summary>
    public static RedisLockCall? Of(IInvocationOperation call, KnownTypes types)
    {
        if (call.Instance is not { } database || !IsDatabase(call.TargetMethod.ContainingType, types) || Operations.Unwrap(database).Type is { Name: "IBatch" or "ITransaction" or "ITransactionAsync" })
            return null;

        var name = NamePatterns<LockStep>.WithoutAsync(call.TargetMethod.Name);
        if (name == "Execute")
            return OfCommand(call);
        if (name == "ScriptEvaluate")
            return OfScript(call);
        if (!Steps.TryGetValue(name, out var step) || Value(call, "key") is not { } key || key.Type is IArrayTypeSymbol)
            return null;
        if (name == "StringSet" && (Value(call, "when") is not { } when || Operations.Unwrap(when) is not IMemberReferenceOperation { Member.Name: "NotExists" }))
            return null;

        var expiry = Value(call, "expiry");
        return new RedisLockCall(call, step, key) { Token = Value(call, "value"), IsSet = name == "StringSet", Expiry = expiry, LastsForEver = step == LockStep.Take && IsForEver(expiry) };
    }

    private static bool IsDatabase(INamedTypeSymbol type, KnownTypes types) =>
        SymbolEqualityComparer.Default.Equals(type, types.RedisDatabase) || SymbolEqualityComparer.Default.Equals(type, types.RedisBlockingDatabase);

    // The client sends no expiry for the largest of times.
    private static bool IsForEver(IOperation? expiry) => expiry is null || Followed(expiry) switch
    {
        ILiteralOperation { ConstantValue: { HasValue: true, Value: null } } => true,
        IDefaultValueOperation { Type.Name: "Nullable" or "Expiration" } => true,
        IPropertyReferenceOperation { Property: { Name: "Default" or "KeepTtl", ContainingType.Name: "Expiration" } } => true,
        var time => ConstantTime.Of(time) == TimeSpan.MaxValue,
    };

    private static IOperation Followed(IOperation expiry) =>
        Operations.Unwrap(expiry) is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } value ? Operations.Unwrap(value) : Operations.Unwrap(expiry);

    private static RedisLockCall? OfCommand(IInvocationOperation call)
    {
        var words = call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "args")?.Value is { } value && Operations.Unwrap(value) is IArrayCreationOperation { Initializer.ElementValues: var values }
            ? values.Select(Operations.Unwrap).ToArray()
            : [];
        if (words.Length == 0 || Value(call, "command")?.ConstantValue is not { HasValue: true, Value: string command })
            return null;

        LockStep? step = command.ToUpperInvariant() switch
        {
            "SETNX" => LockStep.Take,
            "SET" when words.Skip(2).Any(word => Is(word, "NX")) => LockStep.Take,
            "DEL" or "UNLINK" when words.Length == 1 => LockStep.Delete,
            "EXPIRE" or "PEXPIRE" => LockStep.Expire,
            "GET" => LockStep.Ask,
            "TTL" or "PTTL" or "GETSET" => LockStep.TakeOver,
            _ => null,
        };
        return step is { } known
            ? new RedisLockCall(call, known, words[0]) { Token = words.ElementAtOrDefault(1), IsSet = known == LockStep.Take, LastsForEver = known == LockStep.Take && words.Skip(2).All(word => Is(word, "NX", "GET")) }
            : null;
    }

    // "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1])": the release in the words of Redis.
    private static RedisLockCall? OfScript(IInvocationOperation call)
    {
        if (Value(call, "script") is not { } script || Value(call, "keys") is not { } keys || TextOf(Operations.Unwrap(script)) is not { } text)
            return null;

        IOperation[] written = Operations.Unwrap(keys) switch
        {
            IArrayCreationOperation { Initializer.ElementValues: var values } => [.. values],
            { Syntax: CollectionExpressionSyntax } list => [.. list.ChildOperations],
            _ => [],
        };
        return written.Length == 1 && ReleaseWords.All(word => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0) ? new RedisLockCall(call, LockStep.Release, written[0]) : null;
    }

    private static string? TextOf(IOperation script) =>
        (script is IFieldReferenceOperation { Field: { IsReadOnly: true } field } ? Members.OnlyValue(field, script) : script)?.ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static bool Is(IOperation word, params string[] options) => word.ConstantValue is { HasValue: true, Value: string text } && options.Contains(text.ToUpperInvariant());

    private static IOperation? Value(IInvocationOperation call, string parameter) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == parameter && argument.ArgumentKind != ArgumentKind.DefaultValue)?.Value;
}
