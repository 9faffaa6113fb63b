using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Reliability;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.AsyncDelegateAnalyzer, Fallacies.CodeFixes.Reliability.AsyncDelegateFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1001.</summary>
public sealed class AsyncDelegateTests
{
    [Theory]
    [InlineData("await pipeline.[|Execute|](async () => await http.GetStringAsync(url));")]
    [InlineData("await pipeline.[|Execute|](() => http.GetStringAsync(url));")]
    [InlineData("await pipeline.[|Execute|](async t => { await http.GetStringAsync(url, t); }, token);")]
    [InlineData("await pipeline.[|Execute|](static async (s, t) => await s.GetStringAsync(\"http://a\", t), http, token);")]
    [InlineData("await pipeline.[|Execute|](LoadAsync);")]
    [InlineData("await pipeline.[|Execute|](() => { var work = LoadAsync(); return work; });")]
    [InlineData("await pipeline.[|Execute|](async delegate { await LoadAsync(); });")]
    [InlineData("Func<Task> work = LoadAsync; await pipeline.[|Execute|](work);")]
    [InlineData("async Task Local() => await LoadAsync(); await pipeline.[|Execute|](Local);")]
    [InlineData("await pipeline.[|Execute|](() => new ValueTask(LoadAsync()));")]
    [InlineData("await typed.[|Execute|](async () => (object)await http.GetStringAsync(url));")]
    [InlineData("await policy.[|Execute|](async () => await LoadAsync());")]
    [InlineData("policy.[|Execute|](async () => await LoadAsync()).GetAwaiter().GetResult();")]
    [InlineData("await sync.[|Execute|](LoadAsync);")]
    [InlineData("var result = sync.[|ExecuteAndCapture|](async () => await LoadAsync());")]
    [InlineData("await Policy.Handle<Exception>().Retry(3).[|Execute|](c => LoadAsync(), new Context());")]
    [InlineData("await Policy.Wrap(policy, Policy.Timeout(3)).[|Execute|](() => LoadAsync());")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Client(statements));

