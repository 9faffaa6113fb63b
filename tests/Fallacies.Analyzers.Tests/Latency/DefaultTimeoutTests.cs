using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.DefaultTimeoutAnalyzer, Fallacies.CodeFixes.Latency.DefaultTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

/// <summary>FAL2010 on clients that are made with <c>new</c>.</summary>
public sealed class DefaultTimeoutTests
{
    [Fact]
    public Task Every_creation_gets_a_timeout() => Verify.FixAsync(
        """
        class Prices
        {
            private static readonly HttpClient Http = [|new HttpClient()|]; // shared
            private readonly HttpClient _other = [|new()|];
            private readonly HttpClient _third;
            private HttpClient Fourth { get; } = [|new HttpClient(new SocketsHttpHandler(), false)|];
            public Prices()
            {
                _third = [|new HttpClient
                {
                    BaseAddress = new Uri("https://prices.contoso.com"), // theirs
                }|];
            }
            public Task<string> A(string url) => Http.GetStringAsync(url);
            public Task<string> B(string url) => this._other.GetStringAsync(url);
            public Task<string> C(string url) => _third!.GetStringAsync(url);
            public Task<string> D(string url) => Fourth.GetStringAsync(url);
        }
        """,
        """
        class Prices
        {
            private static readonly HttpClient Http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) }; // shared
            private readonly HttpClient _other = new() { Timeout = TimeSpan.FromSeconds(30) };
            private readonly HttpClient _third;
            private HttpClient Fourth { get; } = new HttpClient(new SocketsHttpHandler(), false) { Timeout = TimeSpan.FromSeconds(30) };
            public Prices()
            {
                _third = new HttpClient
                {
                    BaseAddress = new Uri("https://prices.contoso.com"), // theirs
                    Timeout = TimeSpan.FromSeconds(30),
                };
            }
            public Task<string> A(string url) => Http.GetStringAsync(url);
            public Task<string> B(string url) => this._other.GetStringAsync(url);
            public Task<string> C(string url) => _third!.GetStringAsync(url);
            public Task<string> D(string url) => Fourth.GetStringAsync(url);
        }
        """);

    [Theory]
    [InlineData("new HttpClient { BaseAddress = null }", "new HttpClient { BaseAddress = null, Timeout = TimeSpan.FromSeconds(30) }")]
    [InlineData("new HttpClient { }", "new HttpClient { Timeout = TimeSpan.FromSeconds(30) }")]
    [InlineData("new HttpClient(/* none */)", "new HttpClient(/* none */) { Timeout = TimeSpan.FromSeconds(30) }")]
    [InlineData("new HttpClient\n    {\n        BaseAddress = null // none\n    }", "new HttpClient\n    {\n        BaseAddress = null, // none\n        Timeout = TimeSpan.FromSeconds(30)\n    }")]
    public Task The_initializer_keeps_its_form(string creation, string changed) => Verify.FixAsync(Client($"[|{creation}|]"), Client(changed));

    [Theory]
    [InlineData("_http.GetAsync(url)")]
    [InlineData("_http.GetAsync(url, token)")]
    [InlineData("_http.GetAsync(url, CancellationToken.None)")]
    [InlineData("_http.SendAsync(new HttpRequestMessage(HttpMethod.Get, url))")]
    [InlineData("System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(_http, url, 1)")]
    [InlineData("_http?.GetAsync(url)!")]
    [InlineData("Send(_http, url)")]
    [InlineData("Task.Run(() => _http.GetAsync(url))")]
    [InlineData("Task.WhenAll(new[] { url }.Select(u => _http.GetAsync(u)))")]
    public Task Reports_a_client_with(string send) => Verify.AnalyzeAsync(Client("[|new HttpClient()|]", send));

