using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.HeldLockAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2013.</summary>
public sealed class HeldLockTests
{
    [Theory]
    [InlineData("await _gate.WaitAsync(); try { await http.[|GetStringAsync|](url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(token).ConfigureAwait(false); try { await http.[|GetStringAsync|](url).ConfigureAwait(false); } finally { _gate.Release(); }")]
    [InlineData("try { await _gate.WaitAsync(); await http.[|GetStringAsync|](url); } finally { _gate.Release(); }")]
    [InlineData("await Gate.WaitAsync(); try { await http.[|GetStringAsync|](url); } finally { Gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); await (http!).[|GetStringAsync|](url); _gate.Release();")]
    [InlineData("_gate.Wait(); try { http.[|GetStringAsync|](url).Wait(); } finally { this._gate.Release(); }")]
    [InlineData("await _one.WaitAsync(); try { await Task.WhenAll(http.[|GetStringAsync|](url), http.GetStringAsync(url)); } finally { _one.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await [|LoadAsync|](url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { if (url.Length > 0) { await http.[|GetStringAsync|](url); } } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { foreach (var u in new[] { url }) { await http.[|GetStringAsync|](u); } } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await pipeline.ExecuteAsync(async t => await http.[|GetStringAsync|](url, t), token); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await policy.ExecuteAsync(() => http.[|GetStringAsync|](url)); } finally { _gate.Release(); }")]
    [InlineData("lock (_sync) { http.[|GetStringAsync|](url).Wait(); }")]
    [InlineData("await _gate.WaitAsync(); try { var known = await http.[|GetStringAsync|](url); if (known != null) return; await LoadAsync(url); } finally { _gate.Release(); }")]
    [InlineData("var known = await http.GetStringAsync(url); if (known != null) return; await _gate.WaitAsync(); try { known = await http.[|GetStringAsync|](url + \"/new\"); if (known != null) return; } finally { _gate.Release(); }")]
    [InlineData("await http.GetStringAsync(url); await _gate.WaitAsync(); try { await http.[|GetStringAsync|](url); } finally { _gate.Release(); }")]
    [InlineData("lock (_sync) { redis.[|StringSet|](url, 1); }")]
    [InlineData("lock (_sync) { http.[|Send|](new HttpRequestMessage()); }")]
    [InlineData("lock (_sync) { [|Load|](url); }")]
    [InlineData("Monitor.Enter(_sync); try { http.[|GetStringAsync|](url).GetAwaiter().GetResult(); } finally { Monitor.Exit(_sync); }")]
    [InlineData("lock (_sync) { _busy = true; http.[|GetStringAsync|](url).Wait(); _busy = false; }")]
    [InlineData("if (!_busy) return; lock (_sync) { _busy = true; http.[|GetStringAsync|](url).Wait(); }")]
    [InlineData("if (_busy) return; lock (_sync) { http.[|GetStringAsync|](url).Wait(); _busy = true; }")]
    [InlineData("using (await _asyncLock.LockAsync()) { await http.[|GetStringAsync|](url); }")]
    [InlineData("using var held = await _asyncLock.LockAsync(); await http.[|GetStringAsync|](url);")]
    [InlineData("async Task Inner() { await _gate.WaitAsync(); try { await http.[|GetStringAsync|](url); } finally { _gate.Release(); } } await Inner();")]
    public Task Reports(string body) => Verify.AnalyzeAsync(Class(body));

    [Theory]
    [InlineData("await _gate.WaitAsync(); try { _count++; } finally { _gate.Release(); } await http.GetStringAsync(url);")]
    [InlineData("await http.GetStringAsync(url); await _gate.WaitAsync(); _gate.Release();")]
    [InlineData("await _three.WaitAsync(); try { await http.GetStringAsync(url); } finally { _three.Release(); }")]
    [InlineData("await given.WaitAsync(); try { await http.GetStringAsync(url); } finally { given.Release(); }")]
    [InlineData("if (!await _gate.WaitAsync(0)) return; try { await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); await http.GetStringAsync(url);")]
    [InlineData("Task started; await _gate.WaitAsync(); try { started = http.GetStringAsync(url); } finally { _gate.Release(); } await started;")]
    [InlineData("lock (_sync) { _started = http.GetStringAsync(url); }")]
    [InlineData("lock (_sync) { _later = () => http.GetStringAsync(url).Result; }")]
    [InlineData("await _gate.WaitAsync(); try { if (_token == null) _token = await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { if (_token != null) return; _token = await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { _token ??= await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { var known = _token; if (known is not null) { return; } _token = await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { if (!_known.TryGetValue(url, out var known)) _known[url] = await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { if (NeedsToken()) await http.GetStringAsync(url); } finally { _gate.Release(); }")]
    // The second look of a double check, and what nobody waits for.
    [InlineData("var known = await http.GetStringAsync(url); if (known != null) return; await _gate.WaitAsync(); try { known = await http.GetStringAsync(url); if (known != null) return; await LoadAsync(url); } finally { _gate.Release(); }")]
    [InlineData("await _gate.WaitAsync(); try { await redis.StringSetAsync(url, 1, flags: StackExchange.Redis.CommandFlags.FireAndForget); } finally { _gate.Release(); }")]
    [InlineData("lock (_sync) { Tell(url); }")]
    [InlineData("await _gate.WaitAsync(); try { await socket.ReceiveAsync(new byte[1]); } finally { _gate.Release(); }")]
    [InlineData("if (_busy || url == null) return; lock (_sync) { _busy = true; http.GetStringAsync(url).Wait(); _busy = false; }")]
    [InlineData("if (_busy) { return; } await _gate.WaitAsync(); try { _busy = true; await http.GetStringAsync(url); } finally { _busy = false; _gate.Release(); }")]
    [InlineData("using (await _locks.GetOrAdd(url, _ => new AsyncLock()).LockAsync()) { await http.GetStringAsync(url); }")]
    public Task Says_nothing_about(string body) => Verify.AnalyzeAsync(Class(body));

