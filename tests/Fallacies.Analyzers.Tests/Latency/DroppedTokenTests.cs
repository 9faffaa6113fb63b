using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.DroppedTokenAnalyzer, Fallacies.CodeFixes.Latency.DroppedTokenFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class DroppedTokenTests
{
    [Theory]
    [InlineData("await http.[|GetAsync|](url);", "await http.GetAsync(url, maybe ?? default);")]
    [InlineData("await http.[|GetStringAsync|](requestUri: url);", "await http.GetStringAsync(requestUri: url, maybe ?? default);")]
    [InlineData("await grpc.[|SayHelloAsync|](url); maybe?.ThrowIfCancellationRequested();", "await grpc.SayHelloAsync(url, cancellationToken: maybe ?? default); maybe?.ThrowIfCancellationRequested();")]
    [InlineData("await Load(null); async Task Load(CancellationToken? own) => await http.[|GetAsync|](url);", "await Load(null); async Task Load(CancellationToken? own) => await http.GetAsync(url, own ?? default);")]
    public Task A_token_that_may_be_missing_is_passed_where_it_is_there(string before, string after) => Verify.FixAsync(Maybe(before), Maybe(after));

    [Theory]
    [InlineData("await http.GetAsync(url, maybe ?? default);")]
    [InlineData("await http.GetAsync(url, maybe.GetValueOrDefault());")]
    [InlineData("await (maybe.HasValue ? http.GetAsync(url, maybe.Value) : http.GetAsync(url));")]
    [InlineData("await (maybe is { } token ? http.GetAsync(url, token) : http.GetAsync(url));")]
    [InlineData("if (maybe == null) await http.GetAsync(url); else await http.GetAsync(url, maybe.Value);")]
    [InlineData("var token = maybe ?? CancellationToken.None; await http.GetAsync(url, token);")]
    [InlineData("await Load(url, maybe); async Task Load(string path, CancellationToken? token = null) => await http.GetAsync(path, token ?? default);")]
    [InlineData("await http.GetAsync(url).WaitAsync(maybe ?? default);")]
    public Task Leaves_a_token_alone_that_may_be_missing_and_is_passed_or_asked_for(string body) => Verify.AnalyzeAsync(Maybe(body));

    [Theory]
    [InlineData("await http.[|GetAsync|](url);", "await http.GetAsync(url, token);")]
    [InlineData("(await http.[|GetAsync|](url).ConfigureAwait(false)).Dispose();", "(await http.GetAsync(url, token).ConfigureAwait(false)).Dispose();")]
    [InlineData("await http!.[|GetStringAsync|](requestUri: url);", "await http!.GetStringAsync(requestUri: url, token);")]
    [InlineData("await http?.[|GetStringAsync|](url)!;", "await http?.GetStringAsync(url, token)!;")]
    [InlineData("await this._http.[|GetStringAsync|](url);", "await this._http.GetStringAsync(url, token);")]
    [InlineData("await ((HttpClient)_http).[|GetStringAsync|](url);", "await ((HttpClient)_http).GetStringAsync(url, token);")]
    [InlineData("await http.[|GetAsync|](url /* the last one */);", "await http.GetAsync(url /* the last one */, token);")]
    [InlineData("await http.[|GetFromJsonAsync<int>|](url);", "await http.GetFromJsonAsync<int>(url, token);")]
    [InlineData("await http.[|GetFromJsonAsync<int>|](url, options: null);", "await http.GetFromJsonAsync<int>(url, options: null, token);")]
    [InlineData("await HttpClientJsonExtensions.[|GetFromJsonAsync<int>|](http, url);", "await HttpClientJsonExtensions.GetFromJsonAsync<int>(http, url, token);")]
    [InlineData("await http.[|PostAsync|](\n            url, // there\n            null); // done", "await http.PostAsync(\n            url, // there\n            null,\n            token); // done")]
    [InlineData("await http.[|PostAsync|](\n            url,\n            null // nothing\n        );", "await http.PostAsync(\n            url,\n            null, // nothing\n            token\n        );")]
    [InlineData("await socket.[|ConnectAsync|](url, 80);", "await socket.ConnectAsync(url, 80, token);")]
    [InlineData("await socket.[|SendAsync|](new byte[1], System.Net.Sockets.SocketFlags.None);", "await socket.SendAsync(new byte[1], System.Net.Sockets.SocketFlags.None, token);")]
    [InlineData("await Task.WhenAll(new[] { url }.Select(u => http.[|GetAsync|](u)));", "await Task.WhenAll(new[] { url }.Select(u => http.GetAsync(u, token)));")]
    [InlineData("await Task.Run(async () => await http.[|GetAsync|](url));", "await Task.Run(async () => await http.GetAsync(url, token));")]
    [InlineData("using var reply = await Load(); async Task<HttpResponseMessage> Load() => await http.[|GetAsync|](url);", "using var reply = await Load(); async Task<HttpResponseMessage> Load() => await http.GetAsync(url, token);")]
    [InlineData("var reply = http.[|GetAsync|](url); await reply;", "var reply = http.GetAsync(url, token); await reply;")]
    [InlineData("using var reply = http.[|Send|](new HttpRequestMessage());", "using var reply = http.Send(new HttpRequestMessage(), token);")]
    [InlineData("var hello = grpc.[|SayHello|](url);", "var hello = grpc.SayHello(url, cancellationToken: token);")]
    [InlineData("await grpc.[|SayHelloAsync|](url);", "await grpc.SayHelloAsync(url, cancellationToken: token);")]
    [InlineData("await http.[|GetAsync|](await http.[|GetStringAsync|](url));", "await http.GetAsync(await http.GetStringAsync(url, token), token);")]
    [InlineData("await pipeline.ExecuteAsync(async inner => await http.[|GetAsync|](url), token);", "await pipeline.ExecuteAsync(async inner => await http.GetAsync(url, inner), token);")]
    [InlineData("using var limit = new CancellationTokenSource(1000); await http.[|GetAsync|](url);", "using var limit = new CancellationTokenSource(1000); await http.GetAsync(url, limit.Token);")]
    public Task The_token_is_passed(string before, string after) => Verify.FixAsync(Around(before), Around(after));

    [Fact]
    public Task A_client_that_was_given_the_token_is_left_alone() => Verify.AnalyzeAsync(
        """
        class Prices(HttpClient http)
        {
            CancellationToken _token;

            public Prices With(CancellationToken token) => new(http) { _token = token };

            public Prices Fresh() => this;

            public Task<string> Load(string url, CancellationToken token = default) => http.GetStringAsync(url, token == default ? _token : token);
        }

        class Page(Prices prices)
        {
            public Task<string> Show(string url, CancellationToken token) => prices.With(token).Fresh().Load(url);

            public Task<string> Forget(string url, CancellationToken token) => prices.Fresh().[|Load|](url);
        }
        """);

    [Fact]
    public Task All_at_once_and_with_their_comments() => Verify.FixAsync(
        """
        class Prices(HttpClient http)
        {
            // The first one.
            public Task<string> LoadAsync(string url, CancellationToken @event) => http.[|GetStringAsync|](url /* there */);

            public async IAsyncEnumerable<string> AllAsync(IEnumerable<string> urls, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
            {
                foreach (var url in urls)
                    yield return await http.[|GetStringAsync|](url); // One by one.
            }
        }
        """,
        """
        class Prices(HttpClient http)
        {
            // The first one.
            public Task<string> LoadAsync(string url, CancellationToken @event) => http.GetStringAsync(url /* there */, @event);

            public async IAsyncEnumerable<string> AllAsync(IEnumerable<string> urls, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
            {
                foreach (var url in urls)
                    yield return await http.GetStringAsync(url, token); // One by one.
            }
        }
        """);

    [Fact]
    public Task A_token_that_would_change_the_type_of_the_task_is_left_to_the_reader() => Verify.NoFixAsync(
        "class C { public Task Connect(System.Net.Sockets.Socket socket, CancellationToken token) => socket.[|ConnectAsync|](\"host\", 80); }");

    [Fact]
    public Task Between_two_tokens_the_reader_chooses() => Verify.NoFixAsync(
        "class C { public async Task Load(HttpClient http, CancellationToken request, CancellationToken shutdown) => await http.[|GetAsync|](\"\"); }");

    [Theory]
    [InlineData("await http.GetAsync(url, token);")]
    [InlineData("// ReSharper disable MethodSupportsCancellation\nawait http.GetAsync(url);")]
    [InlineData("#if NET5_0 || NET6_0\nawait http.GetAsync(url, token);\n#else\nawait http.GetAsync(url);\n#endif")]
    [InlineData("await http.GetAsync(url, CancellationToken.None);")]
    [InlineData("await http.GetAsync(url, default(CancellationToken));")]
    [InlineData("await http.GetAsync(url, cancellationToken: default);")]
    [InlineData("try { } catch (Exception) { await http.GetAsync(url); }")]
    [InlineData("try { } finally { await http.DeleteAsync(url); }")]
    [InlineData("await ReleaseAsync(); async Task ReleaseAsync() => await http.DeleteAsync(url);")]
    [InlineData("await http.PostAsync(url, null, token); await http.GetAsync(url);")]
    [InlineData("await http.PutAsync(url, null, token); foreach (var u in new[] { url }) await http.PostAsync(u, null);")]
    [InlineData("await SaveChangesAsync(); await http.PostAsync(url, null);")]
    [InlineData("using (var transaction = Begin()) { await transaction.CommitAsync(); } await http.PostAsync(url, null);")]
    [InlineData("await NotifyAsync(); await http.GetAsync(url);")]
    [InlineData("await Twice(async () => { await http.PostAsync(url, null, token); }); await http.GetAsync(url);")]
    [InlineData("await Twice(() => http.PostAsync(url, null, token)); await http.GetAsync(url);")]
    // An earlier round may have written.
    [InlineData("foreach (var u in new[] { url }) { await http.GetAsync(u); await http.PostAsync(u, null, token); }")]
    [InlineData("foreach (var u in new[] { url }) { if (u == \"\") continue; await http.GetAsync(u); if (u != url) { await http.PostAsync(u, null, token); continue; } }")]
    [InlineData("for (var i = 0; i < 3; i++) { await http.GetAsync(url); await SaveChangesAsync(); }")]
    [InlineData("foreach (var u in new[] { url }) { foreach (var v in new[] { url }) await http.GetAsync(v); await SaveChangesAsync(); }")]
    [InlineData("_ = http.PostAsync(url, null);")]
    [InlineData("http.PostAsync(url, null).ContinueWith(_ => { });")]
    [InlineData("_kept = http.GetAsync(url); await _kept;")]
    [InlineData("_kept ??= http.GetAsync(url); await _kept;")]
    [InlineData("await http.GetAsync(url).WaitAsync(token);")]
    [InlineData("_ = token.CanBeCanceled ? await http.GetAsync(url, token) : await http.GetAsync(url);")]
    [InlineData("if (token == default) await http.GetAsync(url); else await http.GetAsync(url, token);")]
    [InlineData("var reply = http.GetAsync(url); await reply.WaitAsync(token);")]
    [InlineData("var reply = http.GetAsync(url); await Task.WhenAny(reply, Task.Delay(-1, token));")]
    [InlineData("var replies = new Task<HttpResponseMessage>[1]; for (var i = 0; i < 1; i++) replies[i] = http.GetAsync(url); await Task.WhenAll(replies).WaitAsync(token);")]
    [InlineData("var replies = new List<Task>(); foreach (var u in new[] { url }) replies.Add(http.GetAsync(u)); var all = Task.WhenAll(replies); await all.WaitAsync(TimeSpan.FromSeconds(9), token);")]
    [InlineData("var replies = new[] { http.GetAsync(url), http.GetAsync(url) }; Task.WaitAll(replies, token);")]
    [InlineData("Task[] replies = [http.GetAsync(url)]; await Task.WhenAll(replies).WaitAsync(token);")]
    [InlineData("using var _ = token.Register(http.CancelPendingRequests); await http.GetAsync(url);")]
    [InlineData("_ = Task.Run(async () => await http.GetAsync(url));")]
    [InlineData("token.Register(async () => await http.DeleteAsync(url));")]
    [InlineData("await GetOrCreateAsync(async () => await http.GetAsync(url));")]
    [InlineData("await cache.GetOrAdd(url, u => http.GetAsync(u));")]
    [InlineData("Func<Task> later = async () => await http.GetAsync(url); await later();")]
    [InlineData("await Parallel.ForEachAsync(new[] { url }, async (u, inner) => await http.GetAsync(u));")]
    [InlineData("await Parallel.ForEachAsync(new[] { url }, token, async (u, _) => await http.GetAsync(u));")]
    [InlineData("System.Linq.Expressions.Expression<Func<Task>> tree = () => http.GetAsync(url); await Task.Yield();")]
    [InlineData("await static_(http); static async Task static_(HttpClient http) => await http.GetAsync(\"\");")]
    [InlineData("await queue.DeleteMessageAsync(url, url);")]
    [InlineData("await redis.StringGetAsync(url);")]
    [InlineData("await grpc.SayHelloAsync(url, new Grpc.Core.CallOptions(cancellationToken: token));")]
    [InlineData("await Task.Delay(1000);")]
    [InlineData("await Own();")]
    [InlineData("await http.GetAsync(url /*, token */);")]
    public Task Leaves_alone(string body) => Verify.AnalyzeAsync(Around(body));

    [Theory]
    [InlineData("if (url == \"\") { await http.PostAsync(url, null, token); return; } await http.[|GetAsync|](url);")]
    [InlineData("if (url == \"\") await http.PostAsync(url, null, token); else await http.[|GetAsync|](url);")]
    [InlineData("switch (url) { case \"\": await http.PostAsync(url, null, token); break; default: await http.[|GetAsync|](url); break; }")]
    [InlineData("await http.GetAsync(url, token); await http.[|PostAsync|](url, null);")]
    [InlineData("await http.[|PostAsJsonAsync|](url, \"http://localhost:5000/called-back\");")]
    [InlineData("await http.[|GetAsync|](url); await http.PostAsync(url, null, token);")]
    [InlineData("try { await http.[|GetAsync|](url); } finally { }")]
    // Kept with others, and nobody who waits for them has the token.
    [InlineData("var replies = new Task<HttpResponseMessage>[1]; for (var i = 0; i < 1; i++) replies[i] = http.[|GetAsync|](url); await Task.WhenAll(replies);")]
    [InlineData("var replies = new List<Task>(); replies.Add(http.[|GetAsync|](url)); replies.Add(http.GetAsync(url, token)); await Task.WhenAll(replies);")]
    [InlineData("var replies = new List<Task>(); replies.Add(http.[|GetAsync|](url)); await Task.WhenAll(replies).WaitAsync(TimeSpan.FromSeconds(9));")]
    [InlineData("var replies = new List<Task> { Task.CompletedTask }; await Task.WhenAll(replies).WaitAsync(token); await http.[|GetAsync|](url);")]
    [InlineData("Func<Task> later = async () => { await http.PostAsync(url, null, token); }; await http.[|GetAsync|](url); await later();")]
    [InlineData("if (url == \"\") { await Twice(() => http.PostAsync(url, null, token)); return; } await http.[|GetAsync|](url);")]
    // No round comes after this one, or each is complete in itself.
    [InlineData("foreach (var u in new[] { url }) { await http.[|GetAsync|](u); if (u == url) { await http.PostAsync(u, null, token); return; } }")]
    [InlineData("foreach (var u in new[] { url }) { await http.[|GetAsync|](u); if (u == url) { await http.PostAsync(u, null, token); break; } }")]
    [InlineData("while (!token.IsCancellationRequested) { await http.[|GetAsync|](url); await http.PostAsync(url, null, token); }")]
    [InlineData("foreach (var u in new[] { url }) await http.[|GetAsync|](u);")]
    [InlineData("foreach (var u in await http.[|GetFromJsonAsync<string[]>|](url)) await http.PostAsync(u, null, token);")]
    [InlineData("\n#if NET8_0_OR_GREATER\nawait http.GetStringAsync(url, token);\n#endif\nawait http.[|GetAsync|](url);")]
    [InlineData("\n#if NET5_0\nawait http.GetAsync(url); _ = token;\n#else\nawait http.[|GetAsync|](url);\n#endif")]
    public Task Reports_before_and_beside_a_write(string body) => Verify.AnalyzeAsync(Around(body));

    [Theory]
    [InlineData("async Task StopAsync(HttpClient http, CancellationToken token) => await http.GetAsync(\"\");")]
    [InlineData("async Task Connect(System.Net.Sockets.Socket socket, string path, CancellationToken token) => await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(path));")]
    [InlineData("async Task M(HttpClient http, Microsoft.AspNetCore.Hosting.Server.IServer server, CancellationToken token) { var own = server.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!; var first = own.Addresses.First(); await http.GetAsync(first + \"/live\"); }")]
    [InlineData("async Task M(System.Net.Sockets.TcpClient tcp, int port, CancellationToken token) => await tcp.ConnectAsync(System.Net.IPAddress.Loopback, port);")]
    [InlineData("async Task M(System.Net.Sockets.Socket socket, int port, CancellationToken token) => await socket.ConnectAsync(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Loopback, port));")]
    [InlineData("async Task M(System.Net.Sockets.TcpClient tcp, CancellationToken token) => await tcp.ConnectAsync(\"localhost\", 80);")]
    [InlineData("async ValueTask DisposeCore(HttpClient http, CancellationToken token) { await http.GetAsync(\"\"); }")]
    [InlineData("async Task M(HttpClient http, int port, CancellationToken token) => await http.GetAsync($\"http://localhost:{port}/status\");")]
    [InlineData("async Task M(System.Net.Sockets.UdpClient udp, CancellationToken token) { var stop = Task.Delay(-1, token); while (true) { var next = udp.ReceiveAsync(); if (await Task.WhenAny(stop, next) == stop) return; } }")]
    [InlineData("async Task RollbackOrder(HttpClient http, CancellationToken token) => await http.GetAsync(\"\");")]
    [InlineData("async Task M(HttpClient http) => await http.GetAsync(\"\");")]
    [InlineData("async Task M(HttpClient http, Microsoft.AspNetCore.Http.HttpContext context) => await http.PostAsync(\"\", null);")]
    [InlineData("C(HttpClient http, CancellationToken token) => http.GetAsync(\"\").Wait();")]
    [InlineData("async Task M(HttpClient http) { using var source = new CancellationTokenSource(); var work = Task.Delay(1, source.Token); await http.GetAsync(\"\"); source.Cancel(); await work; }")]
    [InlineData("async Task M(HttpClient http, CancellationToken token) => await http.GetAsync(;", "CS1525")]
    [InlineData("async Task M(HttpClient http, CancellationToken token) => await http.Missing();", "CS1061")]
    public Task Leaves_alone_in(string member, string? error = null) =>
        error is null ? Verify.AnalyzeAsync($"class C {{ {member} }}") : Broken($"class C {{ {member} }}");

    [Theory]
    [InlineData("http.GetAsync(\"\")", DiagnosticSeverity.Warning)]
    [InlineData("http.PostAsync(\"\", null)", DiagnosticSeverity.Info)]
    [InlineData("command.ExecuteReaderAsync()", DiagnosticSeverity.Warning)]
    [InlineData("command.ExecuteNonQueryAsync()", DiagnosticSeverity.Info)]
    [InlineData("Write(command)", DiagnosticSeverity.Info)]
    public async Task A_write_that_goes_on_is_a_suggestion(string call, DiagnosticSeverity severity)
    {
        var compilation = Analysis.Compile(
            $$"""
            using System.Data.Common; using System.Net.Http; using System.Threading; using System.Threading.Tasks;
            class C
            {
                public async Task M(HttpClient http, DbCommand command, CancellationToken token) => await {{call}};
                Task Write(DbCommand command, CancellationToken token = default) => command.ExecuteNonQueryAsync(token);
            }
            """);

        var finding = Assert.Single(await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service")), finding => finding.Id == "FAL2004");
        Assert.Equal(severity, finding.Severity);
    }

    [Fact]
    public async Task Is_a_suggestion_in_a_program_that_is_started_by_hand() => Assert.Equal(
        DiagnosticSeverity.Info,
        Assert.Single(await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + Around("await http.GetAsync(url);").Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)), ("fallacies.project_kind", "tool")), finding => finding.Id == "FAL2004").Severity);

    [Theory]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; await http.GetAsync(url); source.Cancel();")]
    [InlineData("using var source = new CancellationTokenSource(); CancellationToken token = source.Token; var reply = await http.GetAsync(url).ConfigureAwait(false); if (!reply.IsSuccessStatusCode) await source.CancelAsync(); _ = Own(token);")]
    [InlineData("while (url != null) { var source = new CancellationTokenSource(); var token = source.Token; await http.GetAsync(url); source.Cancel(); source.Dispose(); }")]
    public Task Leaves_a_token_alone_that_nobody_cancels_before_the_call_has_ended(string body) => Verify.AnalyzeAsync(Source(body));

    [Theory]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; Watch(source); await http.[|GetAsync|](url); source.Cancel();")]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; stop.Cancelled += () => source.Cancel(); await http.[|GetAsync|](url);")]
    [InlineData("var source = new CancellationTokenSource(1000); var token = source.Token; await http.[|GetAsync|](url);")]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; source.CancelAfter(1000); await http.[|GetAsync|](url);")]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; var reply = http.[|GetAsync|](url); source.Cancel(); await reply;")]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; while (url != null) { await http.[|GetAsync|](url); source.Cancel(); }")]
    [InlineData("var source = new CancellationTokenSource(); var token = source.Token; source.Cancel(); await http.[|GetAsync|](url);")]
    public Task Reports_a_token_that_may_be_cancelled_before_the_call_has_ended(string body) => Verify.AnalyzeAsync(Source(body));

    [Theory]
    [InlineData("", "GetAsync")]
    [InlineData("settings.SetProperty(\"quartz.scheduler.interruptJobsOnShutdownWithWait\", \"true\");", "[|GetAsync|]")]
    [InlineData("settings.Interrupt(\"job\");", "[|GetAsync|]")]
    public Task The_token_of_a_job_of_Quartz_is_one_only_where_jobs_are_interrupted(string setting, string name) => Verify.AnalyzeAsync(
        $$"""
        namespace Quartz
        {
            interface IJobExecutionContext { CancellationToken CancellationToken { get; } }
            class Settings { public void Interrupt(string job) { } public void SetProperty(string name, string value) { } }
        }
        class Job(HttpClient http)
        {
            public static void Start(Quartz.Settings settings) { {{setting}} }
            public async Task Execute(Quartz.IJobExecutionContext context) => await http.{{name}}("prices");
        }
        """);

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Around("await http.GetAsync(url);"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("Microsoft.AspNetCore.Http.HttpContext context", "context.RequestAborted")]
    [InlineData("Microsoft.AspNetCore.Http.HttpRequest request", "request.HttpContext.RequestAborted")]
    [InlineData("Grpc.Core.ServerCallContext context", "context.CancellationToken")]
    public Task Passes_what_a_parameter_carries(string parameter, string token) => Verify.FixAsync(
        $$"""class C { public async Task M(HttpClient http, {{parameter}}) => await http.[|GetAsync|](""); }""",
        $$"""class C { public async Task M(HttpClient http, {{parameter}}) => await http.GetAsync("", {{token}}); }""");

    [Fact]
    public Task Passes_the_request_of_a_controller() => Verify.FixAsync(
        """
        using Microsoft.AspNetCore.Mvc;
        public class PricesController(HttpClient http) : ControllerBase
        {
            [HttpGet]
            public async Task<string> GetAsync(string id) => await http.[|GetStringAsync|](id);
        }
        """,
        """
        using Microsoft.AspNetCore.Mvc;
        public class PricesController(HttpClient http) : ControllerBase
        {
            [HttpGet]
            public async Task<string> GetAsync(string id) => await http.GetStringAsync(id, HttpContext.RequestAborted);
        }
        """);

    [Fact]
    public Task Passes_the_token_of_a_minimal_endpoint_and_of_a_worker() => Verify.FixAsync(
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.Create(args);
        app.MapGet("/prices", async (HttpClient http, CancellationToken token) => await http.[|GetStringAsync|]("prices"));
        app.Run();

        class Worker(HttpClient http) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                    await http.[|GetStringAsync|]("prices");
            }
        }
        """,
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.Create(args);
        app.MapGet("/prices", async (HttpClient http, CancellationToken token) => await http.GetStringAsync("prices", token));
        app.Run();

        class Worker(HttpClient http) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                    await http.GetStringAsync("prices", stoppingToken);
            }
        }
        """);

    [Fact]
    public Task Leaves_alone_the_overload_that_falls_back_on_the_one_without() => Verify.AnalyzeAsync(
        """
        class Client(HttpClient http)
        {
            public async Task LoadAsync(string url) => await http.GetAsync(url);
            public Task LoadAsync(string url, CancellationToken token) => LoadAsync(url);
        }
        """);

    [Fact]
    public Task Who_gets_the_request_can_ask_it() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Http;
        public class PricesController(HttpClient http) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            public Task GetAsync() => LoadAsync(HttpContext);
            public Task PostAsync(HttpRequest request) => LoadAsync(request.HttpContext);
            private async Task LoadAsync(HttpContext context, CancellationToken token = default) => await http.GetAsync("", token);
        }
        """);

    [Fact]
    public Task Reports_own_methods_that_cross_the_network() => Verify.FixAsync(
        """
        class Prices(Client client)
        {
            public Task FirstAsync(CancellationToken token) => client.[|LoadAsync|]("first");
            public Task SecondAsync(CancellationToken token) => client.[|FindAsync|]("second");
        }
        class Client(HttpClient http)
        {
            public async Task LoadAsync(string url, bool fresh = true, CancellationToken token = default) => await http.GetAsync(url, token);
            public async Task FindAsync(string url) => await http.GetAsync(url);
            public async Task FindAsync(string url, CancellationToken token) => await http.GetAsync(url, token);
        }
        """,
        """
        class Prices(Client client)
        {
            public Task FirstAsync(CancellationToken token) => client.LoadAsync("first", token: token);
            public Task SecondAsync(CancellationToken token) => client.FindAsync("second", token);
        }
        class Client(HttpClient http)
        {
            public async Task LoadAsync(string url, bool fresh = true, CancellationToken token = default) => await http.GetAsync(url, token);
            public async Task FindAsync(string url) => await http.GetAsync(url);
            public async Task FindAsync(string url, CancellationToken token) => await http.GetAsync(url, token);
        }
        """);

    [Fact]
    public Task Passes_the_token_to_a_database() => Verify.FixAsync(
        """
        using Microsoft.EntityFrameworkCore;
        class Order { public int Id { get; set; } }
        class Orders(DbContextOptions<Orders> options) : DbContext(options)
        {
            protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseSqlServer("");
            public DbSet<Order> All => Set<Order>();
        }
        class Store(Orders orders)
        {
            public async Task<Order?> FindAsync(int id, CancellationToken token) => await orders.All.[|FindAsync|](id);
            public async Task<Order?> OtherAsync(int id, CancellationToken token) => await orders.All.[|FindAsync|](token.GetHashCode(), id);
            // Entity Framework takes a token off the end of the keys.
            public async Task<Order?> KeyAsync(int id, CancellationToken token) => await orders.All.FindAsync(id, token);
            public Task<List<Order>> AllAsync(CancellationToken token) => orders.All.Where(order => order.Id > 0)
                .OrderBy(order => order.Id)
                .[|ToListAsync|]();
            public async Task AddAsync(Order order, CancellationToken token)
            {
                await orders.All.AddAsync(order);
                await orders.[|SaveChangesAsync|]();
            }
            public async Task MoveAsync(Order order, CancellationToken token)
            {
                using var transaction = await orders.Database.BeginTransactionAsync();
                await orders.SaveChangesAsync(token);
                await transaction.CommitAsync();
                await orders.All.CountAsync();
            }
        }
        """,
        """
        using Microsoft.EntityFrameworkCore;
        class Order { public int Id { get; set; } }
        class Orders(DbContextOptions<Orders> options) : DbContext(options)
        {
            protected override void OnConfiguring(DbContextOptionsBuilder builder) => builder.UseSqlServer("");
            public DbSet<Order> All => Set<Order>();
        }
        class Store(Orders orders)
        {
            public async Task<Order?> FindAsync(int id, CancellationToken token) => await orders.All.FindAsync([id], token);
            public async Task<Order?> OtherAsync(int id, CancellationToken token) => await orders.All.FindAsync([token.GetHashCode(), id], token);
            // Entity Framework takes a token off the end of the keys.
            public async Task<Order?> KeyAsync(int id, CancellationToken token) => await orders.All.FindAsync(id, token);
            public Task<List<Order>> AllAsync(CancellationToken token) => orders.All.Where(order => order.Id > 0)
                .OrderBy(order => order.Id)
                .ToListAsync(token);
            public async Task AddAsync(Order order, CancellationToken token)
            {
                await orders.All.AddAsync(order);
                await orders.SaveChangesAsync(token);
            }
            public async Task MoveAsync(Order order, CancellationToken token)
            {
                using var transaction = await orders.Database.BeginTransactionAsync();
                await orders.SaveChangesAsync(token);
                await transaction.CommitAsync();
                await orders.All.CountAsync();
            }
        }
        """,
        references: References.With("Microsoft.EntityFrameworkCore.SqlServer"));

    [Theory]
    [InlineData("await db.Database.ExecuteSqlRawAsync(\"a\", token); await db.Orders.CountAsync();", null)]
    [InlineData("await db.Database.ExecuteSqlRawAsync(\"a\", token); await db.Database.ExecuteSqlRawAsync(\"b\");", null)]
    [InlineData("await db.Orders.ExecuteUpdateAsync(set => set.SetProperty(order => order.Id, 1), token); await db.Orders.CountAsync();", null)]
    [InlineData("await db.Database.ExecuteSqlRawAsync(\"a\");", DiagnosticSeverity.Info)]
    [InlineData("await db.Database.ExecuteSqlAsync($\"a\");", DiagnosticSeverity.Info)]
    [InlineData("await db.Database.ExecuteSqlInterpolatedAsync($\"a\");", DiagnosticSeverity.Info)]
    [InlineData("await db.Orders.ExecuteUpdateAsync(set => set.SetProperty(order => order.Id, 1));", DiagnosticSeverity.Info)]
    [InlineData("await db.Orders.CountAsync(); await db.Database.ExecuteSqlRawAsync(\"a\", token);", DiagnosticSeverity.Warning)]
    [InlineData("await db.Database.CanConnectAsync(token); await db.Orders.CountAsync();", DiagnosticSeverity.Warning)]
    public async Task Knows_commands_of_Entity_Framework_as_writes(string body, DiagnosticSeverity? severity)
    {
        var source =
            $$"""
            using Microsoft.EntityFrameworkCore;
            class Order { public int Id { get; set; } }
            class Shop(DbContextOptions<Shop> options) : DbContext(options) { public DbSet<Order> Orders => Set<Order>(); }
            class Store { public async Task Run(Shop db, CancellationToken token) { {{body}} } }
            """;
        var compilation = Analysis.Compile(Verify.Test.ImplicitUsings + source).AddReferences(References.With("Microsoft.EntityFrameworkCore.SqlServer"));

        Assert.Equal(severity, (await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service"))).SingleOrDefault(finding => finding.Id == "FAL2004")?.Severity);
    }

    [Fact]
    public Task Passes_the_token_of_a_consumed_message() => Verify.FixAsync(
        """
        using MassTransit;
        public record Placed(string Id);
        public class Consumer(HttpClient http, IBus bus) : IConsumer<Placed>
        {
            public async Task Consume(ConsumeContext<Placed> context)
            {
                await http.[|GetStringAsync|](context.Message.Id);
                await context.Publish(new Placed("next"));
            }
        }
        """,
        """
        using MassTransit;
        public record Placed(string Id);
        public class Consumer(HttpClient http, IBus bus) : IConsumer<Placed>
        {
            public async Task Consume(ConsumeContext<Placed> context)
            {
                await http.GetStringAsync(context.Message.Id, context.CancellationToken);
                await context.Publish(new Placed("next"));
            }
        }
        """,
        references: References.With("MassTransit"));

    [Fact]
    public Task Names_the_call_the_token_and_the_harm() => Messages(
        "class C { public async Task M(HttpClient http, CancellationToken token) => await http.{|#0:GetAsync|}(\"\"); }",
        ("http.GetAsync", "token", "for up to 100 s by default"));

    [Theory]
    [InlineData("{ await db.{|#0:ExecuteScalarAsync|}(); }", "for up to 30 s by default")]
    [InlineData("{ db.CommandTimeout = 5; await db.{|#0:ExecuteScalarAsync|}(); }", "until the time is up that is set for it")]
    [InlineData("{ await db.{|#0:ExecuteScalarAsync|}(); } void Set(System.Data.Common.DbCommand db) => db.CommandTimeout = 600;", "until the time is up that is set for it")]
    [InlineData("{ Console.WriteLine(db.CommandTimeout); await db.{|#0:ExecuteScalarAsync|}(); }", "for up to 30 s by default")]
    public Task Names_no_default_where_another_time_is_set(string body, string harm) => Messages(
        $$"""class C { public async Task M(System.Data.Common.DbCommand db, CancellationToken token) {{body}} }""",
        ("db.ExecuteScalarAsync", "token", harm));

    [Theory]
    [InlineData("await client.{|#0:GetResponse<Answer>|}(question);", "client.GetResponse<Answer>", "for up to 30 s by default")]
    [InlineData("await client.{|#0:GetResponse<Answer>|}(question, timeout: default);", "client.GetResponse<Answer>", "for up to 30 s by default")]
    [InlineData("await client.{|#0:GetResponse<Answer>|}(question, timeout: RequestTimeout.After(m: 1));", "client.GetResponse<Answer>", "until the time is up that is set for it")]
    [InlineData("var own = clients.CreateRequestClient<Question>(RequestTimeout.After(m: 1)); await own.{|#0:GetResponse<Answer>|}(question);", "own.GetResponse<Answer>", "until the time is up that is set for it")]
    [InlineData("var own = clients.CreateRequestClient<Question>(); await own.{|#0:GetResponse<Answer>|}(question);", "own.GetResponse<Answer>", "for up to 30 s by default")]
    public Task Names_no_default_where_the_call_is_given_a_time(string body, string call, string harm) => Messages(
        $$"""
        using MassTransit;
        public record Question(string Text);
        public record Answer(string Text);
        class C { public async Task M(IRequestClient<Question> client, IClientFactory clients, Question question, CancellationToken token) { {{body}} } }
        """,
        (call, "token", harm),
        References.With("MassTransit"));

    [Theory]
    [InlineData("private", "public void Stop() { }", "GetAsync")]
    [InlineData("private", "", "[|GetAsync|]")]
    [InlineData("private", "} partial class Prices { public Task Start() => Task.CompletedTask;", "GetAsync")]
    [InlineData("private", "public Task Start(string url) => Load(url, new CancellationTokenSource(1000).Token);", "[|GetAsync|]")]
    [InlineData("private", "public Func<string, CancellationToken, Task> Start => Load;", "[|GetAsync|]")]
    [InlineData("private", "} partial class Prices { public string Start() => nameof(Load);", "[|GetAsync|]")]
    [InlineData("internal", "", "[|GetAsync|]")]
    public Task Knows_whether_a_method_is_called(string accessibility, string others, string call) => Verify.AnalyzeAsync(
        $$"""
        partial class Prices(HttpClient http)
        {
            {{accessibility}} async Task Load(string url, CancellationToken token)
            {
                await Task.WhenAll(new[] { url }.Select(async one => await http.{{call}}(one)));
                await Load(url, token);
            }
            {{others}}
        }
        partial class Prices;
        """);

    private static Task Messages(string source, (string Call, string Token, string Harm) expected, MetadataReference[]? references = null)
    {
        var test = new Verifier<Analyzers.Latency.DroppedTokenAnalyzer, CodeFixes.Latency.DroppedTokenFixer>.Test(source, "fallacies.project_kind = service", references);
        test.ExpectedDiagnostics.Add(new DiagnosticResult(Analyzers.Latency.DroppedTokenAnalyzer.Descriptor).WithLocation(0).WithArguments(expected.Call, expected.Token, expected.Harm));
        return test.RunAsync();
    }

    private static Task Broken(string source)
    {
        var test = new Verifier<Analyzers.Latency.DroppedTokenAnalyzer, CodeFixes.Latency.DroppedTokenFixer>.Test(source, "fallacies.project_kind = service") { CompilerDiagnostics = CompilerDiagnostics.None };
        return test.RunAsync();
    }

    private static string Source(string body) =>
        $$"""
        class Stop { public event Action? Cancelled; public void Raise() => Cancelled?.Invoke(); }
        class Client(HttpClient http, Stop stop)
        {
            public async Task RunAsync(string url) { {{body}} stop.Raise(); await Own(default); }
            private static Task Own(CancellationToken token) => Task.CompletedTask;
            private static void Watch(CancellationTokenSource source) { }
        }
        """;

    private static string Maybe(string body) => Around(body).Replace("RunAsync(string url, CancellationToken token)", "RunAsync(string url, CancellationToken? maybe = null)", StringComparison.Ordinal);

    private static string Around(string body) =>
        $$"""
        using System.Net.Http.Json;
        class Greeter : Grpc.Core.ClientBase<Greeter>
        {
            protected override Greeter NewInstance(ClientBaseConfiguration configuration) => this;
            public virtual Grpc.Core.AsyncUnaryCall<string> SayHelloAsync(string request, Grpc.Core.Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => null!;
            public virtual Grpc.Core.AsyncUnaryCall<string> SayHelloAsync(string request, Grpc.Core.CallOptions options) => null!;
            public virtual string SayHello(string request, Grpc.Core.Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => "";
        }
        class Client(
            HttpClient http, System.Net.Sockets.Socket socket, Greeter grpc, Polly.ResiliencePipeline pipeline, Amazon.SQS.IAmazonSQS queue,
            StackExchange.Redis.IDatabase redis, System.Collections.Concurrent.ConcurrentDictionary<string, Task<HttpResponseMessage>> cache)
        {
            private readonly HttpClient _http = http;
            private Task<HttpResponseMessage>? _kept;
            public async Task RunAsync(string url, CancellationToken token)
            {
                {{body}}
                await Task.Yield();
            }
            private Task SaveChangesAsync() => Task.CompletedTask;
            private Task NotifyAsync() => Task.CompletedTask;
            private Task Own() => Task.CompletedTask;
            private static Task Twice(Func<Task> work) => work();
            private static Task GetOrCreateAsync(Func<Task> make) => make();
            private static System.Data.Common.DbTransaction Begin() => null!;
            private object All => (socket, grpc, pipeline, queue, redis, cache, _http, _kept!);
        }
        """;
}
