using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.RebuiltStrategyAnalyzer, Fallacies.CodeFixes.Reliability.RebuiltStrategyFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1013.</summary>
public sealed class RebuiltStrategyTests
{
    private const string Breaker = "new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build()";

    [Theory]
    [InlineData("var p = new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new()).[|AddCircuitBreaker|](new()).Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); builder.AddRetry(new()); builder.[|AddConcurrencyLimiter|](4); var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); builder.AddRetry(new()).[|AddCircuitBreaker|](new()); var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("return await Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token); ResiliencePipeline Build() => new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build();")]
    [InlineData("var p = Policy.Handle<HttpRequestException>().[|CircuitBreakerAsync|](5, TimeSpan.FromSeconds(9)); return await p.ExecuteAsync(t => http.GetStringAsync(url, t), token);")]
    [InlineData("var stop = Policy.Handle<HttpRequestException>().[|CircuitBreakerAsync|](5, TimeSpan.FromSeconds(9)); var p = Policy.WrapAsync(Policy.Handle<HttpRequestException>().RetryAsync(), stop); return await p.ExecuteAsync(t => http.GetStringAsync(url, t), token);")]
    [InlineData("return await Policy.[|BulkheadAsync|](4).ExecuteAsync(t => http.GetStringAsync(url, t), token);")]
    [InlineData("var p = new ResiliencePipelineBuilder().[|AddRateLimiter|](new System.Threading.RateLimiting.SlidingWindowRateLimiter(new())).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Client(statements));

    [Theory]
    [InlineData("private ResiliencePipeline Pipeline => new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build();")]
    [InlineData("private ResiliencePipeline Pipeline { get { return new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build(); } }")]
    public Task Reports_properties_that_build_at_each_access(string member) => Verify.AnalyzeAsync(Client("return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);", member));

    [Theory]
    [InlineData("AddPolicyHandler(_ => Policy<HttpResponseMessage>.Handle<HttpRequestException>().[|CircuitBreakerAsync|](5, TimeSpan.FromSeconds(9)))")]
    [InlineData("AddPolicyHandler((provider, request) => request.Method == HttpMethod.Get ? Policy<HttpResponseMessage>.Handle<HttpRequestException>().[|CircuitBreakerAsync|](5, TimeSpan.FromSeconds(9)) : Policy.NoOpAsync<HttpResponseMessage>())")]
    [InlineData("AddPolicyHandler(_ => Own()); static IAsyncPolicy<HttpResponseMessage> Own() => Policy.[|BulkheadAsync<HttpResponseMessage>|](4)")]
    [InlineData("AddPolicyHandler(_ => { return Policy.WrapAsync(Policy<HttpResponseMessage>.Handle<HttpRequestException>().RetryAsync(2), Policy<HttpResponseMessage>.Handle<HttpRequestException>().[|CircuitBreakerAsync|](5, TimeSpan.FromSeconds(9))); })")]
    // Built once.
    [InlineData("AddPolicyHandler(Policy<HttpResponseMessage>.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)))")]
    [InlineData("AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)))")]
    [InlineData("AddPolicyHandler(_ => Policy<HttpResponseMessage>.Handle<HttpRequestException>().RetryAsync(2))")]
    public Task A_policy_that_is_chosen_for_each_request_is_built_for_each(string step) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Polly;

        static class Clients
        {
            public static void Add(IServiceCollection services)
            {
                services.AddHttpClient("orders").{{step}};
            }
        }
        """);

    [Fact]
    public Task A_policy_that_another_lambda_keeps_is_built_once() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        using Polly.Registry;

        static class Clients
        {
            private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, IAsyncPolicy<HttpResponseMessage>> Known = new();

            public static void Add(IServiceCollection services)
            {
                services.AddHttpClient("orders").AddPolicyHandler(request => Known.GetOrAdd(request.RequestUri!.Host, _ => Policy<HttpResponseMessage>.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9))));
                var breaker = Breaker();
                services.AddHttpClient("stock").AddPolicyHandler(_ => breaker);
            }

            private static IAsyncPolicy<HttpResponseMessage> Breaker() => Policy<HttpResponseMessage>.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9));
        }
        """);

    [Theory]
    [InlineData("var p = new ResiliencePipelineBuilder().AddRetry(new()).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var p = " + Breaker + "; Kept = p; return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("if (!Known.TryGetValue(url, out var p)) { p = " + Breaker + "; Known[url] = p; } return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var p = Kept ??= " + Breaker + "; return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var p = " + Breaker + "; Register(p); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var p = " + Breaker + "; var text = \"\"; for (var n = 0; n < 99; n++) text += await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token); return text;")]
    [InlineData("var p = Policy.BulkheadAsync(4, 1000); var texts = await Task.WhenAll(url.Split().Select(part => p.ExecuteAsync(t => http.GetStringAsync(part, t), token))); return texts[0];")]
    [InlineData("var p = new ResiliencePipelineBuilder().AddRateLimiter(Limiter).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var p = " + Breaker + "; return p.ToString()!;")]
    [InlineData("var p = new ResiliencePipelineBuilder().AddCircuitBreaker(new() { ManualControl = Control }).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Client(statements));

    [Theory]
    [InlineData("private static readonly ResiliencePipeline Pipeline = " + Breaker + ";")]
    [InlineData("private ResiliencePipeline Pipeline { get; } = " + Breaker + ";")]
    [InlineData("private ResiliencePipeline? _pipeline; private ResiliencePipeline Pipeline => _pipeline ??= " + Breaker + ";")]
    [InlineData("private readonly Lazy<ResiliencePipeline> _lazy = new(() => " + Breaker + "); private ResiliencePipeline Pipeline => _lazy.Value;")]
    [InlineData("private ResiliencePipeline Pipeline { get; } = Build(); private static ResiliencePipeline Build() => " + Breaker + ";")]
    public Task Leaves_members_alone_that_keep_it(string members) => Verify.AnalyzeAsync(Client("return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);", members));

    private const string Build = "new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build()";

    [Theory]
    [InlineData("ControllerBase", "private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build();")]
    [InlineData("ControllerBase", "private ResiliencePipeline _pipeline { get; } = new ResiliencePipelineBuilder().[|AddConcurrencyLimiter|](4).Build();")]
    [InlineData("Microsoft.AspNetCore.SignalR.Hub", "private readonly ResiliencePipeline _pipeline; public Prices() { _pipeline = new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build(); }")]
    // Kept longer, handed on, or run more than once.
    [InlineData("ControllerBase", "private static readonly ResiliencePipeline _pipeline = " + Build + ";")]
    [InlineData("object", "private readonly ResiliencePipeline _pipeline = " + Build + ";")]
    [InlineData("ControllerBase", "internal readonly ResiliencePipeline _pipeline = " + Build + ";")]
    [InlineData("ControllerBase", "private readonly ResiliencePipeline _pipeline = " + Build + "; public object Shown => _pipeline;")]
    [InlineData("ControllerBase", "private readonly ResiliencePipeline _pipeline = " + Build + ";", "foreach (var part in url.Split()) await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(part, t), token);")]
    [InlineData("ControllerBase", "private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry(new()).Build();")]
    [InlineData("Microsoft.Extensions.Hosting.BackgroundService", "private readonly ResiliencePipeline _pipeline = " + Build + "; protected override Task ExecuteAsync(CancellationToken token) => LoadAsync(new HttpClient(), \"a\", token);")]
    [InlineData("ControllerBase", "private readonly ResiliencePipeline _pipeline; public Prices(ResiliencePipeline given) { _pipeline = given; GC.KeepAlive(" + Build + "); }")]
    public Task Knows_objects_that_live_for_one_request(string parent, string members, string statements = "await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);") => Verify.NoFixAsync(
        $$"""
        using Microsoft.AspNetCore.Mvc;
        using Polly;
        public class Prices : {{parent}}
        {
            {{members}}
            public async Task LoadAsync(HttpClient http, string url, CancellationToken token) { {{statements}} }
        }
        """);

    [Fact]
    public async Task Says_how_long_the_object_lives()
    {
        var findings = await Analysis.RunAsync(
            Analysis.Compile("using System.Net.Http; using System.Threading; using System.Threading.Tasks; using Microsoft.AspNetCore.Mvc; using Polly; public class Prices : ControllerBase { private readonly ResiliencePipeline _pipeline = " + Build + "; public async Task<string> LoadAsync(HttpClient http, string url, CancellationToken token) => await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token); }"),
            ("fallacies.project_kind", "service"));

        Assert.Equal("'AddCircuitBreaker' is built anew for each 'Prices', which lives for one request: it never sees more than the tries of one call, so the circuit stays closed", Assert.Single(findings, finding => finding.Id == "FAL1013").GetMessage(null));
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Leaves_other_projects_alone(string kind) => Verify.AnalyzeAsync(
        Client("return await " + Breaker + ".ExecuteAsync(async t => await http.GetStringAsync(url, t), token);"), "fallacies.project_kind = " + kind);

    [Fact]
    public Task Leaves_programs_alone_that_build_once() => Verify.AnalyzeAsync(
        "using Polly; var http = new HttpClient(); var p = " + Breaker + "; await p.ExecuteAsync(async t => await http.GetStringAsync(\"a\", t));");

    [Fact]
    public Task Leaves_services_alone_that_build_before_their_loop() => Verify.AnalyzeAsync(
        $$"""
        using Polly;
        class Worker(HttpClient http) : Microsoft.Extensions.Hosting.BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken token)
            {
                var p = {{Breaker}};
                while (!token.IsCancellationRequested)
                    await p.ExecuteAsync(async t => await http.GetStringAsync("a", t), token);
            }
        }
        """);

    [Theory]
    [InlineData("AddCircuitBreaker", "new()", "the circuit stays closed")]
    [InlineData("AddConcurrencyLimiter", "4", "nothing is limited")]
    public async Task Says_what_comes_of_it(string strategy, string arguments, string harm)
    {
        var test = new Verifier<RebuiltStrategyAnalyzer, NoFix>.Test(
            Client($"var p = new ResiliencePipelineBuilder().{{|#0:{strategy}|}}({arguments}).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);"), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(RebuiltStrategyAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithArguments(strategy, "call of 'LoadAsync'", harm));
        await test.RunAsync();
    }

    [Theory]
    [InlineData("return await Policy.[|BulkheadAsync|](4).ExecuteAsync(t => http.GetStringAsync(url, t), token);")]
    [InlineData("var p = Policy.Handle<HttpRequestException>().[|AdvancedCircuitBreakerAsync|](0.5, TimeSpan.FromSeconds(9), 10, TimeSpan.FromSeconds(9)); return await p.ExecuteAsync(t => http.GetStringAsync(url, t), token);")]
    public Task Knows_the_older_version_too(string statements) => Verify.AnalyzeAsync(Client(statements), references: References.WithPrevious("Polly"));

    [Fact]
    public Task It_is_built_once() => Verify.FixAsync(
        """
        using Polly;

        public class Prices(HttpClient http)
        {
            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                // Stops asking.
                var pipeline = new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build();
                return await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }

            public Task<string> FindAsync(string url, CancellationToken token) =>
                Policy.Handle<HttpRequestException>().[|CircuitBreakerAsync|](5, TimeSpan.FromSeconds(9)).ExecuteAsync(t => http.GetStringAsync(url, t), token);
        }
        """,
        """
        using Polly;
        using Polly.CircuitBreaker;

        public class Prices(HttpClient http)
        {
            private static readonly AsyncCircuitBreakerPolicy Pipeline2 = Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9));

            // Stops asking.
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build();

            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }

            public Task<string> FindAsync(string url, CancellationToken token) =>
                Pipeline2.ExecuteAsync(t => http.GetStringAsync(url, t), token);
        }
        """);

    [Fact]
    public Task A_builder_in_a_local_becomes_one_expression() => Verify.FixAsync(
        """
        using Polly;

        public class Prices(HttpClient http)
        {
            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                // Stops asking.
                var builder = new ResiliencePipelineBuilder { Name = "prices" }.AddRetry(new());
                builder.AddTimeout(TimeSpan.FromSeconds(2)).[|AddCircuitBreaker|](new() { FailureRatio = 0.5 });
                var pipeline = builder.Build();

                return await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token); // as long as it takes
            }

            public async Task<string> FindAsync(string url, CancellationToken token)
            {
                var builder = new ResiliencePipelineBuilder();
                builder.[|AddConcurrencyLimiter|](4);
                return await builder.Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }
        }
        """,
        """
        using Polly;

        public class Prices(HttpClient http)
        {
            private static readonly ResiliencePipeline Pipeline2 = new ResiliencePipelineBuilder().AddConcurrencyLimiter(4).Build();

            // Stops asking.
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder { Name = "prices" }.AddRetry(new())
                .AddTimeout(TimeSpan.FromSeconds(2)).AddCircuitBreaker(new() { FailureRatio = 0.5 })
                .Build();

            public async Task<string> LoadAsync(string url, CancellationToken token)
            {

                return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token); // as long as it takes
            }

            public async Task<string> FindAsync(string url, CancellationToken token)
            {
                return await Pipeline2.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }
        }
        """);

    [Fact]
    public Task What_reads_another_field_stands_behind_it() => Verify.FixAsync(
        """
        using Polly;

        public class Prices(HttpClient http)
        {
            private const int Most = 4;
            private static readonly TimeSpan Pause = TimeSpan.FromSeconds(9);

            private ResiliencePipeline Early => new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new() { BreakDuration = Pause }).Build();

            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                var pipeline = new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new() { BreakDuration = Pause, MinimumThroughput = Most }).Build();
                return await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }

            public async Task<string> FindAsync(string url, CancellationToken token) => await Early.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
        }
        """,
        """
        using Polly;

        public class Prices(HttpClient http)
        {
            private const int Most = 4;
            private static readonly TimeSpan Pause = TimeSpan.FromSeconds(9);

            private static ResiliencePipeline Early { get; } = new ResiliencePipelineBuilder().AddCircuitBreaker(new() { BreakDuration = Pause }).Build();
            private static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddCircuitBreaker(new() { BreakDuration = Pause, MinimumThroughput = Most }).Build();

            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }

            public async Task<string> FindAsync(string url, CancellationToken token) => await Early.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
        }
        """);

    [Theory]
    [InlineData("private ResiliencePipeline Pipeline => new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new() { BreakDuration = Pause }).Build(); private static readonly TimeSpan Pause = TimeSpan.FromSeconds(9);")]
    public Task Offers_nothing_for_a_property_that_reads_a_later_field(string members) =>
        Verify.NoFixAsync(Client("return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);", members));

    [Fact]
    public Task Offers_nothing_where_another_part_of_the_class_may_come_later() => Verify.NoFixAsync(
        """
        using Polly;
        public partial class Prices(HttpClient http)
        {
            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                var pipeline = new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new() { BreakDuration = Pause }).Build();
                return await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            }
        }
        public partial class Prices
        {
            private static readonly TimeSpan Pause = TimeSpan.FromSeconds(9);
        }
        """);

    [Fact]
    public Task A_property_keeps_it() => Verify.FixAsync(
        Client("return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);", "private ResiliencePipeline Pipeline => new ResiliencePipelineBuilder().[|AddCircuitBreaker|](new()).Build();"),
        Client("return await Pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);", "private static ResiliencePipeline Pipeline { get; } = new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build();"));

    [Theory]
    [InlineData("var few = url.Length; var p = new ResiliencePipelineBuilder().[|AddConcurrencyLimiter|](few).Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); builder.[|AddConcurrencyLimiter|](url.Length); var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); builder.[|AddCircuitBreaker|](new()); if (url.Length > 3) builder.AddRetry(new()); var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); builder.[|AddCircuitBreaker|](new()); builder.Name = \"pages\"; var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); Console.WriteLine(builder); builder.[|AddCircuitBreaker|](new()); var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("var builder = new ResiliencePipelineBuilder(); /* opens */ builder.[|AddCircuitBreaker|](new()); var p = builder.Build(); return await p.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    public Task Offers_nothing_where(string statements) => Verify.NoFixAsync(Client(statements));

    [Theory]
    [InlineData("var p = new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build(")]
    [InlineData("var p = new ResiliencePipelineBuilder().AddCircuitBreaker(new()).Build(); return await p.ExecuteAsync(missing);")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Client(statements));

    private static string Client(string statements, string members = "") =>
        $$"""
        using Polly;
        public class Prices(HttpClient http)
        {
            private static readonly Dictionary<string, ResiliencePipeline> Known = new();
            private static readonly System.Threading.RateLimiting.RateLimiter Limiter = new System.Threading.RateLimiting.ConcurrencyLimiter(new());
            private static readonly Polly.CircuitBreaker.CircuitBreakerManualControl Control = new();
            private static ResiliencePipeline? Kept;
            {{members}}
            public async Task<string> LoadAsync(string url, CancellationToken token)
            {
                GC.KeepAlive(Known); GC.KeepAlive(Limiter); GC.KeepAlive(Control); GC.KeepAlive(Kept);
                {{statements}}
            }
            private static void Register(ResiliencePipeline pipeline) => Kept = pipeline;
        }
        """;
}
