using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.AsyncVoidCallbackAnalyzer, Fallacies.CodeFixes.Reliability.AsyncVoidCallbackFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1012.</summary>
public sealed class AsyncVoidCallbackTests
{
    [Theory]
    [InlineData("urls.[|ForEach|](async url => await http.GetStringAsync(url));")]
    [InlineData("urls.ToList().[|ForEach|](async url => { await LoadAsync(url); });")]
    [InlineData("urls.[|ForEach|](Load);")]
    [InlineData("urls.[|ForEach|](async url => { try { await http.GetStringAsync(url); } catch { } });")]
    [InlineData("Array.[|ForEach|](urls.ToArray(), async url => await http.GetStringAsync(url));")]
    [InlineData("Parallel.[|ForEach|](urls, async url => await http.GetStringAsync(url));")]
    [InlineData("urls.AsParallel().[|ForAll|](async url => await http.GetStringAsync(url));")]
    [InlineData("Parallel.[|For|](0, 9, async n => await http.GetStringAsync(urls[n]));")]
    [InlineData("Parallel.[|Invoke|](async () => await http.GetStringAsync(\"a\"), () => { });")]
    [InlineData("using var timer = new [|Timer|](async _ => await http.GetStringAsync(\"a\"));")]
    [InlineData("using var timer = new [|Timer|](Tick, null, 1, 1);")]
    [InlineData("TimerCallback tick = async _ => await http.GetStringAsync(\"a\"); using var timer = new [|Timer|](tick, null, 1, 1);")]
    [InlineData("using var timer = new [|Timer|](async _ => { try { await http.GetStringAsync(\"a\"); } catch (HttpRequestException) { } });")]
    [InlineData("using var timer = new [|Timer|](async _ => { try { await http.GetStringAsync(\"a\"); } catch (Exception) { throw; } });")]
    [InlineData("token.[|Register|](async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("ThreadPool.[|QueueUserWorkItem|](async _ => await http.GetStringAsync(\"a\"));")]
    [InlineData("await Task.Factory.[|StartNew|](async () => await http.GetStringAsync(\"a\"));")]
    [InlineData("Task work = Task.Factory.[|StartNew|](async () => await LoadAsync(\"a\"), token); await work;")]
    [InlineData("using var timer = new [|Timer|](async _ => await UnsafeAsync());")]
    [InlineData("Task.Factory.[|StartNew|](async () => await LoadAsync(\"a\")).Wait();")]
    [InlineData("await Task.WhenAll(urls.Select(url => Task.Factory.[|StartNew|](async () => await LoadAsync(url))));")]
    [InlineData("Policy.Handle<Exception>().[|WaitAndRetry|](3, n => TimeSpan.FromSeconds(n), async (e, t) => await log.WriteAsync(\"again\"));")]
    [InlineData("Policy.Handle<Exception>().[|CircuitBreakerAsync|](3, TimeSpan.FromSeconds(9), async (e, t) => await http.GetStringAsync(\"a\"), () => { });")]
    [InlineData("Policy.Handle<Exception>().[|Retry|](3, async (e, n) => await Task.Delay(1000));")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Client(statements));

    [Theory]
    [InlineData("urls.ForEach(async url => await Task.Delay(1));")]
    [InlineData("urls.ForEach(url => File.Delete(url));")]
    [InlineData("await Parallel.ForEachAsync(urls, async (url, t) => await http.GetStringAsync(url, t));")]
    [InlineData("using var timer = new Timer(async _ => { try { await http.GetStringAsync(\"a\"); } catch (Exception e) { Console.WriteLine(e); } });")]
    [InlineData("using var timer = new Timer(async _ => { try { await http.GetStringAsync(\"a\"); } catch (Exception e) when (!IsFatal(e)) { } static bool IsFatal(Exception e) => e is OutOfMemoryException; });")]
    [InlineData("using var timer = new Timer(async _ => { try { await http.GetStringAsync(\"a\"); } catch (Exception e) when (e is not OutOfMemoryException) { } });")]
    [InlineData("using var timer = new Timer(async _ => { Console.WriteLine(); try { await http.GetStringAsync(\"a\"); } catch { } });")]
    [InlineData("Task.Factory.StartNew(async () => { await LoadAsync(\"a\"); }, TaskCreationOptions.LongRunning);")]
    [InlineData("using var timer = new Timer(async _ => await SafeAsync());")]
    [InlineData("using var timer = new Timer(async _ => { await Task.Yield(); try { await http.GetStringAsync(\"a\"); } catch (Exception) { } });")]
    [InlineData("Task.Factory.StartNew(async () => await SafeAsync().ConfigureAwait(false));")]
    [InlineData("token.Register(async () => { try { await http.GetStringAsync(\"a\"); } catch { } });")]
    [InlineData("token.Register(() => http.CancelPendingRequests());")]
    [InlineData("ThreadPool.QueueUserWorkItem(async _ => { try { await http.GetStringAsync(\"a\"); } catch { } });")]
    [InlineData("await Task.Factory.StartNew(async () => await LoadAsync(\"a\")).Unwrap();")]
    [InlineData("await await Task.Factory.StartNew(async () => await LoadAsync(\"a\"));")]
    [InlineData("var started = Task.Factory.StartNew(async () => await LoadAsync(\"a\")); await await started;")]
    [InlineData("_ = Task.Factory.StartNew(async () => await LoadAsync(\"a\"));")]
    [InlineData("Task.Factory.StartNew(async () => { try { await LoadAsync(\"a\"); } catch (Exception e) { Console.WriteLine(e); } });")]
    [InlineData("await Task.Factory.StartNew(() => File.ReadAllText(\"a\"));")]
    [InlineData("await Task.Run(async () => await LoadAsync(\"a\"));")]
    [InlineData("Changed += async (s, e) => await http.GetStringAsync(\"a\");")]
    [InlineData("new Items().ForEach(async url => await http.GetStringAsync(url));")]
    [InlineData("Policy.Handle<Exception>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n), async (e, t) => await log.WriteAsync(\"again\"));")]
    [InlineData("Policy.Handle<Exception>().Retry(3, (e, n) => Console.WriteLine(n));")]
    [InlineData("Policy.Handle<Exception>().Retry(3, async (e, n) => { try { await log.WriteAsync(\"again\"); } catch { } });")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Client(statements));

    [Theory]
    [InlineData("Policy.Handle<Exception>().[|WaitAndRetry|](3, n => TimeSpan.FromSeconds(n), async (e, t) => await log.WriteAsync(\"again\"));")]
    [InlineData("Policy.Handle<Exception>().[|CircuitBreakerAsync|](3, TimeSpan.FromSeconds(9), async (e, t) => await http.GetStringAsync(\"a\"), () => { });")]
    [InlineData("Policy.Handle<Exception>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n), async (e, t) => await log.WriteAsync(\"again\"));")]
    public Task Knows_the_older_version_too(string statements) => Verify.AnalyzeAsync(Client(statements), references: References.WithPrevious("Polly"));

    [Theory]
    [InlineData("urls.{|#0:ForEach|}(async url => await http.GetStringAsync(url));", "ForEach", "http.GetStringAsync", "ends the process")]
    [InlineData("await Task.Factory.{|#0:StartNew|}(async () => await LoadAsync(\"a\"));", "StartNew", "LoadAsync", "is seen by nobody")]
    [InlineData("Parallel.{|#0:ForEach|}(urls, async url => await LoadAsync(url));", "Parallel.ForEach", "LoadAsync", "ends the process")]
    public async Task Says_what_comes_of_it(string statements, string taker, string work, string harm)
    {
        var test = new Verifier<AsyncVoidCallbackAnalyzer, NoFix>.Test(Client(statements), "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult(AsyncVoidCallbackAnalyzer.Descriptor).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithArguments(taker, work, harm));
        await test.RunAsync();
    }

    [Fact]
    public Task The_callbacks_are_awaited() => Verify.FixAsync(
        Client("""
            // All of them.
            urls.[|ForEach|](async url => await http.GetStringAsync(url)); // one by one
            urls.Where(url => url.Length > 0).ToList().[|ForEach|](async url =>
            {
                if (url == "b")
                    return;
                await LoadAsync(url); // the page
            });
            Parallel.[|ForEach|](urls, async url => await http.GetStringAsync(url));
            Parallel.[|ForEach|](urls, async url => await LoadAsync(url));
            await Task.Factory.[|StartNew|](async () => await LoadAsync("a"), token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            """),
        Client("""
            // All of them.
            foreach (var url in urls)
            {
                await http.GetStringAsync(url);
            } // one by one
            foreach (var url in urls.Where(url => url.Length > 0).ToList())
            {
                if (url == "b")
                    continue;
                await LoadAsync(url); // the page
            }
            await Parallel.ForEachAsync(urls, async (url, ct) => await http.GetStringAsync(url, ct));
            await Parallel.ForEachAsync(urls, async (url, _) => await LoadAsync(url));
            await Task.Run(async () => await LoadAsync("a"), token);
            """));

    [Fact]
    public Task A_policy_waits_for_its_callback_when_all_calls_under_it_are_asynchronous() => Verify.FixAsync(
        Client("""
            var again = Policy.Handle<HttpRequestException>().[|WaitAndRetry|](3, n => TimeSpan.FromSeconds(n), async (e, t) => await log.WriteAsync("again")); // thrice
            await again.Execute(async () => await http.GetStringAsync("a", token));
            """),
        Client("""
            var again = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n), async (e, t) => await log.WriteAsync("again")); // thrice
            await again.ExecuteAsync(async ct => await http.GetStringAsync("a", ct), token);
            """));

    [Theory]
    [InlineData("Policy.Handle<Exception>().[|Retry|](3, async (e, n) => await Task.Delay(1000)).Execute(() => File.Delete(\"a\"));")]
    [InlineData("var p = Policy.Handle<Exception>().[|CircuitBreaker|](3, TimeSpan.FromSeconds(9), async (e, t) => await Task.Delay(1000), () => { }); await p.Execute(async () => await http.GetStringAsync(\"a\", token));")]
    [InlineData("urls.[|ForEach|](Load);")]
    [InlineData("Parallel.[|For|](0, 9, async n => await http.GetStringAsync(urls[n]));")]
    [InlineData("using var timer = new [|Timer|](async _ => await http.GetStringAsync(\"a\"));")]
    [InlineData("var loop = Parallel.[|ForEach|](urls, async url => await LoadAsync(url));")]
    [InlineData("void Local() => urls.[|ForEach|](async url => await LoadAsync(url)); Local();")]
    [InlineData("await Task.Factory.[|StartNew|](async s => await LoadAsync((string)s!), \"a\");")]
    [InlineData("Policy.Handle<Exception>().[|Retry|](3, async (e, n) => await Task.Delay(1000));")]
    public Task Offers_nothing_where(string statements) => Verify.NoFixAsync(Client(statements));

    [Theory]
    [InlineData("urls.ForEach(async url => await http.GetStringAsync(")]
    [InlineData("urls.ForEach(async );")]
    [InlineData("new Timer(async _ => await missing());")]
    public Task Survives(string statements) => PipelineSource.SurvivesAsync(Client(statements));

    private static string Client(string statements) =>
        $$"""
        using Polly;
        class Client(HttpClient http, StreamWriter log)
        {
            public event EventHandler? Changed;
            async Task Run(List<string> urls, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
                await log.FlushAsync(token);
                Changed?.Invoke(this, EventArgs.Empty);
            }
            private Task<string> LoadAsync(string url) => http.GetStringAsync(url);
            private async Task UnsafeAsync() { try { await http.GetStringAsync("a"); } catch (HttpRequestException e) { Console.WriteLine(e); } }
            private async Task SafeAsync() { try { await http.GetStringAsync("a"); } catch (Exception e) { Console.WriteLine(e); } }
            private async void Load(string url) => await http.GetStringAsync(url);
            private async void Tick(object? state) => await http.GetStringAsync("a");
        }
        class Items { public void ForEach(Action<string> action) => action("a"); }
        """;
}
