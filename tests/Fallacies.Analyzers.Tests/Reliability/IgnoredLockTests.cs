using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.IgnoredLockAnalyzer, Fallacies.CodeFixes.Reliability.IgnoredLockFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class IgnoredLockTests
{
    private const string Usings = "using StackExchange.Redis;\n\n";

    private const string Ignoring = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                // One at a time.
                await redis.[|LockTakeAsync|]("jobs:nightly", token, TimeSpan.FromSeconds(10)); // of all instances
                await work();
                await redis.LockReleaseAsync("jobs:nightly", token);
            }
        }
        """;

    private const string Throwing = Usings + """
        public class Job(IDatabase redis)
        {
            public async Task RunAsync(string token, Func<Task> work)
            {
                // One at a time.
                if (!await redis.LockTakeAsync("jobs:nightly", token, TimeSpan.FromSeconds(10)))
                    throw new TimeoutException("Another process holds the lock."); // of all instances
                await work();
                await redis.LockReleaseAsync("jobs:nightly", token);
            }
        }
        """;

    private static readonly string Returning = Throwing.Replace("throw new TimeoutException(\"Another process holds the lock.\");", "return;", StringComparison.Ordinal);

    [Fact]
    public Task The_second_owner_gets_an_exception() => Verify.FixAsync(Ignoring, Throwing);

    [Fact]
    public Task Or_goes_home() => Verify.FixAsync(Ignoring, Returning, action: 1);

    [Fact]
    public Task And_with_the_methods_of_version_2() => Verify.FixAsync(Ignoring, Throwing, references: References.WithPrevious("StackExchange.Redis"));

    [Theory]
    [InlineData("ignoring", 2, null)]
    [InlineData("throwing", 1, typeof(TimeoutException))]
    [InlineData("returning", 1, null)]
    public async Task Two_who_start_together(string form, int working, Type? exception)
    {
        var run = new LockRun(form switch
        {
            "throwing" => Throwing,
            "returning" => Returning,
            _ => Ignoring.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal),
        });
        var (end, started) = (new TaskCompletionSource(), 0);
        var first = run.StartAsync("first", Work);
        var second = run.StartAsync("second", Work);
        end.SetResult();
        await first;
        var thrown = await Record.ExceptionAsync(() => second);

        Assert.Equal(working, started);
        Assert.Equal(exception, thrown?.GetType());

        Task Work()
        {
            started++;
            return end.Task;
        }
    }

    [Fact]
    public Task Every_ignored_answer_is_reported_and_read() => Verify.FixAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            void Blocking(string token, Action work)
            {
                redis.[|LockTake|]("jobs", token, TimeSpan.FromSeconds(10));
                work();
            }
            int Unread(string token, Func<int> work)
            {
                var taken = redis.[|StringSet|]("lock:jobs", token, TimeSpan.FromSeconds(10), When.NotExists);
                return work();
            }
            async Task Extending(string token, Func<Task<bool>> more)
            {
                while (await more())
                    await Task.Yield();
                await redis.[|LockExtendAsync|]("jobs", token, TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            }
            async Task Mutex(string token, Func<Task> work)
            {
                await redis.[|StringSetAsync|]("jobs", token, TimeSpan.FromSeconds(10), When.NotExists);
                try { await work(); }
                finally { await redis.LockReleaseAsync("jobs", token); }
            }
        }
        """,
        Usings + """
        class Jobs(IDatabase redis)
        {
            void Blocking(string token, Action work)
            {
                if (!redis.LockTake("jobs", token, TimeSpan.FromSeconds(10)))
                    throw new TimeoutException("Another process holds the lock.");
                work();
            }
            int Unread(string token, Func<int> work)
            {
                var taken = redis.StringSet("lock:jobs", token, TimeSpan.FromSeconds(10), When.NotExists);
                if (!taken)
                    throw new TimeoutException("Another process holds the lock.");
                return work();
            }
            async Task Extending(string token, Func<Task<bool>> more)
            {
                while (await more())
                    await Task.Yield();
                if (!await redis.LockExtendAsync("jobs", token, TimeSpan.FromSeconds(10)).ConfigureAwait(false))
                    throw new TimeoutException("The lock was lost.");
            }
            async Task Mutex(string token, Func<Task> work)
            {
                if (!await redis.StringSetAsync("jobs", token, TimeSpan.FromSeconds(10), When.NotExists))
                    throw new TimeoutException("Another process holds the lock.");
                try { await work(); }
                finally { await redis.LockReleaseAsync("jobs", token); }
            }
        }
        """);

    [Fact]
    public Task A_handle_that_may_be_null_is_tested() => Verify.FixAsync(
        """
        using Medallion.Threading;

        class Jobs(IDistributedLock gate, IDistributedLockProvider locks)
        {
            async Task Declared(Func<Task> work)
            {
                await using var handle = await gate.[|TryAcquireAsync|](TimeSpan.FromSeconds(5));
                await work();
            }
            async Task Block(Func<Task> work)
            {
                await using (var handle = await locks.[|TryAcquireLockAsync|]("jobs"))
                {
                    await work();
                }
            }
            void Plain(Action work)
            {
                var handle = gate.[|TryAcquire|]();
                work();
                handle?.Dispose();
            }
        }
        """,
        """
        using Medallion.Threading;

        class Jobs(IDistributedLock gate, IDistributedLockProvider locks)
        {
            async Task Declared(Func<Task> work)
            {
                await using var handle = await gate.TryAcquireAsync(TimeSpan.FromSeconds(5));
                if (handle is null)
                    throw new TimeoutException("Another process holds the lock.");
                await work();
            }
            async Task Block(Func<Task> work)
            {
                await using (var handle = await locks.TryAcquireLockAsync("jobs"))
                {
                    if (handle is null)
                        throw new TimeoutException("Another process holds the lock.");
                    await work();
                }
            }
            void Plain(Action work)
            {
                var handle = gate.TryAcquire();
                if (handle is null)
                    throw new TimeoutException("Another process holds the lock.");
                work();
                handle?.Dispose();
            }
        }
        """,
        references: References.With("DistributedLock.Redis"));

    [Fact]
    public Task A_handle_without_a_name_is_reported_only() => Verify.NoFixAsync(
        """
        using Medallion.Threading;

        class Jobs(IDistributedLock gate)
        {
            async Task Nameless(Func<Task> work)
            {
                await using (await gate.[|TryAcquireAsync|](TimeSpan.FromSeconds(5)))
                    await work();
            }
            void Embedded(bool busy)
            {
                if (busy)
                    gate.[|TryAcquire|]();
            }
        }
        """,
        references: References.With("DistributedLock.Redis"));

    [Theory]
    [InlineData("await using var handle = await gate.TryAcquireAsync(); if (handle == null) return; await work();")]
    [InlineData("await using var handle = await gate.TryAcquireAsync(); if (handle is not null) await work();")]
    [InlineData("await using (var handle = await gate.TryAcquireAsync() ?? throw new TimeoutException()) await work();")]
    [InlineData("await using var handle = await gate.TryAcquireAsync(Timeout.InfiniteTimeSpan); await work();")]
    [InlineData("await using var handle = await gate.AcquireAsync(); await work();")]
    [InlineData("await using (await gate.AcquireAsync()) await work();")]
    [InlineData("_handle = await gate.TryAcquireAsync(); await work();")]
    [InlineData("_ = await gate.TryAcquireAsync(); await work();")]
    [InlineData("await using var handle = await gate.TryAcquireAsync(); Log(handle);")]
    [InlineData("using var slot = limiter.AttemptAcquire(); await work();")]
    [InlineData("own.TryAcquire(); await work();")]
    public Task Says_nothing_about_handles_in(string statements) => Verify.AnalyzeAsync(
        $$"""
        using Medallion.Threading;
        using System.Threading.RateLimiting;

        class Own { public bool TryAcquire() => true; }
        class Jobs(IDistributedLock gate, RateLimiter limiter, Own own)
        {
            object? _handle;
            void Log(object? handle) => _handle = handle;
            async Task Run(Func<Task> work) { {{statements}} }
            ValueTask<IDistributedSynchronizationHandle?> Hand() => gate.TryAcquireAsync();
        }
        """,
        references: References.With("DistributedLock.Redis"));

    [Theory]
    [InlineData("if (redis.LockTake(key, token, limit)) work();")]
    [InlineData("while (!redis.LockTake(key, token, limit)) Thread.Sleep(1);")]
    [InlineData("var taken = redis.LockTake(key, token, limit); if (!taken) return; work();")]
    [InlineData("_ = redis.LockTake(key, token, limit); work();")]
    [InlineData("redis.LockExtend(key, token, limit, CommandFlags.FireAndForget);")]
    [InlineData("Log(redis.LockTake(key, token, limit));")]
    [InlineData("var task = redis.LockTakeAsync(key, token, limit); Log(task);")]
    [InlineData("redis.LockTake(key, token, limit); if (redis.LockQuery(key) == token) work();")]
    [InlineData("redis.StringSet(\"lock:a\", token, limit, When.NotExists); if (redis.StringGet(\"lock:a\") == token) work();")]
    [InlineData("redis.LockRelease(key, token);")]
    [InlineData("redis.StringSet(\"counter\", 0, when: When.NotExists);")]
    [InlineData("redis.StringSet(key, token, when: When.NotExists); work(); redis.StringGet(key);")]
    [InlineData("redis.StringSet(\"lock:a\", token);")]
    [InlineData("transaction.LockTakeAsync(key, token, limit); transaction.Execute();")]
    [InlineData("redis.StringSet(\"lock:a\", token, limit, When.NotExists, CommandFlags.FireAndForget);")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Jobs(IDatabase redis, ITransaction transaction)
        {
            void Log(object answer) { }
            void Run(RedisKey key, string token, TimeSpan limit, Action work) { {{statements}} }
            bool Take(RedisKey key, string token) => redis.LockTake(key, token, TimeSpan.FromSeconds(1));
            Task<bool> TakeAsync(RedisKey key, string token) => redis.LockTakeAsync(key, token, TimeSpan.FromSeconds(1));
        }
        """);

    [Fact]
    public Task A_red_lock_says_whether_it_was_got() => Verify.FixAsync(
        """
        using RedLockNet;

        class Jobs(IDistributedLockFactory locks, Func<Task> work)
        {
            async Task Ignored()
            {
                await using var gate = await locks.[|CreateLockAsync|]("jobs", TimeSpan.FromSeconds(30));
                Console.WriteLine(gate.LockId);
                await work();
            }
            void Blocking()
            {
                using (var gate = locks.[|CreateLock|]("jobs", TimeSpan.FromSeconds(30)))
                {
                    work();
                }
            }
            async Task Asked()
            {
                await using var gate = await locks.CreateLockAsync("jobs", TimeSpan.FromSeconds(30));
                if (gate.IsAcquired)
                    await work();
            }
            Task<IRedLock> Handed() => locks.CreateLockAsync("jobs", TimeSpan.FromSeconds(30));
        }
        """,
        """
        using RedLockNet;

        class Jobs(IDistributedLockFactory locks, Func<Task> work)
        {
            async Task Ignored()
            {
                await using var gate = await locks.CreateLockAsync("jobs", TimeSpan.FromSeconds(30));
                if (!gate.IsAcquired)
                    throw new TimeoutException("Another process holds the lock.");
                Console.WriteLine(gate.LockId);
                await work();
            }
            void Blocking()
            {
                using (var gate = locks.CreateLock("jobs", TimeSpan.FromSeconds(30)))
                {
                    if (!gate.IsAcquired)
                        throw new TimeoutException("Another process holds the lock.");
                    work();
                }
            }
            async Task Asked()
            {
                await using var gate = await locks.CreateLockAsync("jobs", TimeSpan.FromSeconds(30));
                if (gate.IsAcquired)
                    await work();
            }
            Task<IRedLock> Handed() => locks.CreateLockAsync("jobs", TimeSpan.FromSeconds(30));
        }
        """,
        references: References.With("RedLock.net"));

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Jobs(IDatabase redis)
        {
            void A() { redis.{|CS7036:LockTake|}(); }
            void B() { redis.{|CS7036:LockTake|}("a", "b");
            }
        }
        """);
}
