using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.IgnoredTokenAnalyzer, Fallacies.CodeFixes.Reliability.IgnoredTokenFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1003.</summary>
public sealed class IgnoredTokenTests
{
    private const string Timeout = "private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(2)).Build();";
    private const string TimeoutAlone = "private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build();";

    [Theory]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, [|token|]), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await http.[|GetStringAsync|](url), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async t => { var page = await http.[|GetStringAsync|](url).ConfigureAwait(false); return page; }, token);")]
    [InlineData("await _pipeline.ExecuteAsync(static async (state, _) => await state.http.GetStringAsync(state.url, [|state.token|]), (http, url, token), token);")]
    [InlineData("await _pipeline.ExecuteAsync(_ => new ValueTask<string>(http.GetStringAsync(url, [|token|])), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await [|LoadAsync|](url), token);")]
    [InlineData("await _pipeline.ExecuteAsync([|Load|], token);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await _pipeline.ExecuteAsync(async c => await http.GetStringAsync(url, [|token|]), context);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await _pipeline.ExecuteAsync(async c => { Console.WriteLine(c.OperationKey); await http.GetStringAsync(url, [|token|]); }, context);")]
    [InlineData("var inner = new ResiliencePipelineBuilder().AddRetry(new()).Build(); await _pipeline.ExecuteAsync(async outer => await inner.ExecuteAsync(async t => await http.GetStringAsync(url, t), [|token|]), token);")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Client(Timeout, statements));

    [Theory]
    [InlineData("private static ResiliencePipeline Build() => new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build(); private readonly ResiliencePipeline _pipeline = Build();")]
    [InlineData("private static ResiliencePipeline Build() { var builder = new ResiliencePipelineBuilder(); builder.AddRetry(new()); builder.AddTimeout(TimeSpan.FromSeconds(2)); return builder.Build(); } private readonly ResiliencePipeline _pipeline = Build();")]
    [InlineData("private ResiliencePipeline _pipeline => new ResiliencePipelineBuilder().AddTimeout(new Polly.Timeout.TimeoutStrategyOptions()).Build();")]
    [InlineData("private readonly ResiliencePipeline<string> _pipeline = new ResiliencePipelineBuilder<string>().AddHedging(new()).Build();")]
    [InlineData("private readonly Lazy<ResiliencePipeline> _lazy = new(() => new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(2)).Build()); private ResiliencePipeline _pipeline => _lazy.Value;")]
    [InlineData("private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddLimits().Build();")]
    [InlineData("private readonly IAsyncPolicy _pipeline = Policy.TimeoutAsync(5);")]
    [InlineData("private readonly IAsyncPolicy _pipeline = Policy.Handle<HttpRequestException>().RetryAsync(2).WrapAsync(Policy.TimeoutAsync(TimeSpan.FromSeconds(1)));")]
    public Task Finds_the_timeout_in(string members) => Verify.AnalyzeAsync(Client(members, "await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), token);"));

    [Theory]
    [InlineData("services.AddResiliencePipeline(\"pages\", builder => builder.AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(2)));")]
    [InlineData("services.AddResiliencePipeline(Key, (builder, context) => { builder.AddTimeout(TimeSpan.FromSeconds(2)); });")]
    [InlineData("services.AddResiliencePipeline(\"pages\", Configure);")]
    public Task Finds_the_timeout_under_a_key(string registration) => Verify.AnalyzeAsync(Keyed(registration, "[FromKeyedServices(\"pages\")] ResiliencePipeline pipeline) {"));

    [Theory]
    [InlineData("[FromKeyedServices(\"pages\")] ResiliencePipeline<string> injected) { private readonly ResiliencePipeline<string> pipeline = injected;")]
    [InlineData("Polly.Registry.ResiliencePipelineProvider<string> provider) { private readonly ResiliencePipeline<string> pipeline = provider.GetPipeline<string>(\"pages\");")]
    [InlineData("IServiceProvider services) { private readonly ResiliencePipeline<string> pipeline = services.GetKeyedService<ResiliencePipeline<string>>(\"own\") ?? services.GetRequiredKeyedService<ResiliencePipeline<string>>(\"pages\");")]
    public Task Finds_the_key_in(string way) => Verify.AnalyzeAsync(Keyed("services.AddResiliencePipeline<string, string>(\"pages\", builder => builder.AddTimeout(TimeSpan.FromSeconds(2)));", way));

    [Fact]
    public Task Finds_the_timeout_behind_a_constructor_an_extension_and_two_keys() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        static class Setup
        {
            public static IServiceCollection AddPages(this IServiceCollection services)
            {
                services.AddResiliencePipeline<string, string>(Keys.Default, (builder, context) =>
                {
                    var clock = context.ServiceProvider.GetRequiredService<TimeProvider>();
                    builder.AddRetry(new() { OnRetry = args => { Console.WriteLine(clock); return default; } }).AddTimeout(TimeSpan.FromSeconds(2));
                });
                return services;
            }

            public static ResiliencePipeline<string> Resolve(this IServiceProvider services) =>
                services.GetKeyedService<ResiliencePipeline<string>>(Keys.Own) ?? services.GetRequiredKeyedService<ResiliencePipeline<string>>(Keys.Default);
        }
        static class Keys { public const string Own = "own"; public const string Default = "default"; }
        class Pages
        {
            private readonly HttpClient _http;
            private readonly ResiliencePipeline<string> _pipeline;
            public Pages(HttpClient http, IServiceProvider services) { _http = http; _pipeline = services.Resolve(); }
            public async Task<string> Load(string url, CancellationToken token)
            {
                var context = ResilienceContextPool.Shared.Get(token);
                return await _pipeline.ExecuteAsync(async context => { var page = await _http.GetStringAsync(url, [|token|]); return page; }, context);
            }
        }
        """);

    private static string Keyed(string registration, string way) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        static class Setup
        {
            const string Key = "pages";
            static void Add(IServiceCollection services) { {{registration}} }
            static void Configure(ResiliencePipelineBuilder builder) => builder.AddTimeout(TimeSpan.FromSeconds(2));
        }
        class Pages(HttpClient http, {{way}}
            public async Task<string> Load(string url, CancellationToken token) => await pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), token);
        }
        """;

    [Theory]
    [InlineData("await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async t => { t.ThrowIfCancellationRequested(); await http.GetStringAsync(url, token); }, token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => { await Task.Yield(); File.Delete(url); }, token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, CancellationToken.None), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => { using var source = new CancellationTokenSource(1000); await http.GetStringAsync(url, source.Token); }, token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url).WaitAsync(TimeSpan.FromSeconds(1)), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => { try { File.Delete(url); } finally { await http.GetStringAsync(url, token); } }, token);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await _pipeline.ExecuteAsync(async c => await http.GetStringAsync(url, c.CancellationToken), context);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, context.CancellationToken), context);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(token); await _pipeline.ExecuteAsync(async c => await With(c), context); Task With(ResilienceContext c) => http.GetStringAsync(url, c.CancellationToken);")]
    [InlineData("await given.ExecuteAsync(async _ => await http.GetStringAsync(url, token), token);")]
    [InlineData("await new Runner().ExecuteAsync(async _ => await http.GetStringAsync(url, token), token);")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Client(Timeout, statements));

    [Theory]
    [InlineData("private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry(new()).AddCircuitBreaker(new()).Build();")]
    [InlineData("private readonly IAsyncPolicy _pipeline = Policy.TimeoutAsync(5, Polly.Timeout.TimeoutStrategy.Pessimistic);")]
    [InlineData("private readonly ResiliencePipeline _pipeline = ResiliencePipeline.Empty;")]
    public Task Leaves_pipelines_alone_that_end_nothing(string members) => Verify.AnalyzeAsync(Client(members, "await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, token), token);"));

    [Theory]
    [InlineData(Timeout, "http.GetStringAsync(url, {|#0:token|})", "http.GetStringAsync", "'token'", "the timeout of 2 s cannot end it")]
    [InlineData("ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddTimeout(new Polly.Timeout.TimeoutStrategyOptions()).Build();", "http.{|#0:GetStringAsync|}(url)", "http.GetStringAsync", "no token", "the timeout of 30 s cannot end it")]
    [InlineData("ResiliencePipeline<string> _pipeline = new ResiliencePipelineBuilder<string>().AddHedging(new()).Build();", "http.{|#0:GetStringAsync|}(url)", "http.GetStringAsync", "no token", "a hedged attempt that has lost goes on")]
    [InlineData("readonly IAsyncPolicy _pipeline = Policy.TimeoutAsync(5);", "http.{|#0:GetStringAsync|}(url)", "http.GetStringAsync", "no token", "the timeout of 5 s cannot end it")]
    public async Task Says_what_cannot_end(string members, string call, string name, string token, string harm)
    {
        var test = new Verifier<IgnoredTokenAnalyzer, NoFix>.Test(Client(members, $"await _pipeline.ExecuteAsync(async _ => await {call}, token);"), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(IgnoredTokenAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithArguments(name, token, harm));
        await test.RunAsync();
    }

    [Fact]
    public Task The_calls_get_the_pipelines_token() => Verify.FixAsync(
        Client(Timeout, """
            // Twice.
            await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), token); // here
            await _pipeline.ExecuteAsync(async inner =>
            {
                await http.GetStringAsync(url, [|token|]);
                return await http.GetStringAsync(url /* the page */, token);
            });
            await _pipeline.ExecuteAsync(static async (http, _) => await http.[|GetStringAsync|]("http://a"), http, token);
            var context = ResilienceContextPool.Shared.Get(token);
            await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), context);
            """),
        Client(Timeout, """
            // Twice.
            await _pipeline.ExecuteAsync(async ct => await http.GetStringAsync(url, ct), token); // here
            await _pipeline.ExecuteAsync(async inner =>
            {
                await http.GetStringAsync(url, inner);
                return await http.GetStringAsync(url /* the page */, inner);
            }, token);
            await _pipeline.ExecuteAsync(static async (http, ct) => await http.GetStringAsync("http://a", ct), http, token);
            var context = ResilienceContextPool.Shared.Get(token);
            await _pipeline.ExecuteAsync(async context2 => await http.GetStringAsync(url, context2.CancellationToken), context);
            """));

    [Fact]
    public Task Or_calls_that_take_none_are_left() => Verify.FixAsync(
        Client(TimeoutAlone, """
            await _pipeline.ExecuteAsync(async _ => await [|LoadAsync|](url), token); // the page
            await _pipeline.ExecuteAsync(async t =>
            {
                // first
                var page = await [|LoadAsync|](url).ConfigureAwait(false);
                return page + await LoadAsync(url /* again */);
            }, token);
            """),
        Client(TimeoutAlone, """
            await _pipeline.ExecuteAsync(async ct => await LoadAsync(url).WaitAsync(ct), token); // the page
            await _pipeline.ExecuteAsync(async t =>
            {
                // first
                var page = await LoadAsync(url).WaitAsync(t).ConfigureAwait(false);
                return page + await LoadAsync(url /* again */).WaitAsync(t);
            }, token);
            """));

    [Theory]
    // Another try would run beside the one that was left.
    [InlineData("private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(2)).Build();", "await _pipeline.ExecuteAsync(async _ => await [|LoadAsync|](url), token);")]
    [InlineData("private readonly ResiliencePipeline<string> _pipeline = new ResiliencePipelineBuilder<string>().AddHedging(new()).Build();", "await _pipeline.ExecuteAsync(async _ => await [|LoadAsync|](url), token);")]
    // What the call works with would be gone.
    [InlineData(TimeoutAlone, "await _pipeline.ExecuteAsync(async _ => { using var file = File.OpenRead(url); await [|SendAsync|](file); }, token);")]
    [InlineData(TimeoutAlone, "await _pipeline.ExecuteAsync(async _ => { var file = File.OpenRead(url); try { await [|SendAsync|](file); } finally { file.Dispose(); } }, token);")]
    // A task of a value cannot be left.
    [InlineData(TimeoutAlone, "await _pipeline.ExecuteAsync(async _ => await [|FindAsync|](url), token);")]
    public Task Offers_not_to_leave(string members, string statements) => Verify.NoFixAsync(Client(members, statements));

    [Theory]
    [InlineData("await _pipeline.ExecuteAsync([|Load|], token);")]
    [InlineData("var context = ResilienceContextPool.Shared.Get(); await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), context);")]
    [InlineData("using var own = new CancellationTokenSource(); await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, [|token|]), own.Token);")]
    public Task Offers_nothing_where(string statements) => Verify.NoFixAsync(Client(Timeout, statements));

    [Theory]
    [InlineData(Timeout, "await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url), token);", "FAL1003")]
    [InlineData(Timeout, "await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(url), token);", "FAL1003")]
    [InlineData("readonly IAsyncPolicy _pipeline = Policy.TimeoutAsync(5);", "await _pipeline.ExecuteAsync(() => http.GetStringAsync(url));", "FAL1002")]
    [InlineData("readonly IAsyncPolicy _pipeline = Policy.Handle<HttpRequestException>().RetryAsync();", "await _pipeline.ExecuteAsync(() => http.GetStringAsync(url));", "FAL2004")]
    public async Task A_call_that_does_not_listen_is_reported_once(string members, string statements, string rule) => Assert.Equal(
        [rule],
        (await PipelineSource.RulesAsync(
            $$"""
            using Polly;
            class Pages(HttpClient http)
            {
                {{members}}
                public async Task Run(string url, CancellationToken token) { {{statements}} }
            }
            """)).Where(id => id is "FAL1002" or "FAL1003" or "FAL2004"));

    [Theory]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, missing), token);")]
    [InlineData("await _pipeline.ExecuteAsync(async _ => await http.GetStringAsync(url, ")]
    [InlineData("await _pipeline.ExecuteAsync(")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Client(Timeout, statements));

    private static string Client(string members, string statements) =>
        $$"""
        using Polly;
        class Client(HttpClient http, ResiliencePipeline given)
        {
            {{members}}
            async Task Run(string url, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
                GC.KeepAlive(given);
            }
            private Task<string> LoadAsync(string url) => http.GetStringAsync(url);
            private Task SendAsync(Stream file) => http.PostAsync("http://a", new StreamContent(file));
            private async ValueTask<string> FindAsync(string url) => await http.GetStringAsync(url);
            private async ValueTask Load(CancellationToken token) => await http.GetStringAsync("http://a");
        }
        class Runner { public Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken token) => work(token); }
        static class Limits { public static ResiliencePipelineBuilder AddLimits(this ResiliencePipelineBuilder builder) => builder.AddTimeout(TimeSpan.FromSeconds(2)); }
        """;
}
