using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.EndlessLockAnalyzer, Fallacies.CodeFixes.Reliability.EndlessLockFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class EndlessLockTests
{
    private const string Usings = "using StackExchange.Redis;\n\n";

    private const string Endless = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                if (!await redis.[|StringSetAsync|]("jobs:nightly", token, when: When.NotExists))
                    return;

                await work();
                await redis.LockReleaseAsync("jobs:nightly", token);
            }
        }
        """;

    private const string Expiring = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                if (!await redis.StringSetAsync("jobs:nightly", token, expiry: TimeSpan.FromSeconds(30), when: When.NotExists))
                    return;

                await work();
                await redis.LockReleaseAsync("jobs:nightly", token);
            }
        }
        """;

    [Fact]
    public Task The_lock_gets_an_expiry() => Verify.FixAsync(Endless, Expiring);

    private const string Taken = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                if (!await redis.LockTakeAsync("jobs:nightly", token, TimeSpan.FromSeconds(30)))
                    return;

                await work();
                await redis.LockReleaseAsync("jobs:nightly", token);
            }
        }
        """;

    [Fact]
    public Task Or_is_taken_as_a_lock() => Verify.FixAsync(Endless, Taken, action: 1);

    [Fact]
    public Task Or_is_taken_as_a_lock_with_all_that_the_call_had() => Verify.FixAsync(
        Usings + """
        class Jobs(IDatabase? redis)
        {
            static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
            bool Take(string token) => redis!.[|StringSet|](
                "lock:jobs",
                token, // whose it is
                when: When.NotExists,
                flags: CommandFlags.DemandMaster);
            bool? Maybe(string token) => redis?.[|StringSet|]("lock:jobs", token, null, When.NotExists); // or not
            async Task Two(string token)
            {
                if (!await redis!.[|StringSetAsync|]("lock:two", token, when: When.NotExists))
                    return;
                await redis.KeyExpireAsync("lock:two", Longest);
                await redis.LockReleaseAsync("lock:two", token);
            }
            void Free(string token) => redis!.LockRelease("lock:jobs", token);
        }
        """,
        Usings + """
        class Jobs(IDatabase? redis)
        {
            static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
            bool Take(string token) => redis!.LockTake(
                "lock:jobs",
                token, // whose it is
                TimeSpan.FromSeconds(30),
                CommandFlags.DemandMaster);
            bool? Maybe(string token) => redis?.LockTake("lock:jobs", token, TimeSpan.FromSeconds(30)); // or not
            async Task Two(string token)
            {
                if (!await redis!.LockTakeAsync("lock:two", token, Longest))
                    return;
                await redis.KeyExpireAsync("lock:two", Longest);
                await redis.LockReleaseAsync("lock:two", token);
            }
            void Free(string token) => redis!.LockRelease("lock:jobs", token);
        }
        """,
        action: 1);

    [Theory]
    // Nobody releases it with the token, or a comment would be lost.
    [InlineData("bool Take(string token) => redis.[|StringSet|](\"lock:jobs\", token, when: When.NotExists);")]
    [InlineData("bool Take(string token) => redis.[|StringSet|](\"lock:jobs\", token, when: When.NotExists); void Free(string token) => redis.LockRelease(\"lock:other\", token);")]
    [InlineData("bool Take(string token) => redis.[|StringSet|](\"lock:jobs\", token, when: When.NotExists /* once */); void Free(string token) => redis.LockRelease(\"lock:jobs\", token);")]
    [InlineData("bool Take(string token) => redis.[|StringSet|](key: \"lock:jobs\", value: token, when: When.NotExists); void Free(string token) => redis.LockRelease(\"lock:jobs\", token);")]
    public Task Is_not_offered_to_be_taken_as_a_lock_where(string members)
    {
        var source = Usings + "class Jobs(IDatabase redis) { " + members + " }";
        return Verify.FixAsync(source, source, action: 1);
    }

    [Theory]
    [InlineData("claim:*", "$\"claim:{id}\"", true)]
    [InlineData("*:busy", "\"jobs:\" + id + \":busy\"", true)]
    [InlineData("other, jobs:nightly", "\"jobs:nightly\"", true)]
    [InlineData("claim:*", "\"seen:\" + id", false)]
    [InlineData("claim", "$\"claim:{id}\"", false)]
    public Task Users_say_which_keys_are_locks(string patterns, string key, bool isLock) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Jobs(IDatabase redis)
        {
            bool Take(string id) => redis.{{(isLock ? "[|StringSet|]" : "StringSet")}}({{key}}, 1, when: When.NotExists);
        }
        """,
        "fallacies.project_kind = service\nfallacies.lock_key_patterns = " + patterns);

    [Fact]
    public Task And_with_the_methods_of_version_2() => Verify.FixAsync(Endless, Expiring, references: References.WithPrevious("StackExchange.Redis"));

    [Theory]
    [InlineData(Endless, false)]
    [InlineData(Expiring, true)]
    [InlineData(Taken, true)]
    public async Task A_lock_whose_owner_died_is_free_again(string source, bool expires)
    {
        var run = new LockRun(source.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.StartAsync("dead", () => throw new InvalidOperationException()));

        run.Redis.Now = TimeSpan.FromDays(1);
        var ran = false;
        await run.StartAsync("next", () =>
        {
            ran = true;
            return Task.CompletedTask;
        });

        Assert.Equal(expires, ran);
    }

    [Fact]
    public Task Every_way_to_take_a_lock_for_ever_is_reported_and_ended() => Verify.FixAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            const string LockKey = "lock:jobs";
            public async Task<bool> Named(string id) => await redis.[|StringSetAsync|]($"lock:{id}", "1", null, When.NotExists);
            public bool Constant(string token) => redis.[|StringSet|](LockKey, token, when: ValueCondition.NotExists);
            public bool Explicit(string token) => redis.[|StringSet|](LockKey, token, Expiration.Default, ValueCondition.NotExists);
            public bool Largest(string token) => redis.[|LockTake|]("jobs", token, TimeSpan.MaxValue);
            public bool Raw(string id, string token) => !redis.[|Execute|]("SET", $"mutex:{id}", token, "NX").IsNull; // raw
            public bool Long(string token) => redis.[|StringSet|](
                LockKey,
                token, // whose it is
                when: When.NotExists);
        }
        """,
        Usings + """
        class Jobs(IDatabase redis)
        {
            const string LockKey = "lock:jobs";
            public async Task<bool> Named(string id) => await redis.StringSetAsync($"lock:{id}", "1", TimeSpan.FromSeconds(30), When.NotExists);
            public bool Constant(string token) => redis.StringSet(LockKey, token, expiry: TimeSpan.FromSeconds(30), when: ValueCondition.NotExists);
            public bool Explicit(string token) => redis.StringSet(LockKey, token, TimeSpan.FromSeconds(30), ValueCondition.NotExists);
            public bool Largest(string token) => redis.LockTake("jobs", token, TimeSpan.FromSeconds(30));
            public bool Raw(string id, string token) => !redis.Execute("SET", $"mutex:{id}", token, "NX", "EX", 30).IsNull; // raw
            public bool Long(string token) => redis.StringSet(
                LockKey,
                token, // whose it is
                expiry: TimeSpan.FromSeconds(30),
                when: When.NotExists);
        }
        """);

    [Fact]
    public Task An_expiry_in_a_second_step_moves_into_the_first() => Verify.FixAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
            async Task Run(string token)
            {
                RedisKey key = "jobs";
                bool taken = await redis.[|StringSetAsync|](key, token, when: When.NotExists);
                if (taken)
                {
                    await redis.KeyExpireAsync(key, Longest);
                    await redis.LockReleaseAsync(key, token);
                }
            }
            async Task Later(string token)
            {
                if (!await redis.[|StringSetAsync|]("lock:later", token, when: When.NotExists))
                    return;
                var longest = TimeSpan.FromSeconds(5);
                await redis.KeyExpireAsync("lock:later", longest);
            }
        }
        """,
        Usings + """
        class Jobs(IDatabase redis)
        {
            static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
            async Task Run(string token)
            {
                RedisKey key = "jobs";
                bool taken = await redis.StringSetAsync(key, token, expiry: Longest, when: When.NotExists);
                if (taken)
                {
                    await redis.KeyExpireAsync(key, Longest);
                    await redis.LockReleaseAsync(key, token);
                }
            }
            async Task Later(string token)
            {
                if (!await redis.StringSetAsync("lock:later", token, expiry: TimeSpan.FromSeconds(30), when: When.NotExists))
                    return;
                var longest = TimeSpan.FromSeconds(5);
                await redis.KeyExpireAsync("lock:later", longest);
            }
        }
        """);

    [Fact]
    public async Task The_message_names_the_key_and_the_second_step()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("""
            using System;
            using System.Threading.Tasks;
            using StackExchange.Redis;
            class Jobs(IDatabase redis)
            {
                async Task<bool> Take(string id) => await redis.StringSetAsync($"lock:{id}", id, when: When.NotExists) && await redis.KeyExpireAsync($"lock:{id}", TimeSpan.FromSeconds(1));
                bool Own(string id) => redis.StringSet($"lock:{id}", id, when: When.NotExists);
            }
            """), ("fallacies.project_kind", "service"));

        Assert.Equal(
            [
                "'StringSetAsync' takes '$\"lock:{id}\"' and 'KeyExpireAsync' lets it expire in a second step: a process that dies between the two holds it for ever, and nobody else gets it until somebody frees it by hand",
                "'StringSet' takes '$\"lock:{id}\"' without an expiry: a process that dies before the release holds it for ever, and nobody else gets it until somebody frees it by hand",
            ],
            found.Where(finding => finding.Id == "FAL1019").OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => finding.GetMessage()));
    }

    [Fact]
    public Task Setnx_has_no_place_for_an_expiry() => Verify.NoFixAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            bool Old(string id, string token) => (bool)redis.[|Execute|]("SETNX", "lock:" + id, token);
            bool Listed(string id, string token) => !redis.[|Execute|]("SET", new object[] { "lock:" + id, token, "NX" }).IsNull;
        }
        """);

    [Theory]
    [InlineData("redis.StringSet(key, token, TimeSpan.FromSeconds(10), When.NotExists)")]
    [InlineData("redis.StringSet(key, token, limit, When.NotExists)")]
    [InlineData("redis.StringSet(key, token, limit.Value, ValueCondition.NotExists)")]
    [InlineData("redis.StringSet(key, token)")]
    [InlineData("redis.StringSet(key, token, when: When.Exists)")]
    [InlineData("redis.LockTake(key, token, TimeSpan.FromSeconds(10))")]
    [InlineData("redis.Execute(\"SET\", key, token, \"NX\", \"PX\", 1000).IsNull")]
    [InlineData("redis.Execute(\"SET\", key, token, \"NX\", option, 1000).IsNull")]
    [InlineData("redis.Execute(\"SET\", key, token).IsNull")]
    [InlineData("redis.Execute(option, key, token, \"NX\").IsNull")]
    [InlineData("redis.StringSet(\"processed:\" + id, 1, when: When.NotExists)")]
    [InlineData("redis.StringSet($\"blocked:{id}\", 1, when: When.NotExists)")]
    [InlineData("redis.StringSet($\"LeaderBoard:{id}\", 1, when: When.NotExists)")]
    [InlineData("transaction.StringSetAsync(key, token, when: When.NotExists).Result")]
    [InlineData("redis.CreateBatch().StringSetAsync(key, token, when: When.NotExists).Result")]
    [InlineData("own.StringSet(key, token, When.NotExists)")]
    public Task Says_nothing_about(string expression) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public bool StringSet(string lockKey, string token, When when) => true; }
        class Store(IDatabase redis, ITransaction transaction, Own own)
        {
            bool Do(string id, string key, string token, TimeSpan? limit, string option)
            {
                key = $"lock:{id}";
                return {{expression}};
            }
        }
        """);

    [Theory]
    [InlineData("redis.ScriptEvaluate(\"if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end\", new RedisKey[] { key }, new RedisValue[] { token })", true)]
    [InlineData("redis.ScriptEvaluate(Release, [key], [token])", true)]
    [InlineData("redis.ScriptEvaluate(Release, [\"other\"], [token])", false)]
    [InlineData("redis.ScriptEvaluate(Release, [key, \"other\"], [token])", false)]
    [InlineData("redis.ScriptEvaluate(\"return redis.call('get', KEYS[1])\", [key], [token])", false)]
    [InlineData("redis.ScriptEvaluate(token, [key], [token])", false)]
    public Task A_script_that_compares_and_deletes_frees_a_lock(string release, bool isLock) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Jobs(IDatabase redis)
        {
            static readonly string Release = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";
            bool Do(string key, string token, Action work)
            {
                if (!redis.{{(isLock ? "[|StringSet|]" : "StringSet")}}(key, token, when: When.NotExists))
                    return false;
                work();
                return !{{release}}.IsNull;
            }
        }
        """);

    [Fact]
    public Task A_record_that_stays_is_no_lock_though_a_failure_takes_it_back() => Verify.AnalyzeAsync(
        Usings + """
        class Inbox(IDatabase redis)
        {
            async Task Handle(string id, Func<Task> work)
            {
                if (!await redis.StringSetAsync($"seen:{id}", 1, when: When.NotExists))
                    return;
                try
                {
                    await work();
                }
                catch
                {
                    await redis.KeyDeleteAsync($"seen:{id}");
                    throw;
                }
            }
            async Task Register(string name, Func<Task<bool>> save)
            {
                if (await redis.StringSetAsync("name:" + name, 1, when: When.NotExists) && !await save())
                    await redis.KeyDeleteAsync("name:" + name);
            }
            Task Unregister(string name) => redis.KeyDeleteAsync("name:" + name);
            async Task Toggle(string id, bool on)
            {
                if (on)
                    await redis.StringSetAsync("on:" + id, 1, when: When.NotExists);
                else
                    await redis.KeyDeleteAsync("on:" + id);
            }
            Task Default() => redis.StringSetAsync("leader:count", 0, when: When.NotExists);
        }
        """);

    [Fact]
    public Task Who_can_take_over_from_the_dead_needs_no_expiry() => Verify.AnalyzeAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            async Task<bool> Take(string now, string old)
            {
                if (await redis.StringSetAsync("lock:jobs", now, when: When.NotExists))
                    return true;
                return await redis.StringGetSetAsync("lock:jobs", now) == old;
            }
        }
        """);

    [Fact]
    public Task Tests_may_do_as_they_like() => Verify.AnalyzeAsync(
        Usings + """
        class Jobs(IDatabase redis) { bool Take(string token) => redis.StringSet("lock:jobs", token, when: When.NotExists); }
        """,
        "fallacies.project_kind = test");

    [Fact]
    public Task Infinite_leases_of_blobs_are_locks_where_somebody_releases_them() => Verify.NoFixAsync(
        """
        using Azure.Storage.Blobs.Specialized;

        class Jobs(BlobLeaseClient lease)
        {
            async Task Run(Func<Task> work)
            {
                await lease.[|AcquireAsync|](BlobLeaseClient.InfiniteLeaseDuration);
                await work();
                await lease.ReleaseAsync();
            }
            void Old() => lease.[|Acquire|](TimeSpan.FromSeconds(-1));
            void Finite() => lease.Acquire(TimeSpan.FromSeconds(15));
        }
        class Archive(BlobLeaseClient lease)
        {
            void Protect() => lease.Acquire(BlobLeaseClient.InfiniteLeaseDuration);
        }
        """,
        references: References.With("Azure.Storage.Blobs"));

    [Fact]
    public Task A_session_of_Consul_lives_as_long_as_its_node() => Verify.NoFixAsync(
        """
        namespace Consul
        {
            class SessionEntry { public string? Name { get; set; } public TimeSpan? TTL { get; set; } public List<string>? Checks { get; set; } }
        }
        namespace Jobs
        {
            using Consul;

            class Leaders
            {
                SessionEntry Endless() => [|new SessionEntry { Name = "leader" }|];
                SessionEntry Short() => new() { Name = "leader", TTL = TimeSpan.FromSeconds(15) };
                SessionEntry Checked() => new() { Name = "leader", Checks = ["service:jobs"] };
                SessionEntry Later()
                {
                    var session = new SessionEntry();
                    session.TTL = TimeSpan.FromSeconds(15);
                    return session;
                }
            }
        }
        namespace Own
        {
            class SessionEntry;
            class Store { object Session() => new SessionEntry(); }
        }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            void A() { var taken = redis.{|CS1501:StringSet|}(); }
            void B() { if (redis.StringSet({|CS0103:key|}, "1", when: When.{|CS0117:NotExist|})) return; }
            void C() { if (redis.Execute("SET", {|CS0103:key|}, {|CS0103:token|}, "NX").IsNull) return; }
        }
        """);
}
