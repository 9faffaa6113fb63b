using System.Reflection;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.LostLeaseAnalyzer, Fallacies.CodeFixes.Reliability.LostLeaseFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class LostLeaseTests
{
    private const string Usings = "using Medallion.Threading;\nusing StackExchange.Redis;\n\n";

    private const string Unwatched = """
        public class Job(IDistributedLock gate, HttpClient http)
        {
            public async Task RunAsync(CancellationToken ct)
            {
                await using var handle = await gate.[|AcquireAsync|](cancellationToken: ct);
                await http.PostAsync("first", null, ct);
                await http.PostAsync("second", null, ct); // beside whom?
            }
        }
        """;

    private const string Watched = """
        public class Job(IDistributedLock gate, HttpClient http)
        {
            public async Task RunAsync(CancellationToken ct)
            {
                await using var handle = await gate.AcquireAsync(cancellationToken: ct);
                using var held = CancellationTokenSource.CreateLinkedTokenSource(ct, handle.HandleLostToken);
                await http.PostAsync("first", null, held.Token);
                await http.PostAsync("second", null, held.Token); // beside whom?
            }
        }
        """;

    // A lock that is lost while the first thing is written.
    private const string Losing = """

        public static class Start
        {
            public static async Task<int> RunAsync()
            {
                var gate = new Gate();
                using var http = new HttpClient(gate.Network) { BaseAddress = new Uri("http://orders") };
                try { await new Job(gate, http).RunAsync(CancellationToken.None); }
                catch (OperationCanceledException) { }
                return gate.Network.Writes;
            }
        }
        public class Gate : IDistributedLock, IDistributedSynchronizationHandle
        {
            private readonly CancellationTokenSource _lost = new();
            public Gate() => Network = new Network(_lost);
            public Network Network { get; }
            public string Name => "gate";
            public CancellationToken HandleLostToken => _lost.Token;
            public IDistributedSynchronizationHandle? TryAcquire(TimeSpan timeout = default, CancellationToken cancellationToken = default) => this;
            public IDistributedSynchronizationHandle Acquire(TimeSpan? timeout = null, CancellationToken cancellationToken = default) => this;
            public ValueTask<IDistributedSynchronizationHandle?> TryAcquireAsync(TimeSpan timeout = default, CancellationToken cancellationToken = default) => new(this);
            public ValueTask<IDistributedSynchronizationHandle> AcquireAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) => new(this);
            public void Dispose() { }
            public ValueTask DisposeAsync() => default;
        }
        public class Network(CancellationTokenSource lost) : HttpMessageHandler
        {
            public int Writes { get; private set; }
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Writes++;
                var answer = new HttpResponseMessage { Content = new StringContent("") };
                if (Writes == 1)
                    lost.Cancel();
                return Task.FromResult(answer);
            }
        }
        """;

    private static readonly Microsoft.CodeAnalysis.MetadataReference[] Packages = References.With("DistributedLock.Redis", "DistributedLock.Core");

    [Fact]
    public Task The_work_ends_with_the_lock() => Verify.FixAsync(Usings + Unwatched, Usings + Watched, references: Packages);

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task A_lock_that_is_lost_during_the_first_write_leaves(bool watched, int writes)
    {
        var core = References.Packages.Closure(["DistributedLock.Core"]).SelectMany(package => package.Assemblies).Single(path => path.EndsWith("DistributedLock.Core.dll", StringComparison.Ordinal));
        Assembly.LoadFrom(core);
        var job = watched ? Watched : Unwatched.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        using var image = new MemoryStream();
        var emitted = Analysis.Compile("using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\nusing Medallion.Threading;\n" + job + Losing, Packages).WithAssemblyName("Lost" + watched).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));

        var start = Assembly.Load(image.ToArray()).GetType("Start")!.GetMethod("RunAsync")!;

        Assert.Equal(writes, await (Task<int>)start.Invoke(null, null)!);
    }

    [Fact]
    public Task Behind_the_question_whether_the_lock_was_got() => Verify.FixAsync(
        Usings + """
        class Job(IDistributedLockProvider locks, HttpClient http)
        {
            async Task Try(string[] orders, CancellationToken ct)
            {
                await using var handle = await locks.[|TryAcquireLockAsync|]("jobs", TimeSpan.FromSeconds(1), ct);
                if (handle is null)
                    return;

                foreach (var order in orders)
                    await SendAsync(order, ct);
            }
            async Task SendAsync(string order, CancellationToken ct) => await http.PostAsync(order, null, ct);
        }
        """,
        Usings + """
        class Job(IDistributedLockProvider locks, HttpClient http)
        {
            async Task Try(string[] orders, CancellationToken ct)
            {
                await using var handle = await locks.TryAcquireLockAsync("jobs", TimeSpan.FromSeconds(1), ct);
                if (handle is null)
                    return;
                using var held = CancellationTokenSource.CreateLinkedTokenSource(ct, handle.HandleLostToken);
                foreach (var order in orders)
                    await SendAsync(order, held.Token);
            }
            async Task SendAsync(string order, CancellationToken ct) => await http.PostAsync(order, null, ct);
        }
        """,
        references: Packages);

    [Fact]
    public Task Without_a_token_or_a_name_nothing_is_offered() => Verify.NoFixAsync(
        Usings + """
        class Job(IDistributedLock gate, IDatabase redis)
        {
            async Task Redis()
            {
                await using var handle = await gate.[|AcquireAsync|]();
                await redis.StringIncrementAsync("a");
                await redis.ListRightPushAsync("b", "c");
            }
            async Task Nameless(HttpClient http, CancellationToken ct)
            {
                await using (await gate.[|AcquireAsync|]())
                {
                    await http.PostAsync("a", null, ct);
                    await http.PostAsync("b", null, ct);
                }
            }
        }
        """,
        references: Packages);

    [Fact]
    public async Task The_message_counts_what_goes_on()
    {
        var found = await Analysis.RunAsync(
            Analysis.Compile("""
                using System.Threading.Tasks;
                using Medallion.Threading;
                using StackExchange.Redis;
                class Job(IDistributedLock gate, IDatabase redis)
                {
                    async Task Two() { await using var handle = await gate.AcquireAsync(); await redis.StringIncrementAsync("a"); await redis.ListRightPushAsync("b", "c"); }
                    async Task Many(string[] all) { await using var handle = await gate.AcquireAsync(); foreach (var one in all) await redis.ListRightPushAsync("b", one); }
                }
                """, Packages), ("fallacies.project_kind", "service"));

        Assert.Equal(
            [
                "Nobody reads the 'HandleLostToken' of what 'AcquireAsync' got: when the lock is lost on the way, 'StringIncrementAsync' and 1 more go on beside the next owner",
                "Nobody reads the 'HandleLostToken' of what 'AcquireAsync' got: when the lock is lost on the way, the loop around 'ListRightPushAsync' goes on beside the next owner",
            ],
            found.Where(finding => finding.Id == "FAL1032").OrderBy(finding => finding.Location.SourceSpan.Start).Select(finding => finding.GetMessage()));
    }

    [Theory]
    [InlineData("await using var handle = await gate.AcquireAsync(); await http.PostAsync(\"a\", null, ct);")]
    [InlineData("await using var handle = await gate.AcquireAsync(); await http.GetStringAsync(\"a\", ct); await http.GetStringAsync(\"b\", ct);")]
    [InlineData("await using var handle = await gate.AcquireAsync(); await Task.Delay(1); await work();")]
    [InlineData("await using var handle = await gate.AcquireAsync(); using var held = CancellationTokenSource.CreateLinkedTokenSource(ct, handle.HandleLostToken); await http.PostAsync(\"a\", null, held.Token); await http.PostAsync(\"b\", null, held.Token);")]
    [InlineData("await using var handle = await gate.TryAcquireAsync(); handle?.HandleLostToken.Register(() => { }); await http.PostAsync(\"a\", null, ct); await http.PostAsync(\"b\", null, ct);")]
    [InlineData("await using var handle = await gate.AcquireAsync(); Watch(handle); await http.PostAsync(\"a\", null, ct); await http.PostAsync(\"b\", null, ct);")]
    [InlineData("await http.PostAsync(\"a\", null, ct); await http.PostAsync(\"b\", null, ct); await using var handle = await gate.AcquireAsync();")]
    [InlineData("await using (await gate.AcquireAsync()) { } await http.PostAsync(\"a\", null, ct); await http.PostAsync(\"b\", null, ct);")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Job(IDistributedLock gate, HttpClient http, Func<Task> work)
        {
            void Watch(IDistributedSynchronizationHandle handle) => Console.WriteLine(handle);
            async Task Run(CancellationToken ct) { {{statements}} }
            Task Work() => work();
        }
        """,
        references: Packages);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Usings + """
        class Job(IDistributedLock gate)
        {
            async Task A() { await using var handle = await gate.{|CS1501:AcquireAsync|}(1, 2, 3, 4); await {|CS0103:nothing|}.PostAsync(); }
        }
        """,
        references: Packages);
}