    [Theory]
    [InlineData("await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("pipeline.Execute(() => http.GetStringAsync(url).Result);")]
    [InlineData("pipeline.Execute(() => File.ReadAllText(url));")]
    [InlineData("await pipeline.Execute(() => { File.Delete(url); return Task.CompletedTask; });")]
    [InlineData("await pipeline.Execute(() => Task.FromResult(File.ReadAllText(url)));")]
    [InlineData("await pipeline.Execute(() => new ValueTask<string>(File.ReadAllText(url)));")]
    [InlineData("await policy.Execute(() => { var work = LoadAsync(); work.Wait(); return work; });")]
    [InlineData("await Policy.HandleResult<Task<string>>(t => t.IsFaulted).Retry(3).Execute(() => http.GetStringAsync(url));")]
    [InlineData("await new ResiliencePipelineBuilder<Task<string>>().Build().Execute(() => http.GetStringAsync(url));")]
    [InlineData("new Runner().Execute(async () => await LoadAsync());")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Client(statements) + "class Runner { public Task Execute(Func<Task> work) => work(); }");

    [Theory]
    [InlineData("Run([|async () =>|] await http.GetStringAsync(\"a\"));")]
    [InlineData("await Get([|async () =>|] await http.GetStringAsync(\"a\"));")]
    [InlineData("await Get([|() =>|] http.GetStringAsync(\"a\"));")]
    [InlineData("await this.Again([|async () =>|] { await http.GetStringAsync(\"a\"); return 1; }, 3).ConfigureAwait(false);")]
    [InlineData("Later([|async delegate|] { await http.GetStringAsync(\"a\"); });")]
    [InlineData("await Piped([|async () =>|] await http.GetStringAsync(\"a\"));")]
    public Task Knows_own_methods_that_run_what_they_are_given(string statement) => Verify.NoFixAsync(Wrappers(statement));

    [Theory]
    [InlineData("Run(() => http.GetStringAsync(\"a\").Wait());")]
    [InlineData("Get(() => http.GetStringAsync(\"a\").Result);")]
    [InlineData("await Get(() => Task.FromResult(1));")]
    [InlineData("await Waits(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("await Looks(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("await Casts(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("await Virtual(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("await Wanted(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("await RightAsync(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("Unrun(async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("Logs(async () => await http.GetStringAsync(\"a\"));")]
    public Task Leaves_own_methods_alone_that_wait_or_run_it_elsewhere(string statement) => Verify.AnalyzeAsync(Wrappers(statement));

    [Theory]
    [InlineData("Run(async () => await http.GetStringAsync(\"a\");")]
    [InlineData("Get(async () => , Missing(async () => await")]
    [InlineData("this.(async () => { });")]
    public async Task Survives_half_typed_calls_of_own_methods(string statement) => await PipelineSource.SurvivesAsync(Wrappers(statement));

    [Fact]
    public Task Leaves_tests_alone() => Verify.AnalyzeAsync(Client("await pipeline.Execute(LoadAsync);"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("await pipeline.{|#0:Execute|}(LoadAsync);", "Execute", "the pipeline")]
    [InlineData("await sync.{|#0:Execute|}(LoadAsync);", "Execute", "the policy")]
    [InlineData("await Policy.Handle<Exception>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n)).{|#0:Execute|}(LoadAsync);", "Execute", "'WaitAndRetry'")]
    [InlineData("T Own<T>(Func<T> work) => sync.Execute(work); await Own({|#0:async () =>|} await LoadAsync());", "Own", "the policy")]
    [InlineData("var p = new ResiliencePipelineBuilder().AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(1)).Build(); await p.{|#0:Execute|}(LoadAsync);", "Execute", "'AddRetry' or 'AddTimeout'")]
    public async Task Names_what_does_not_see_it(string statements, string name, string unseen)
    {
        var test = new Verifier<AsyncDelegateAnalyzer, NoFix>.Test(Client(statements), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new Microsoft.CodeAnalysis.Testing.DiagnosticResult(AsyncDelegateAnalyzer.Descriptor).WithLocation(0).WithArguments(name, unseen));
        await test.RunAsync();
    }

    [Fact]
    public Task A_pipeline_runs_its_delegates_asynchronously() => Verify.FixAsync(
        Client("""
            // First the page.
            await pipeline.[|Execute|](async () => await http.GetStringAsync(url, token)); // as long as it takes
            await pipeline.[|Execute|](() => http.GetStringAsync(url)).ConfigureAwait(false);
            var text = pipeline.[|Execute|](async () =>
            {
                var page = await http.GetStringAsync(url, token);
                return page + await http.GetStringAsync(url, token);
            });
            pipeline.[|Execute|](LoadAsync);
            await pipeline.[|Execute|](async t => await http.GetStringAsync(url, t), token);
            """),
        Client("""
            // First the page.
            await pipeline.ExecuteAsync(async ct => await http.GetStringAsync(url, ct), token); // as long as it takes
            await pipeline.ExecuteAsync(async ct => await http.GetStringAsync(url, ct), token).ConfigureAwait(false);
            var text = pipeline.ExecuteAsync(async ct =>
            {
                var page = await http.GetStringAsync(url, ct);
                return page + await http.GetStringAsync(url, ct);
            }, token).AsTask();
            await pipeline.ExecuteAsync(async _ => await LoadAsync());
            await pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            """));

    [Fact]
    public Task A_policy_becomes_asynchronous_with_all_that_holds_it() => Verify.FixAsync(
        """
        using Polly;
        using Polly.Retry;
        class Client(HttpClient http)
        {
            private readonly RetryPolicy _again = Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n), (e, t) => Console.WriteLine(t));
            async Task Load(string url, CancellationToken token)
            {
                await _again.[|Execute|](async () => await http.GetStringAsync(url, token));
                var own = Build();
                await own.[|Execute|](() => http.GetStringAsync(url));
                await Build().[|Execute|](async () => { await Task.Yield(); });
            }
            // Tries thrice.
            private ISyncPolicy Build() { return Policy.Handle<Exception>().Retry(3); }
        }
        """,
        """
        using Polly;
        using Polly.Retry;
        class Client(HttpClient http)
        {
            private readonly AsyncRetryPolicy _again = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n), (e, t) => Console.WriteLine(t));
            async Task Load(string url, CancellationToken token)
            {
                await _again.ExecuteAsync(async ct => await http.GetStringAsync(url, ct), token);
                var own = Build();
                await own.ExecuteAsync(ct => http.GetStringAsync(url, ct), token);
                await Build().ExecuteAsync(async () => { await Task.Yield(); });
            }
            // Tries thrice.
            private IAsyncPolicy Build() { return Policy.Handle<Exception>().RetryAsync(3); }
        }
        """);

    [Fact]
    public Task A_wrap_becomes_asynchronous_with_its_parts() => Verify.FixAsync(
        """
        using Polly;
        using Polly.Wrap;
        class Client(HttpClient http)
        {
            private static readonly Policy Again = Policy.Handle<HttpRequestException>().Retry(3);
            private readonly PolicyWrap _guard = Policy.Wrap(Again, Policy.Timeout(3)); // in this order
            async Task Load(string url, CancellationToken token)
            {
                await _guard.[|Execute|](async () => await http.GetStringAsync(url, token));
                ISyncPolicy own = Policy.Handle<IOException>().Retry(3).Wrap(Policy.Handle<HttpRequestException>().CircuitBreaker(5, TimeSpan.FromSeconds(9)));
                await own.[|Execute|](() => http.GetStringAsync(url));
                await Policy.Timeout(9).Wrap(Policy.Bulkhead(4)).[|Execute|](async () => { await Task.Yield(); });
            }
        }
        """,
        """
        using Polly;
        using Polly.Wrap;
        class Client(HttpClient http)
        {
            private static readonly AsyncPolicy Again = Policy.Handle<HttpRequestException>().RetryAsync(3);
            private readonly AsyncPolicyWrap _guard = Policy.WrapAsync(Again, Policy.TimeoutAsync(3)); // in this order
            async Task Load(string url, CancellationToken token)
            {
                await _guard.ExecuteAsync(async ct => await http.GetStringAsync(url, ct), token);
                IAsyncPolicy own = Policy.Handle<IOException>().RetryAsync(3).WrapAsync(Policy.Handle<HttpRequestException>().CircuitBreakerAsync(5, TimeSpan.FromSeconds(9)));
                await own.ExecuteAsync(ct => http.GetStringAsync(url, ct), token);
                await Policy.TimeoutAsync(9).WrapAsync(Policy.BulkheadAsync(4)).ExecuteAsync(async () => { await Task.Yield(); });
            }
        }
        """);

    [Fact]
    public Task Knows_the_older_version_too() => Verify.FixAsync(
        """
        using Polly;
        class Client(HttpClient http)
        {
            public async Task<string> Load(string url, CancellationToken token)
            {
                Policy again = Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n));
                return await again.[|Execute|](async () => await http.GetStringAsync(url, token));
            }
        }
        """,
        """
        using Polly;
        class Client(HttpClient http)
        {
            public async Task<string> Load(string url, CancellationToken token)
            {
                AsyncPolicy again = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
                return await again.ExecuteAsync(async ct => await http.GetStringAsync(url, ct), token);
            }
        }
        """,
        references: References.WithPrevious("Polly"));

    [Theory]
    [InlineData("pipeline.[|Execute|](async () => await LoadAsync()).Wait();")]
    [InlineData("await pipeline.[|Execute|](() => { var work = LoadAsync(); return work; });")]
    [InlineData("await policy.[|Execute|](async () => await LoadAsync());")]
    [InlineData("await sync.[|Execute|](async () => await LoadAsync());")]
    [InlineData("var own = Policy.Handle<Exception>().Retry(3); own.Execute(() => File.Delete(url)); await own.[|Execute|](LoadAsync);")]
    [InlineData("var own = Policy.Wrap(policy, Policy.Timeout(3)); await own.[|Execute|](LoadAsync);")]
    [InlineData("var again = Policy.Handle<Exception>().Retry(3); var own = Policy.Wrap(again, Policy.Timeout(3)); again.Execute(() => File.Delete(url)); await own.[|Execute|](LoadAsync);")]
    [InlineData("var own = Policy.Wrap(Policy.Handle<Exception>().Retry(3), Policy.Timeout(3, (context, time, task) => File.Delete(url))); await own.[|Execute|](LoadAsync);")]
    [InlineData("var again = Policy.Handle<Exception>().Retry(3); var other = again.Wrap(Policy.Timeout(3)); Console.WriteLine(other); await again.Wrap(Policy.Timeout(9)).[|Execute|](LoadAsync);")]
    [InlineData("ISyncPolicy[] parts = [Policy.Handle<Exception>().Retry(3), Policy.Timeout(3)]; await Policy.Wrap(parts).[|Execute|](LoadAsync);")]
    public Task Offers_nothing_where(string statements) => Verify.NoFixAsync(Client(statements));

    [Theory]
    [InlineData("await pipeline.Execute(async () => missing);")]
    [InlineData("await missing.Execute(async () => await LoadAsync());")]
    [InlineData("await pipeline.Execute(")]
    [InlineData("await pipeline.Execute(async )")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Client(statements));

    private static string Client(string statements) =>
        $$"""
        using Polly;
        class Client(HttpClient http, ResiliencePipeline pipeline, ResiliencePipeline<object> typed, Policy policy, ISyncPolicy sync)
        {
            async Task Run(string url, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            Task LoadAsync() => http.GetStringAsync("http://a");
        }
        """;

    private static string Wrappers(string statement) =>
        $$"""
        using Polly;
        using Polly.Retry;
        class Client(HttpClient http, ResiliencePipeline pipeline)
        {
            private static readonly RetryPolicy Policy3 = Policy.Handle<Exception>().Retry(3);
            private static readonly Policy<Task<string>> Tasks = Policy.HandleResult<Task<string>>(t => t.IsFaulted).Retry(3);
            async Task Load() { await Task.Yield(); {{statement}} }
            void Run(Action work) => Policy3.Execute(work);
            T Get<T>(Func<T> work) { var again = Policy.Handle<Exception>().Retry(3); return again.Execute(work); }
            void Later(Action work) => Policy3.Execute(() => { Console.WriteLine("again"); work(); });
            T Piped<T>(Func<T> work) => pipeline.Execute(() => work());
            T Waits<T>(Func<T> work) => Policy3.Execute(() => { var result = work(); (result as Task)?.Wait(); return result; });
            T Looks<T>(Func<T> work) => Policy3.Execute(() => { var result = work(); if (result is Task task && task.IsFaulted) throw task.Exception!; return result; });
            T Casts<T>(Func<T> work) => Policy3.Execute(() => { var result = work(); var task = (Task)(object)result!; if (task.IsFaulted) throw task.Exception!; return result; });
            protected virtual T Virtual<T>(Func<T> work) => Policy3.Execute(work);
            Task<string> Wanted(Func<Task<string>> work) => Tasks.Execute(work);
            Task RightAsync(Func<Task> work) => Policy.Handle<Exception>().RetryAsync(3).ExecuteAsync(work);
            void Unrun(Action work) { work(); Policy3.Execute(() => { }); }
            void Logs(Action log) => Policy3.Execute(() => File.Delete("a"));
        }
        static class Extensions { public static T Again<T>(this object source, Func<T> work, int count) => Policy.Handle<Exception>().Retry(count).Execute(work); }
        """;
}