    [Theory]
    [InlineData("_http.GetAsync(\"https://localhost:6001/identity\")")]
    [InlineData("_http.GetAsync(\"http://127.0.0.1/identity\")")]
    [InlineData("_http.GetStreamAsync(url)")]
    [InlineData("_http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)")]
    [InlineData("_http.GetAsync(url).WaitAsync(TimeSpan.FromSeconds(1))")]
    [InlineData("Task.WhenAny(_http.GetAsync(url), Task.Delay(1000))")]
    [InlineData("Guarded(() => _http.GetAsync(url))")]
    [InlineData("_pipeline.ExecuteAsync(async t => await _http.GetAsync(url, t)).AsTask()")]
    [InlineData("_policy.ExecuteAsync(() => _http.GetAsync(url))")]
    [InlineData("_http.PostAsync(url, new StreamContent(Stream.Null))")]
    [InlineData("new SomeClient(_http).Load()")]
    [InlineData("Task.FromResult(_http)")]
    public Task Leaves_alone_a_client_with(string send) => Verify.AnalyzeAsync(Client("new HttpClient()", send));

    [Theory]
    [InlineData("private readonly string _own = \"http://localhost:5010\";", false)]
    [InlineData("private static string Own => \"http://localhost:5010\";", false)]
    [InlineData("private const string Root = \"http://localhost:5010\"; private readonly string _own = Root + \"/api\";", false)]
    [InlineData("private string _own = \"http://localhost:5010\";", true)]
    [InlineData("private readonly string _own = Environment.GetEnvironmentVariable(\"PRICES\") ?? \"http://localhost:5010\";", true)]
    public Task Knows_where_a_field_points(string field, bool reports) => Verify.AnalyzeAsync(
        $$"""
        class Prices
        {
            {{field}}
            private readonly HttpClient _http = {{(reports ? "[|new HttpClient()|]" : "new HttpClient()")}};
            public Task<string> Load() => _http.GetStringAsync($"{{{(field.Contains("_own", StringComparison.Ordinal) ? "_own" : "Own")}}}/prices");
        }
        """);

    [Fact]
    public Task Knows_where_a_local_points() => Verify.AnalyzeAsync(Client("new HttpClient()", "Task.Run(() => { var own = \"http://localhost:5010\"; return _http.GetAsync(own + \"/prices\"); })"));

    [Theory]
    [InlineData("using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5)); await _http.GetAsync(url, source.Token);")]
    [InlineData("using var source = new CancellationTokenSource(5000); await _http.GetAsync(url, source.Token);")]
    [InlineData("using var source = CancellationTokenSource.CreateLinkedTokenSource(token); source.CancelAfter(5000); await _http.GetAsync(url, source.Token);")]
    [InlineData("using var source = new CancellationTokenSource(5000); var limit = source.Token; await Inner(url, limit);")]
    [InlineData("await Guarded(() => Inner(url, token));")]
    public Task Leaves_alone_a_client_whose_calls_are_timed(string body) => Verify.AnalyzeAsync(
        $$"""
        class Prices
        {
            private readonly HttpClient _http = new();
            public async Task Load(string url, CancellationToken token) { {{body}} }
            private Task<HttpResponseMessage> Inner(string url, CancellationToken token) => {{(body.Contains("Inner", StringComparison.Ordinal) ? "_http.GetAsync(url, token)" : "Task.FromResult<HttpResponseMessage>(null!)")}};
            private static Task Guarded(Func<Task> call) => call();
        }
        """);

    [Theory]
    [InlineData("new HttpClient { Timeout = TimeSpan.FromSeconds(5) }", "")]
    [InlineData("new HttpClient()", "_http.BaseAddress = null; _http.Timeout = TimeSpan.FromSeconds(5);")]
    [InlineData("new HttpClient()", "var alias = _http; alias.Timeout = seconds;")]
    [InlineData("new HttpClient { BaseAddress = new Uri(\"https://localhost:7123/\") }", "")]
    [InlineData("new HttpClient()", "Limit(_http);")]
    [InlineData("new Limited()", "")]
    [InlineData("new HttpClient(new LimitingHandler(new HttpClientHandler()))", "")]
    [InlineData("new HttpClient(Unknown())", "")]
    public Task Leaves_alone_a_client_with_a_limit(string creation, string constructor) => Verify.AnalyzeAsync(
        $$"""
        class Limited : HttpClient { public Limited() => Timeout = TimeSpan.FromSeconds(5); }
        class LimitingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
                limit.CancelAfter(5000);
                return await base.SendAsync(request, limit.Token);
            }
        }
        partial class Prices
        {
            private HttpClient _http = {{creation}};
            public Prices(TimeSpan seconds) { {{constructor}} }
            public Task Load(string url) => _http.GetAsync(url);
            static void Limit(HttpClient client) => client.Timeout = TimeSpan.FromSeconds(5);
            static HttpMessageHandler Unknown() => null!;
        }
        """);