    [Fact]
    public Task Who_connects_does_it_once() => Verify.AnalyzeAsync(
        """
        class Prices(HttpClient http)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            public async Task InitializeAsync() { await _gate.WaitAsync(); try { await http.GetStringAsync("all"); } finally { _gate.Release(); } }
        }
        """);

    [Theory]
    [InlineData("RefreshTokenAsync")]
    [InlineData("RenewLogin")]
    [InlineData("ForceRefreshPrices")]
    public Task Who_renews_does_it_for_all(string name) => Verify.AnalyzeAsync(
        $$"""
        class Prices(HttpClient http)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            public async Task {{name}}() { await _gate.WaitAsync(); try { await http.GetStringAsync("token"); } finally { _gate.Release(); } }
        }
        """);

    [Theory]
    [InlineData("Task RunImportAsync(CancellationToken token = default)", "GetStringAsync", "")]
    [InlineData("Task ImportAsync()", "GetStringAsync", "")]
    [InlineData("Task SyncPricesAsync()", "GetStringAsync", "public void Dispose() => this._gate?.Dispose();")]
    // Callers with a question, or another way to the lock.
    [InlineData("Task RunImportAsync(string name)", "[|GetStringAsync|]", "")]
    [InlineData("Task<string> RunImportAsync()", "[|GetStringAsync|]", "")]
    [InlineData("Task PublishAsync()", "[|GetStringAsync|]", "")]
    [InlineData("Task RunImportAsync()", "[|GetStringAsync|]", "public void Stop() => _gate.Wait();")]
    [InlineData("Task RunImportAsync()", "[|GetStringAsync|]", "public object Gate => _gate;")]
    // It is part of an answer.
    [InlineData("Task SyncAsync()", "[|GetStringAsync|]", "public async Task<string> Ask() { await SyncAsync(); return \"\"; }")]
    [InlineData("Task SyncAsync()", "GetStringAsync", "public async Task Start() { while (true) { await SyncAsync(); await Task.Delay(1000); } }")]
    public Task Runs_of_a_job_are_only_kept_apart(string method, string call, string others) => Verify.AnalyzeAsync(
        $$"""
        class Prices(HttpClient http)
        {
            private static readonly SemaphoreSlim _gate = new(1, 1);
            public async {{method}} { try { await _gate.WaitAsync(); await http.{{call}}("all"); {{(method.Contains('<', StringComparison.Ordinal) ? "return \"\";" : "")}} } finally { _gate.Release(); } }
            {{others.Replace("this.", "Prices.", StringComparison.Ordinal)}}
        }
        """);

    [Theory]
    [InlineData("library", "[|GetStringAsync|]")]
    [InlineData("tool", "GetStringAsync")]
    [InlineData("test", "GetStringAsync")]
    public Task Knows_the_kind_of_project(string kind, string call) =>
        Verify.AnalyzeAsync(Class($"await _gate.WaitAsync(); try {{ await http.{call}(url); }} finally {{ _gate.Release(); }}"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("lock (_sync { http.GetStringAsync(url).Wait(); }")]
    [InlineData("await _gate.WaitAsync(; try { await http. } finally { _gate.Release( }")]
    [InlineData("Monitor.Enter(); Monitor.Exit(); http.Send(null);")]
    [InlineData("using (await .LockAsync()) { }")]
    public async Task Survives_half_typed(string body)
    {
        var source = "using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n" + Class(body);

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static string Class(string body) =>
        $$"""
        class AsyncLock { public Task<IDisposable> LockAsync() => Task.FromResult<IDisposable>(null); }
        class Prices(HttpClient http, System.Net.Sockets.Socket socket, Polly.ResiliencePipeline pipeline, Polly.IAsyncPolicy policy, StackExchange.Redis.IDatabase redis)
        {
            static SemaphoreSlim Gate { get; } = new(initialCount: 1, maxCount: 1);
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1, 1);
            private readonly SemaphoreSlim _three = new(3);
            private readonly SemaphoreSlim _one;
            private readonly AsyncLock _asyncLock = new();
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, AsyncLock> _locks = new();
            private readonly System.Collections.Generic.Dictionary<string, string> _known = new();
            private readonly object _sync = new();
            private string _token;
            private int _count;
            private bool _busy;
            private Task _started;
            private Func<string> _later;
            public Prices() : this(null, null, null, null, null) => _one = new(1);
            public async Task Show(string url, SemaphoreSlim given, CancellationToken token)
            {
                {{body}}
            }
            private bool NeedsToken() => _token is null;
            private void Tell(string url) => redis.StringSet(url, 1, flags: StackExchange.Redis.CommandFlags.FireAndForget);
            private string Load(string url) => LoadAsync(url).Result;
            private async Task<string> LoadAsync(string url) => await http.GetStringAsync(url);
            public object Fields => (_gate, _three, _one, _asyncLock, _locks, _known, _sync, _token, _count, _busy, _started, _later, socket, pipeline, policy);
        }
        """;
}
