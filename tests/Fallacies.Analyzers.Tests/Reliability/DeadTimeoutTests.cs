using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.DeadTimeoutAnalyzer, Fallacies.CodeFixes.Reliability.DeadTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1002, with both versions of the package that hold the policies.</summary>
public sealed class DeadTimeoutTests
{
    private const string Timeout = "private readonly AsyncTimeoutPolicy _timeout = Policy.TimeoutAsync(10);";

    [Theory]
    [InlineData("await _timeout.[|ExecuteAsync|](() => http.GetStringAsync(url));")]
    [InlineData("await _timeout.[|ExecuteAsync|](async () => await http.GetStringAsync(url, token));")]
    [InlineData("await _timeout.[|ExecuteAsync|](async c => await http.GetStringAsync(url), new Context());")]
    [InlineData("await _timeout.[|ExecuteAndCaptureAsync|](() => http.GetStringAsync(url));")]
    [InlineData("await _timeout.[|ExecuteAsync|](() => api.LoadAsync());")]
    [InlineData("await _timeout.[|ExecuteAsync|](() => work());")]
    [InlineData("await _timeout.[|ExecuteAsync|](LoadAsync);")]
    [InlineData("await Policy.Handle<HttpRequestException>().RetryAsync().WrapAsync(_timeout).[|ExecuteAsync|](() => http.GetStringAsync(url));")]
    [InlineData("await Policy.WrapAsync(Policy.Handle<HttpRequestException>().RetryAsync(), Policy.TimeoutAsync(TimeSpan.FromSeconds(3))).[|ExecuteAsync|](() => http.GetStringAsync(url));")]
    [InlineData("await Build().[|ExecuteAsync|](() => api.LoadAsync());")]
    [InlineData("await Policy.TimeoutAsync(TimeSpan.FromSeconds(3), TimeoutStrategy.Optimistic).[|ExecuteAsync|](() => http.GetStringAsync(url));")]
    public async Task Reports(string statements)
    {
        foreach (var version in Versions)
            await Verify.AnalyzeAsync(Client(Timeout, statements), references: version);
    }

    [Theory]
    [InlineData("await _timeout.ExecuteAsync(t => http.GetStringAsync(url, t), token);")]
    [InlineData("await Policy.TimeoutAsync(10, TimeoutStrategy.Pessimistic).ExecuteAsync(() => http.GetStringAsync(url));")]
    [InlineData("await Policy.Handle<HttpRequestException>().RetryAsync().ExecuteAsync(() => http.GetStringAsync(url));")]
    [InlineData("await given.ExecuteAsync(() => http.GetStringAsync(url));")]
    [InlineData("await _timeout.WrapAsync(Policy.Handle<HttpRequestException>().WaitAndRetryForeverAsync(n => TimeSpan.FromSeconds(n))).ExecuteAsync(() => http.GetStringAsync(url));")]
    [InlineData("await _timeout.ExecuteAsync(async () => { using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1)); await http.GetStringAsync(url, limit.Token); });")]
    [InlineData("await _timeout.ExecuteAsync(async () => { await Task.Yield(); });")]
    [InlineData("await _timeout.ExecuteAsync(() => { File.Delete(url); return Task.CompletedTask; });")]
    public async Task Leaves_alone(string statements)
    {
        foreach (var version in Versions)
            await Verify.AnalyzeAsync(Client(Timeout, statements), references: version);
    }