    [Fact]
    public Task Finds_the_limit_in_another_part_of_the_class()
    {
        var test = new Verifier<Analyzers.Latency.DefaultTimeoutAnalyzer, CodeFixes.Latency.DefaultTimeoutFixer>.Test(
            "partial class Prices { private readonly HttpClient _http = new(); public Task Load(string url) => _http.GetAsync(url); }", "fallacies.project_kind = service");
        test.TestState.Sources.Add("partial class Prices { public Prices() => _http.Timeout = System.TimeSpan.FromSeconds(5); }");
        return test.RunAsync();
    }

    [Fact]
    public Task Finds_the_limit_that_another_class_sets() => Verify.AnalyzeAsync(
        """
        class Prices { internal readonly HttpClient Http = new(); public Task Load(string url) => Http.GetAsync(url); }
        class Setup { void Limit(Prices prices) => prices.Http.Timeout = TimeSpan.FromSeconds(5); }
        """);

    [Fact]
    public Task Leaves_alone_clients_that_go_elsewhere() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        class Options { public HttpClient? Client { get; set; } public Func<HttpClient>? Factory { get; set; } }
        class Prices
        {
            private readonly HttpClient _http;
            private static readonly Lazy<HttpClient> Later = new(() => new HttpClient());
            public static Lazy<HttpClient> Given() => Later;
            public Prices(HttpClient? http) => _http = http ?? new HttpClient();
            public Prices() : this(new HttpClient()) { }
            public static HttpClient Create() => new HttpClient();
            public static HttpClient CreateWith(string agent)
            {
                var client = new HttpClient();
                client.DefaultRequestHeaders.Add("User-Agent", agent);
                return client;
            }
            public Task Load(string url) => _http.GetAsync(url);
            public Task LoadLater(string url) => Later.Value.GetAsync(url);
            public Task<string> Made(string url) => Create().GetStringAsync(url);
            static void Configure(Microsoft.Extensions.DependencyInjection.IServiceCollection services, Options options)
            {
                services.AddSingleton(new HttpClient());
                services.AddSingleton(_ => { var client = new HttpClient(); return client; });
                services.Configure<Options>(o => o.Client = new HttpClient());
                options.Factory = () => new HttpClient();
            }
        }
        """);

    [Fact]
    public Task Reports_a_client_made_for_one_call() => Verify.AnalyzeAsync(
        """
        class Prices
        {
            public async Task<string> Load(string url)
            {
                using (var http = [|new HttpClient()|])
                    return await http.GetStringAsync(url).ConfigureAwait(false);
            }
            public async Task<string> Other(string url)
            {
                using HttpClient http = [|new(new HttpClientHandler())|];
                return await http.GetStringAsync(url);
            }
            public string Third(string url) => [|new HttpClient()|].GetStringAsync(url).Result;
        }
        """);

    [Fact]
    public Task Reports_a_client_that_is_made_when_needed() => Verify.AnalyzeAsync(
        """
        class Prices
        {
            private HttpClient? _http;
            private HttpClient Http => _http ??= [|new HttpClient()|];
            public Task<string> Load(string url) => Http.GetStringAsync(url);
        }
        class Rates
        {
            private static readonly Lazy<HttpClient> Http = new(() => [|new HttpClient()|]);
            private readonly Lazy<HttpClient> _other = new Lazy<HttpClient>(() => { var http = [|new HttpClient()|]; http.DefaultRequestHeaders.Add("User-Agent", "rates"); return http; }, isThreadSafe: true);
            private readonly Lazy<HttpClient> _quick = new(() => { var http = new HttpClient(); http.Timeout = TimeSpan.FromSeconds(5); return http; });
            private HttpClient Other => _other.Value;
            public Task<string> Load(string url) => Http.Value.GetStringAsync(url);
            public Task<string> LoadOther(string url) => Other.GetStringAsync(url);
            public Task<string> LoadQuick(string url) => _quick.Value.GetStringAsync(url);
        }
        """);

    [Fact]
    public Task Reports_a_client_whose_handlers_only_pass_on() => Verify.AnalyzeAsync(
        """
        class Signing : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                request.Headers.Add("Signature", "0");
                return base.SendAsync(request, token);
            }
        }
        class Prices
        {
            private readonly HttpClient _http = [|new(new Signing { InnerHandler = new HttpClientHandler() })|];
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        """);

    [Theory]
    [InlineData("StreamPrices", "Load")]
    [InlineData("Prices", "PollAsync")]
    [InlineData("Prices", "DownloadAsync")]
    public Task Leaves_alone_what_takes_long_by_name(string type, string method) => Verify.AnalyzeAsync(
        $$"""
        class {{type}} { private readonly HttpClient _http = new(); public Task<string> {{method}}(string url) => _http.GetStringAsync(url); }
        """);

    [Fact]
    public Task Leaves_alone_what_runs_once_at_the_start() => Program(
        """
        class Program
        {
            static async Task Main() { using var http = new HttpClient(); await http.GetStringAsync("https://contoso.com/warm"); await Warm(); }
            static async Task Warm() { using var http = new HttpClient(); await http.GetStringAsync("https://contoso.com/warm"); }
        }
        """);

    [Fact]
    public Task Reports_a_client_that_serves_the_endpoints_of_top_level_statements() => Program(
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.CreateBuilder(args).Build();
        var start = new HttpClient();
        await start.GetStringAsync("https://contoso.com/warm");
        var prices = [|new HttpClient()|];
        app.MapGet("/prices", async (CancellationToken token) => await prices.GetStringAsync("https://contoso.com/prices", token));
        app.Run();
        """);

    [Fact]
    public Task Leaves_alone_methods_that_a_framework_may_limit() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.Diagnostics.HealthChecks;
        class Check : IHealthCheck
        {
            private readonly HttpClient _http = new();
            public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
            {
                await _http.GetAsync("https://prices.contoso.com", cancellationToken);
                return HealthCheckResult.Healthy();
            }
        }
        """);

    [Fact]
    public Task Reports_a_method_that_calls_itself_and_one_without_a_token_that_a_framework_calls() => Verify.AnalyzeAsync(
        """
        class Prices : IObserver<string>
        {
            private static readonly HttpClient Http;
            static Prices() => Http = [|new HttpClient()|];
            public Task Load(string url) => Load(url, true);
            private async Task Load(string url, bool again)
            {
                if (!(await Http.GetAsync(url)).IsSuccessStatusCode && again)
                    await Load(url, false);
            }

            private readonly HttpClient _other = [|new()|];
            public void OnNext(string url) => _other.GetStringAsync(url).GetAwaiter().GetResult();
            public void OnCompleted() { }
            public void OnError(Exception error) { }
        }
        """);

    [Theory]
    [InlineData("protected override async Task ExecuteAsync(CancellationToken stop) { using var http = new HttpClient(); while (!stop.IsCancellationRequested) { await http.GetAsync(\"\", stop); await Task.Delay(60000, stop); } }")]
    [InlineData("protected override async Task ExecuteAsync(CancellationToken stop) { using var timer = new PeriodicTimer(TimeSpan.FromHours(1)); while (await timer.WaitForNextTickAsync(stop)) await Load(stop); } private async Task Load(CancellationToken stop) { using var http = new HttpClient(); for (var i = 0; i < 3; i++) await Page(http, i); } private static async Task Page(HttpClient http, int page) => await http.GetAsync(\"\");")]
    [InlineData("private Timer? _timer; protected override Task ExecuteAsync(CancellationToken stop) { _timer = new Timer(Load, null, 0, 60000); return Task.CompletedTask; } private async void Load(object? state) { using var http = new HttpClient(); await http.GetAsync(\"\"); }")]
    [InlineData("private Task? _rounds; public override Task StartAsync(CancellationToken stop) { _rounds = Load(stop); return Task.CompletedTask; } protected override Task ExecuteAsync(CancellationToken stop) => Task.CompletedTask; private async Task Load(CancellationToken stop) { using var http = new HttpClient(); while (!stop.IsCancellationRequested) { await http.GetAsync(\"\", stop); await Task.Delay(60000, stop); } }")]
    public Task Says_nothing_of_a_worker_that_rests_between_its_rounds(string members) => Verify.AnalyzeAsync($"class Worker : Microsoft.Extensions.Hosting.BackgroundService {{ {members} }}");

    [Theory]
    [InlineData("_ = Task.Run(() => Loop()); return Task.CompletedTask;", "return Task.CompletedTask;", "new()")]
    [InlineData("_ = Loop(); return Task.CompletedTask;", "return Task.CompletedTask;", "new()")]
    // The host waits for the start and the end.
    [InlineData("return Send();", "return Task.CompletedTask;", "[|new()|]")]
    [InlineData("_ = Loop(); return Task.CompletedTask;", "return Send();", "[|new()|]")]
    public Task Tells_the_rounds_of_a_service_from_its_start_and_end(string start, string stop, string creation) => Verify.AnalyzeAsync(
        $$"""
        class Worker : Microsoft.Extensions.Hosting.IHostedService
        {
            private readonly HttpClient _http = {{creation}};
            public Task StartAsync(CancellationToken token) { {{start}} }
            public Task StopAsync(CancellationToken token) { {{stop}} }
            private async Task Loop() { while (true) { await Send(); await Task.Delay(30000); } }
            private async Task Send() => await _http.PostAsync("https://main.contoso.com", null);
        }
        """);

    [Theory]
    // Somebody else calls it too.
    [InlineData("BackgroundService", "protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { await Load(); await Task.Delay(60000, stop); } } public async Task Load() { using var http = [|new HttpClient()|]; await http.GetAsync(\"\"); }")]
    [InlineData("BackgroundService", "protected override async Task ExecuteAsync(CancellationToken stop) { while (!stop.IsCancellationRequested) { await Load(); await Task.Delay(60000, stop); } } public Task Now() => Load(); private async Task Load() { using var http = [|new HttpClient()|]; await http.GetAsync(\"\"); }")]
    // Messages wait.
    [InlineData("BackgroundService", "protected override async Task ExecuteAsync(CancellationToken stop) { using var http = [|new HttpClient()|]; while (!stop.IsCancellationRequested) { if (Receive() is { } order) await http.GetAsync(order, stop); else await Task.Delay(1000, stop); } } private static string? Receive() => null;")]
    [InlineData("BackgroundService", "private readonly System.Threading.Channels.Channel<string> _jobs = null!; protected override async Task ExecuteAsync(CancellationToken stop) { using var http = [|new HttpClient()|]; while (true) { var job = await _jobs.Reader.ReadAsync(stop); try { await http.GetAsync(job, stop); } catch (HttpRequestException) { await Task.Delay(1000, stop); } } }")]
    [InlineData("BackgroundService", "private readonly System.Threading.Channels.ChannelReader<string> _jobs = null!; protected override async Task ExecuteAsync(CancellationToken stop) { using var http = [|new HttpClient()|]; while (await _jobs.WaitToReadAsync(stop)) { while (_jobs.TryRead(out var job)) await http.GetAsync(job, stop); await Task.Delay(100, stop); } }")]
    // The program waits for its start, and an ordinary class is called by anybody.
    [InlineData("IHostedService", "public async Task StartAsync(CancellationToken stop) { using var http = [|new HttpClient()|]; await http.GetAsync(\"\"); await Task.Delay(1000, stop); } public Task StopAsync(CancellationToken stop) => Task.CompletedTask;")]
    [InlineData("IHostedService", "private Timer? _timer; public async Task StartAsync(CancellationToken stop) { await Load(); _timer = new Timer(_ => { }, null, 0, 60000); } private async Task Load() { using var http = [|new HttpClient()|]; await http.GetAsync(\"\"); } public Task StopAsync(CancellationToken stop) => Task.CompletedTask;")]
    [InlineData("IHostedService", "private Timer? _timer; public Task StartAsync(CancellationToken stop) { Load().GetAwaiter().GetResult(); _timer = new Timer(_ => { }, null, 0, 60000); return Task.CompletedTask; } private async Task Load() { using var http = [|new HttpClient()|]; await http.GetAsync(\"\"); } public Task StopAsync(CancellationToken stop) => Task.CompletedTask;")]
    [InlineData("IDisposable", "public async Task ExecuteAsync(CancellationToken stop) { using var http = [|new HttpClient()|]; while (!stop.IsCancellationRequested) { await http.GetAsync(\"\", stop); await Task.Delay(60000, stop); } } public void Dispose() { }")]
    public Task Reports_a_worker_for_whom_somebody_waits(string contract, string members) => Verify.AnalyzeAsync($"using Microsoft.Extensions.Hosting; class Worker : {contract} {{ {members} }}");

    [Fact]
    public Task Reports_a_worker_whose_token_only_stops_it() => Verify.AnalyzeAsync(
        """
        class Worker : Microsoft.Extensions.Hosting.BackgroundService
        {
            private readonly HttpClient _http = [|new()|];
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                    await _http.GetAsync("https://prices.contoso.com", stoppingToken);
            }
        }
        """);

    [Theory]
    [InlineData("library")]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Is_silent_in_a(string kind) => Verify.AnalyzeAsync(Client("new HttpClient()"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("private HttpClient = new HttpClient(); void M(string url) { _http?. }")]
    [InlineData("private HttpClient _http = new HttpClient(; Task M(string url) => _http?.GetAsync(url")]
    [InlineData("private HttpClient _http = new(new Missing()) { Timeout = }; Task M(string url) => _http?.(url)")]
    [InlineData("void M() { var = new HttpClient(); var c = new HttpClient(); c.Timeout = ; c. = 1; Missing(c); c.SendAsync(; new HttpClient(). ; }")]
    [InlineData("void M(Microsoft.Extensions.DependencyInjection.IServiceCollection s) { s.AddHttpClient<>( ; s.AddHttpClient<Missing>(c => ).ConfigureHttpClient(; var = s.AddHttpClient(\"x\", ")]
    public async Task Survives_half_typed(string members)
    {
        var source = "using System.Net.Http; using System.Threading.Tasks; using Microsoft.Extensions.DependencyInjection; class Prices { " + members + " }";

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    [Theory]
    [InlineData("", "[|new()|]")]
    [InlineData("services.AddRequestTimeouts();", "new()")]
    public Task Knows_whether_requests_are_limited(string setup, string creation) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.AspNetCore.Http;
        using Microsoft.Extensions.DependencyInjection;
        class Prices
        {
            private readonly HttpClient _http = {{creation}};
            public Task Load(HttpContext context) => _http.GetAsync("https://prices.contoso.com", context.RequestAborted);
            public static void Add(IServiceCollection services) { {{setup}} }
        }
        """);

    [Theory]
    [InlineData("public async Task Run(string url)", "")]
    [InlineData("[Obsolete] async Task Run(string url)", "")]
    [InlineData("private async Task Run(string url)", "public Task Start() => Run(\"\");")]
    [InlineData("private async Task Run(string url)", "public object Start => nameof(Run);")]
    [InlineData("private async Task Run(string url)", "public object? Start => typeof(Prices).GetMethod(\"Run\");")]
    [InlineData("private async Task Run(string url)", "#if WARM\n public Task Start() => Run(\"\");\n #endif")]
    [InlineData("private async Task Run(string url)", "} partial class Prices { public Task Start() => Run(\"\");")]
    [InlineData("private async Task Run(string url)", "class Warm { public Task Start(Prices prices) => prices.Run(\"\"); }")]
    [InlineData("private async void Run(object url, EventArgs e)", "")]
    // Called by one that is.
    [InlineData("private async Task Run(string url)", "public Task Start() => First(\"\"); private Task First(string url) => Run(url);")]
    [InlineData("private async Task Run(string url)", "public object Start => nameof(First); private Task First(string url) => Run(url);")]
    [InlineData("private async Task Run(string url)", "public Task Start() => First(0); private Task First(int n) => n > 9 ? Run(\"\") : Second(n); private Task Second(int n) => First(n + 1);")]
    [InlineData("private async Task Run(string url)", "public void Stop() { } private Task First() => Run(\"\"); private Task Second() => First(); private Task Third() => Second();")]
    // Nothing leads into the type yet.
    [InlineData("private async Task Run(string url)", "")]
    [InlineData("private async Task Run(string url)", "private Task Start() => Task.CompletedTask; private string Name { get; set; } static Prices() { } Prices(int port) { }")]
    public Task Reports_a_method_that_somebody_may_call(string method, string caller) => Verify.AnalyzeAsync(Unused(method, caller, "[|new HttpClient()|]"));

    [Fact]
    public Task The_other_part_of_a_class_may_be_markup() => Verify.AnalyzeAsync(
        """
        partial class Page
        {
            private async Task Run(string url) { using var http = [|new HttpClient()|]; await http.GetAsync(url); }
        }
        """);

    [Theory]
    [InlineData("private async Task Run(string url)", "public void Stop() { }")]
    [InlineData("private async Task Run(string url)", "public string Name { get; set; }")]
    [InlineData("private async Task Run(string url)", "public void Stop() { } private Task First(string url) => Run(url);")]
    [InlineData("private async Task Run(string url)", "public void Stop() { } private Task First() => Run(\"\"); private Task Second() => First();")]
    [InlineData("private async Task Run(string url)", "public void Stop() { } private Task First(int n) => n > 9 ? Run(\"\") : Second(n); private Task Second(int n) => First(n + 1);")]
    [InlineData("private async Task Run(string url)", "internal Prices() { }")]
    [InlineData("private async Task Run(string url)", "static void Main() { }")]
    [InlineData("private async Task Run(string url)", "class Parts { public void Stop() { } }")]
    [InlineData("private async Task Run(string url)", "private void Closed(object sender, EventArgs e) { }")]
    [InlineData("private async Task Run(string url)", "} partial class Prices : IDisposable { void IDisposable.Dispose() { }")]
    [InlineData("async Task Run(string url)", "public void Stop() { } // await Run(url);")]
    [InlineData("private static async Task Run(string url)", "} partial class Prices { /// <see cref=\"Run\"/>\n public Task Start() => Task.CompletedTask;")]
    [InlineData("private async Task Run(string url)", "public void Stop() { } } class Others { public Task Start() => Run(); Task Run() => Task.CompletedTask;")]
    public Task Says_nothing_about_a_method_that_nobody_calls(string method, string others) => Verify.AnalyzeAsync(Unused(method, others, "new HttpClient()"));

    private static string Unused(string method, string others, string creation) =>
        $$"""
        partial class Prices
        {
            {{method}}
            {
                Console.WriteLine(nameof(Run) + "Run");
                using var http = {{creation}};
                await http.GetAsync(url.ToString());
                if (http.BaseAddress is null)
                    {{(method.Contains("EventArgs", StringComparison.Ordinal) ? "Run(url, e)" : "await Run(url)")}};
            }
            {{others}}
        }
        partial class Prices;
        """;

    [Theory]
    [InlineData("_ = Send(url);")]
    [InlineData("_ = Task.Run(() => Send(url));")]
    [InlineData("_ = Task.Run(async () => { await Send(url); });")]
    [InlineData("for (var i = 0; i < 3; i++) _ = Send(url);")]
    [InlineData("_ = Warm(url);")]
    [InlineData("_ = Task.Run(() => Soon(url));")]
    [InlineData("_ = Task.Run(async () => { for (var i = 0; i < 30; i++) { await Task.Delay(url.Length); await Send(url); } });")]
    public Task Says_nothing_where_nobody_waits(string use) => Verify.AnalyzeAsync(Forgotten(use, "new()"));

    [Theory]
    [InlineData("await Send(url);")]
    [InlineData("_ = Send(url); await Send(url);")]
    [InlineData("Keep = Send(url);")]
    [InlineData("Keep = Task.Run(() => Send(url));")]
    [InlineData("_ = Soon(url); await Soon(url);")]
    [InlineData("_ = Endless(url);")]
    [InlineData("_ = Task.Run(async () => { for (var i = 0; i < 30; i++) await Send(url); });")]
    [InlineData("_ = Task.Run(async () => { foreach (var one in new[] { url }) { await Task.Delay(url.Length); await Send(one); } });")]
    [InlineData("_ = Task.Run(async () => { while (true) { try { await Send(url); } catch (HttpRequestException) { await Task.Delay(url.Length); } } });")]
    [InlineData("await Task.Run(async () => { for (var i = 0; i < 30; i++) { await Task.Delay(url.Length); await Send(url); } });")]
    [InlineData("_ = Alone(url);")]
    [InlineData("_ = Task.WhenAll(Soon(url).ContinueWith(done => Keep = done));")]
    [InlineData("_ = Later(url); async Task Later(string path) { await Send(path); Keep = Task.CompletedTask; }")]
    public Task Reports_a_call_that_somebody_may_wait_for(string use) => Verify.AnalyzeAsync(Forgotten(use, "[|new()|]"));

    [Fact]
    public Task Speaks_of_the_call_that_is_waited_for() => Verify.AnalyzeAsync(
        """
        class Prices
        {
            private readonly HttpClient _http = [|new()|];
            public void Warm() => _ = _http.GetAsync("https://prices.contoso.com/warm");
            public Task<string> Load() => _http.GetStringAsync("https://prices.contoso.com");
        }
        """);

    [Theory]
    [InlineData("[TimerTrigger(\"0 0 * * * *\")]", "", "new()")]
    [InlineData("[TimerTrigger(\"0 0 * * * *\")]", "public Task Show([HttpTrigger] object request) => prices.Load();", "[|new()|]")]
    [InlineData("[HttpTrigger]", "", "[|new()|]")]
    public Task Says_nothing_of_a_client_that_timers_alone_use(string trigger, string other, string creation) => Program(
        $$"""
        class TimerTriggerAttribute(string schedule) : Attribute { public string Schedule => schedule; }
        class HttpTriggerAttribute : Attribute;
        interface IPrices { Task<string> Load(); }
        class Prices : IPrices
        {
            private readonly HttpClient _http = {{creation}};
            public async Task<string> Load() => await _http.GetStringAsync("https://prices.contoso.com");
        }
        class Functions(IPrices prices)
        {
            public async Task Refresh({{trigger}} object timer) => await prices.Load();
            {{other}}
        }
        class Start { static void Main() { } }
        """);

    private static string Forgotten(string use, string creation) =>
        $$"""
        class Prices
        {
            private readonly HttpClient _http = {{creation}};
            private Task<HttpResponseMessage> Send(string url) => _http.GetAsync(url);
            {{Where(use, "Warm", "public async Task Warm(string url) { await Send(url); }")}}
            {{Where(use, "Soon", "public Task Soon(string url) => Sooner(url); private async Task Sooner(string url) => await Send(url).ConfigureAwait(false);")}}
            {{Where(use, "Endless", "public async Task Endless(string url) { while (true) await Send(url); }")}}
            {{Where(use, "Alone", "private readonly SemaphoreSlim _one = new(1); public async Task Alone(string url) { await _one.WaitAsync(); await Send(url); _one.Release(); }")}}
            public Task? Keep { get; set; }
            public async Task Start(string url) { {{use}} await Task.Yield(); }
        }
        """;

    private static string Where(string use, string name, string method) => use.Contains(name, StringComparison.Ordinal) ? method : "";

    private static Task Program(string source)
    {
        var test = new Verifier<Analyzers.Latency.DefaultTimeoutAnalyzer, CodeFixes.Latency.DefaultTimeoutFixer>.Test(source, "fallacies.project_kind = service");
        test.TestState.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication;
        return test.RunAsync();
    }

    private static string Client(string creation, string send = "_http.GetAsync(url)") =>
        $$"""
        class SomeClient(HttpClient http) : Base(http);
        class Base { public Base(HttpClient http) { http.Timeout = TimeSpan.FromSeconds(1); } public Task Load() => Task.CompletedTask; }
        class Prices(Polly.ResiliencePipeline _pipeline, Polly.IAsyncPolicy _policy)
        {
            private readonly HttpClient _http = {{creation}};
            public Task Load(string url, CancellationToken token) => {{send}};
            private static Task<HttpResponseMessage> Send(HttpClient client, string url) => client.GetAsync(url);
            private static Task Guarded(Func<Task> call) => call();
            public object Fields => (_pipeline, _policy);
        }
        """;
}
