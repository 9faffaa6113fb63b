using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.ForeignReleaseAnalyzer, Fallacies.CodeFixes.Reliability.ForeignReleaseFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class ForeignReleaseTests
{
    private const string Usings = "using StackExchange.Redis;\n\n";

    private const string Deleting = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                if (!await redis.LockTakeAsync("jobs:nightly", token, TimeSpan.FromSeconds(10)))
                    return;

                try
                {
                    await work();
                }
                finally
                {
                    // Others may go on.
                    await redis.[|KeyDeleteAsync|]("jobs:nightly");
                }
            }
        }
        """;

    private const string Releasing = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                if (!await redis.LockTakeAsync("jobs:nightly", token, TimeSpan.FromSeconds(10)))
                    return;

                try
                {
                    await work();
                }
                finally
                {
                    // Others may go on.
                    await redis.LockReleaseAsync("jobs:nightly", token);
                }
            }
        }
        """;

    [Fact]
    public Task The_lock_is_released_with_its_token() => Verify.FixAsync(Deleting, Releasing);

    [Fact]
    public Task And_with_the_methods_of_version_2() => Verify.FixAsync(Deleting, Releasing, references: References.WithPrevious("StackExchange.Redis"));

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "second")]
    public async Task After_the_release_of_a_late_owner_the_lock_belongs_to(bool checksOwner, string? holder)
    {
        var run = new LockRun(checksOwner ? Releasing : Deleting.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
        var (late, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = run.StartAsync("first", () => late.Task);
        run.Redis.Now = TimeSpan.FromSeconds(15);
        var next = run.StartAsync("second", () => second.Task);
        Assert.Equal("second", run.Redis.Holder("jobs:nightly"));

        late.SetResult();
        await first;

        Assert.Equal(holder, run.Redis.Holder("jobs:nightly"));
        second.SetResult();
        await next;
    }

    [Fact]
    public Task Every_way_to_take_and_delete_is_reported() => Verify.FixAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            private readonly string _owner = Guid.NewGuid().ToString();
            async Task Set(string id, string token, Func<Task> work)
            {
                var taken = await redis.StringSetAsync($"jobs:{id}", token, TimeSpan.FromSeconds(10), When.NotExists);
                if (!taken)
                    return;
                await work();
                await redis.[|KeyDeleteAsync|]($"jobs:{id}").ConfigureAwait(false);
            }
            void Blocking(RedisKey key, Action work)
            {
                var token = Guid.NewGuid();
                if (redis.StringSet(key, token.ToString(), expiry: TimeSpan.FromSeconds(10), when: ValueCondition.NotExists))
                {
                    work();
                    redis.[|KeyDelete|](key: key, flags: CommandFlags.DemandMaster);
                }
            }
            Task<bool> Acquire(string name) => redis.LockTakeAsync("jobs:" + name, _owner, TimeSpan.FromSeconds(10));
            Task Release(string name) => redis.[|KeyDeleteAsync|]("jobs:" + name);
            async Task Flags(string token, Func<Task> work)
            {
                var key = $"lock:{token.Length}";
                if (await redis.LockTakeAsync(key, token, TimeSpan.FromSeconds(10)))
                    await work();
                await redis.[|KeyDeleteAsync|](key, CommandFlags.DemandMaster);
            }
        }
        """,
        Usings + """
        class Jobs(IDatabase redis)
        {
            private readonly string _owner = Guid.NewGuid().ToString();
            async Task Set(string id, string token, Func<Task> work)
            {
                var taken = await redis.StringSetAsync($"jobs:{id}", token, TimeSpan.FromSeconds(10), When.NotExists);
                if (!taken)
                    return;
                await work();
                await redis.LockReleaseAsync($"jobs:{id}", token).ConfigureAwait(false);
            }
            void Blocking(RedisKey key, Action work)
            {
                var token = Guid.NewGuid();
                if (redis.StringSet(key, token.ToString(), expiry: TimeSpan.FromSeconds(10), when: ValueCondition.NotExists))
                {
                    work();
                    redis.LockRelease(key: key, value: token.ToString(), flags: CommandFlags.DemandMaster);
                }
            }
            Task<bool> Acquire(string name) => redis.LockTakeAsync("jobs:" + name, _owner, TimeSpan.FromSeconds(10));
            Task Release(string name) => redis.LockReleaseAsync("jobs:" + name, _owner);
            async Task Flags(string token, Func<Task> work)
            {
                var key = $"lock:{token.Length}";
                if (await redis.LockTakeAsync(key, token, TimeSpan.FromSeconds(10)))
                    await work();
                await redis.LockReleaseAsync(key, token, CommandFlags.DemandMaster);
            }
        }
        """);

    [Fact]
    public Task Where_the_token_is_unknown_or_everyones_nothing_is_offered() => Verify.NoFixAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            void Made(Action work)
            {
                if (!redis.LockTake("jobs", Guid.NewGuid().ToString(), TimeSpan.FromSeconds(10)))
                    return;
                work();
                redis.[|KeyDelete|]("jobs");
            }
            void Same(Action work)
            {
                if (!redis.StringSet("jobs", "1", TimeSpan.FromSeconds(10), When.NotExists))
                    return;
                work();
                redis.[|KeyDelete|]("jobs");
            }
            void Everyones(Action work)
            {
                var token = "busy";
                if (!redis.LockTake("jobs", token, TimeSpan.FromSeconds(10)))
                    return;
                work();
                redis.[|KeyDelete|]("jobs");
            }
            void Raw(string token, Action work)
            {
                if (redis.Execute("SET", "lock:jobs", token, "NX", "EX", 10).IsNull)
                    return;
                work();
                redis.[|Execute|]("DEL", "lock:jobs");
            }
            bool TryLock(string key, string token) => redis.LockTake(key, token, TimeSpan.FromSeconds(10));
            void Unlock(string key) => redis.[|KeyDelete|](key);
            bool TryGetLock(string queue, TimeSpan limit) => redis.StringSet(queue, RedisValue.EmptyString, limit, When.NotExists);
            bool TryReleaseLock(string queue) => redis.[|KeyDelete|](queue);
            void Early(string lockKey, int amount, Action work)
            {
                var locked = false;
                while (!locked)
                    locked = redis.StringSet(lockKey, "locked", TimeSpan.FromSeconds(10), When.NotExists);
                if (locked)
                {
                    work();
                    redis.[|KeyDelete|](lockKey);
                }
            }
        }
        """);

    [Fact]
    public async Task The_message_says_when_it_goes_wrong()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("""
            using System;
            using StackExchange.Redis;
            class Jobs(IDatabase redis)
            {
                void Run(string token, Action work)
                {
                    if (!redis.LockTake("jobs", token, TimeSpan.FromMinutes(0.5)))
                        return;
                    work();
                    redis.KeyDelete("jobs");
                }
            }
            """), ("fallacies.project_kind", "service"));

        Assert.Equal("'KeyDelete' frees '\"jobs\"' whoever holds it: when the work takes longer than its 30 s, it deletes the next owner's lock, and a third one works at the same time", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); redis.LockRelease(key, token);")]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); redis.StringDelete(key, ValueCondition.Equal(token));")]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); redis.ScriptEvaluate(\"if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end\", [key], [token]);")]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); if (redis.LockQuery(key) == token) redis.KeyDelete(key);")]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); if (redis.StringGet(key) == token) redis.KeyDelete(key);")]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); redis.KeyDelete(other);")]
    [InlineData("if (!redis.LockTake(key, token, limit)) return; work(); transaction.AddCondition(Condition.StringEqual(key, token)); _ = transaction.KeyDeleteAsync(key); transaction.Execute();")]
    [InlineData("if (!redis.StringSet(key, token, limit, When.NotExists)) return; try { work(); } catch { redis.KeyDelete(key); throw; }")]
    [InlineData("if (token is null) redis.KeyDelete(key); else redis.StringSet(key, token, limit, When.NotExists);")]
    [InlineData("if (token is not null) redis.StringSet(key, token, limit, When.NotExists); else redis.KeyDelete(key);")]
    [InlineData("redis.StringSet(key, token, limit, When.NotExists); work(); redis.KeyDelete(key);")]
    [InlineData("redis.StringSet(key, token, limit); work(); redis.KeyDelete(key);")]
    [InlineData("redis.KeyDelete(key); if (redis.LockTake(key, token, limit)) work();")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Jobs(IDatabase redis, ITransaction transaction)
        {
            void Do(RedisKey key, string other, string token, TimeSpan limit, Action work)
            {
                {{statements}}
            }
        }
        """);

    [Fact]
    public Task Other_members_delete_records_and_wrappers_any_key_and_operators_on_purpose() => Verify.AnalyzeAsync(
        Usings + """
        class Payments(IDatabase redis)
        {
            bool Start(string id, int amount, Func<bool> pay)
            {
                if (!redis.StringSet($"lock:payment:{id}", "1", TimeSpan.FromMinutes(5), When.NotExists))
                    return false;
                if (amount <= 0)
                {
                    redis.KeyDelete($"lock:payment:{id}");
                    return false;
                }
                return pay();
            }
        }
        class Sessions(IDatabase redis)
        {
            bool Start(string id) => redis.StringSet("session:" + id, "1", TimeSpan.FromHours(1), When.NotExists);
            void End(string id) => redis.KeyDelete("session:" + id);
        }
        class Wrapper(IDatabase redis)
        {
            public bool Take(string key, string token) => redis.LockTake(key, token, TimeSpan.FromSeconds(1));
            public bool Remove(string key) => redis.KeyDelete(key);
        }
        class Locks(IDatabase redis, string token)
        {
            public bool Take(string name) => redis.LockTake("lock:" + name, token, TimeSpan.FromSeconds(1));
            public bool ForceRelease(string name) => redis.KeyDelete("lock:" + name);
        }
        class Checked(IDatabase redis, string token)
        {
            public bool Take(string name) => redis.LockTake("lock:" + name, token, TimeSpan.FromSeconds(1));
            public bool Release(string name) => redis.LockRelease("lock:" + name, token);
            public bool Delete(string name) => redis.KeyDelete("lock:" + name);
        }
        class Two(IDatabase redis, Func<string> next, string token)
        {
            string Key() => next();
            void Run()
            {
                var (first, second) = (Key(), Key());
                var third = Key();
                var fourth = Key();
                if (redis.LockTake(third, token, TimeSpan.FromSeconds(1)) && redis.LockTake(first, token, TimeSpan.FromSeconds(1)))
                    redis.KeyDelete(fourth);
                redis.KeyDelete(second);
            }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            void A() { if (redis.LockTake("a", {|CS0103:token|}, TimeSpan.{|CS0117:Nothing|})) redis.{|CS1501:KeyDelete|}(); }
        }
        """);
}