    [Theory]
    [InlineData("await _timeout.{|#0:ExecuteAsync|}(() => http.GetStringAsync(url));", "timeout of 10 s", "http.GetStringAsync")]
    [InlineData("await Policy.TimeoutAsync(TimeSpan.FromMilliseconds(1500)).{|#0:ExecuteAsync|}(() => api.LoadAsync());", "timeout of 1.5 s", "api.LoadAsync")]
    [InlineData("await Policy.TimeoutAsync(() => TimeSpan.FromSeconds(url.Length)).{|#0:ExecuteAsync|}(() => work());", "timeout", "work")]
    public async Task Says_what_cannot_end(string statements, string timeout, string call)
    {
        var test = new Verifier<DeadTimeoutAnalyzer, NoFix>.Test(Client(Timeout, statements), "fallacies.project_kind = service", References.With("Refit"));
        test.ExpectedDiagnostics.Add(new DiagnosticResult(DeadTimeoutAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithArguments("ExecuteAsync", timeout, call));
        await test.RunAsync();
    }

    [Fact]
    public async Task The_delegate_gets_a_token()
    {
        foreach (var version in Versions)
        {
            await Verify.FixAsync(
                Client(Timeout, """
                    // The page.
                    await _timeout.[|ExecuteAsync|](() => http.GetStringAsync(url)); // once
                    await _timeout.[|ExecuteAsync|](async () =>
                    {
                        await http.GetStringAsync(url, token);
                    });
                    await _timeout.[|ExecuteAsync|](async c => await http.GetStringAsync(url), new Context());
                    """),
                Client(Timeout, """
                    // The page.
                    await _timeout.ExecuteAsync(ct => http.GetStringAsync(url, ct), token); // once
                    await _timeout.ExecuteAsync(async ct =>
                    {
                        await http.GetStringAsync(url, ct);
                    }, token);
                    await _timeout.ExecuteAsync(async (c, ct) => await http.GetStringAsync(url, ct), new Context(), token);
                    """),
                references: version);
        }
    }

    [Fact]
    public Task The_timeout_walks_away_from_calls_that_take_no_token() => Verify.FixAsync(
        Client("private readonly AsyncTimeoutPolicy _timeout = Policy.TimeoutAsync(10 /* s */);", "await _timeout.[|ExecuteAsync|](() => api.LoadAsync()); await _timeout.[|ExecuteAsync|](() => work());"),
        Client("private readonly AsyncTimeoutPolicy _timeout = Policy.TimeoutAsync(10 /* s */, TimeoutStrategy.Pessimistic);", "await _timeout.ExecuteAsync(() => api.LoadAsync()); await _timeout.ExecuteAsync(() => work());"),
        references: References.With("Refit"));

    [Fact]
    public Task Without_a_token_in_scope_none_is_passed() => Verify.FixAsync(
        "using Polly; class C(HttpClient http) { Task Load() => Policy.TimeoutAsync(1).[|ExecuteAsync|](() => http.GetStringAsync(\"http://a\")); }",
        "using Polly; class C(HttpClient http) { Task Load() => Policy.TimeoutAsync(1).ExecuteAsync(token => http.GetStringAsync(\"http://a\", token), System.Threading.CancellationToken.None); }");

    [Theory]
    [InlineData("await _timeout.ExecuteAsync(() => http.GetStringAsync(missing));")]
    [InlineData("await _timeout.ExecuteAsync(() => ")]
    [InlineData("await Policy.TimeoutAsync().ExecuteAsync(() => http.GetStringAsync(url));")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Client(Timeout, statements));

    private static MetadataReference[][] Versions { get; } = [References.With("Refit"), References.WithPrevious("Polly", "Refit")];

    private static string Client(string members, string statements) =>
        $$"""
        using Polly;
        using Polly.Timeout;
        class Client(HttpClient http, IApi api, IAsyncPolicy given, Func<Task> work)
        {
            {{members}}
            async Task Run(string url, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
                GC.KeepAlive(given);
                GC.KeepAlive(work);
                GC.KeepAlive(api);
            }
            private Task<string> LoadAsync() => http.GetStringAsync("http://a");
            private AsyncPolicy Build()
            {
                var timeout = Policy.TimeoutAsync(TimeSpan.FromSeconds(1));
                var again = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
                return Policy.WrapAsync(again, timeout);
            }
        }
        interface IApi { [Refit.Get("/a")] Task<string> LoadAsync(); }
        """;
}
