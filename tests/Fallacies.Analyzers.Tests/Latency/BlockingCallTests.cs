using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.BlockingCallAnalyzer, Fallacies.CodeFixes.Latency.BlockingCallFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class BlockingCallTests
{
    [Fact]
    public Task A_listener_has_a_thread_of_its_own() => Verify.AnalyzeAsync(
        """
        class Dns(System.Net.Sockets.UdpClient udp)
        {
            public void Run(CancellationToken token) => ListenAsync(token).GetAwaiter().GetResult();
            private async Task ListenAsync(CancellationToken token) { while (true) { var request = await udp.ReceiveAsync(token); await udp.SendAsync(request.Buffer, token); } }
        }
        """);

    [Theory]
    [InlineData("var text = http.[|GetStringAsync|](url).Result;", "var text = await http.GetStringAsync(url);")]
    [InlineData("var length = http.[|GetStringAsync|](url).Result.Length; // long", "var length = (await http.GetStringAsync(url)).Length; // long")]
    [InlineData("http.[|GetStringAsync|](url).Wait();", "await http.GetStringAsync(url);")]
    [InlineData("using var stop = new CancellationTokenSource(); http.[|GetStringAsync|](url, stop.Token).Wait();", "using var stop = new CancellationTokenSource(); await http.GetStringAsync(url, stop.Token);")]
    [InlineData("http.[|GetStringAsync|](url).Wait(token);", "await http.GetStringAsync(url).WaitAsync(token);")]
    [InlineData("var text = http.[|GetStringAsync|](url).GetAwaiter().GetResult();", "var text = await http.GetStringAsync(url);")]
    [InlineData("var text = http.[|GetStringAsync|](url).ConfigureAwait(false).GetAwaiter().GetResult();", "var text = await http.GetStringAsync(url).ConfigureAwait(false);")]
    [InlineData("var text = (http.[|GetStringAsync|](url)).Result ?? http!.[|GetStringAsync|](url).Result;", "var text = await (http.GetStringAsync(url)) ?? await http!.GetStringAsync(url);")]
    [InlineData("Task.WaitAll(http.[|GetStringAsync|](url), http.[|PutAsync|](url, null)); // both", "await Task.WhenAll(http.GetStringAsync(url), http.PutAsync(url, null)); // both")]
    [InlineData("Task.WaitAll(new Task[] { http.[|PutAsync|](url, null) });", "await Task.WhenAll(new Task[] { http.PutAsync(url, null) });")]
    [InlineData("Task.WaitAny(http.[|PutAsync|](url, null), http.[|PutAsync|](url + 1, null));", "await Task.WhenAny(http.PutAsync(url, null), http.PutAsync(url + 1, null));")]
    [InlineData("var one = http.[|GetStringAsync|](url); var two = http.[|PutAsync|](url, null); Task.WaitAll(one, two); Console.WriteLine(one.Result);", "var one = http.GetStringAsync(url); var two = http.PutAsync(url, null); await Task.WhenAll(one, two); Console.WriteLine(one.Result);")]
    [InlineData("Task.WaitAll(urls.Select(u => http.[|DeleteAsync|](u)).ToArray());", "await Task.WhenAll(urls.Select(u => http.DeleteAsync(u)).ToArray());")]
    [InlineData("Task.WaitAll(urls.Select(async u => await http.[|DeleteAsync|](u)).ToArray());", "await Task.WhenAll(urls.Select(async u => await http.DeleteAsync(u)).ToArray());")]
    [InlineData("Task.WaitAll(urls.Select(async Task (u) => await http.[|DeleteAsync|](u)).ToArray());", "await Task.WhenAll(urls.Select(async Task (u) => await http.DeleteAsync(u)).ToArray());")]
    [InlineData("var tasks = urls.Select(u => http.[|DeleteAsync|](u)).ToArray(); Task.WaitAll(tasks);", "var tasks = urls.Select(u => http.DeleteAsync(u)).ToArray(); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); foreach (var u in urls) tasks.Add(http.[|DeleteAsync|](u)); Task.WaitAll(tasks.ToArray());", "var tasks = new List<Task>(); foreach (var u in urls) tasks.Add(http.DeleteAsync(u)); await Task.WhenAll(tasks.ToArray());")]
    [InlineData("var tasks = new Task[urls.Count]; for (var i = 0; i < tasks.Length; i++) tasks[i] = http.[|DeleteAsync|](urls[i]); Task.WaitAll(tasks);", "var tasks = new Task[urls.Count]; for (var i = 0; i < tasks.Length; i++) tasks[i] = http.DeleteAsync(urls[i]); await Task.WhenAll(tasks);")]
    [InlineData("var text = Task.Run(() => http.[|GetStringAsync|](url)).Result;", "var text = await Task.Run(() => http.GetStringAsync(url));")]
    [InlineData("Task.Run(async () => await http.[|DeleteAsync|](url).ConfigureAwait(false)).GetAwaiter().GetResult();", "await Task.Run(async () => await http.DeleteAsync(url).ConfigureAwait(false));")]
    [InlineData("var task = http.[|GetStringAsync|](url); var text = task.Result;", "var task = http.GetStringAsync(url); var text = await task;")]
    [InlineData("Func<Task<string>> f = async () => http.[|GetStringAsync|](url).Result; await f();", "Func<Task<string>> f = async () => await http.GetStringAsync(url); await f();")]
    [InlineData("await Load(); async Task Load() => Console.WriteLine(http.[|GetStringAsync|](url).Result);", "await Load(); async Task Load() => Console.WriteLine(await http.GetStringAsync(url));")]
    public Task In_an_asynchronous_method_the_call_is_awaited(string before, string after) => Verify.FixAsync(Around(before), Around(after));

    [Fact]
    public Task A_private_method_becomes_asynchronous_with_its_callers() => Verify.FixAsync(
        """
        class Client(HttpClient http)
        {
            public async Task<int> RunAsync(string url) => Load(url).Length + this.Load(url, true).Length;

            public async Task RenewAsync(string url)
            {
                // Twice.
                Renew(url); // Once.
                Renew(url);
            }

            private string Load(string url, bool fresh = false) => http.[|GetStringAsync|](url).Result;

            // Renews.
            void Renew(string url)
            {
                http.[|PostAsync|](url, null).Wait();
                http.[|PutAsync|](url, null).Wait();
            }
        }
        """,
        """
        class Client(HttpClient http)
        {
            public async Task<int> RunAsync(string url) => (await Load(url)).Length + (await this.Load(url, true)).Length;

            public async Task RenewAsync(string url)
            {
                // Twice.
                await Renew(url); // Once.
                await Renew(url);
            }

            private async Task<string> Load(string url, bool fresh = false) => await http.GetStringAsync(url);

            // Renews.
            async Task Renew(string url)
            {
                await http.PostAsync(url, null);
                await http.PutAsync(url, null);
            }
        }
        """);

    [Theory]
    [InlineData("public string Load(string url) => http.[|GetStringAsync|](url).Result;")]
    [InlineData("public async Task<int> Load(string url) { var first = Task.WaitAny(http.[|PutAsync|](url, null), http.[|PutAsync|](url + 1, null)); await Task.Yield(); return first; }")]
    [InlineData("public async Task Load(string url) { Task.WaitAll([http.[|PutAsync|](url, null)]); await Task.Yield(); }")]
    [InlineData("public async Task Load(string url, CancellationToken token) { Task.WaitAll([http.[|PutAsync|](url, null)], token); await Task.Yield(); }")]
    [InlineData("public async Task Load(string url) { try { Task.WaitAll(http.[|PutAsync|](url, null)); } catch (AggregateException) { } await Task.Yield(); }")]
    [InlineData("public string Load(string url) => Get(url); private string Get(string url) => http.[|GetStringAsync|](url).Result;")]
    [InlineData("public Func<string, string> Load() => Get; private string Get(string url) => http.[|GetStringAsync|](url).Result;")]
    [InlineData("public async Task Load(string url) { lock (this) { http.[|GetStringAsync|](url).Wait(); } await Task.Yield(); }")]
    [InlineData("public async Task Load(string url) { try { http.[|GetStringAsync|](url).Wait(); } catch (AggregateException) { } await Task.Yield(); }")]
    [InlineData("public async Task Load(string url) { Get(url, out _); await Task.Yield(); } private void Get(string url, out string text) => text = http.[|GetStringAsync|](url).Result;")]
    public Task Offers_nothing_where_nobody_can_await(string member) => Verify.NoFixAsync($"class Client(HttpClient http) {{ {member} }}");

    [Theory]
    [InlineData("await http.GetStringAsync(url);")]
    [InlineData("var task = http.GetStringAsync(url); await Task.WhenAll(task); var text = task.Result;")]
    [InlineData("var task = http.GetStringAsync(url); await task; var text = task.Result;")]
    [InlineData("var task = http.GetStringAsync(url); if (task.IsCompleted) Console.WriteLine(task.Result);")]
    [InlineData("http.GetStringAsync(url).Wait(5000);")]
    [InlineData("using var limit = new CancellationTokenSource(5000); http.GetStringAsync(url, limit.Token).Wait();")]
    [InlineData("using var limit = new CancellationTokenSource(); limit.CancelAfter(TimeSpan.FromSeconds(5)); var text = http.GetStringAsync(url, limit.Token).GetAwaiter().GetResult();")]
    [InlineData("Task.Run(() => http.GetStringAsync(url)).Wait(5000);")]
    [InlineData("await Task.Run(() => http.GetStringAsync(url));")]
    [InlineData("Task.Run(() => { _ = http.GetStringAsync(url); }).Wait();")]
    [InlineData("http.GetStringAsync(url).Wait(TimeSpan.FromSeconds(5));")]
    [InlineData("Task.WaitAll([http.DeleteAsync(url)], 5000);")]
    [InlineData("Task.WaitAll([http.DeleteAsync(url)], TimeSpan.FromSeconds(5));")]
    [InlineData("Task.WaitAny(http.DeleteAsync(url), Task.Delay(5000));")]
    [InlineData("var late = Task.Delay(5000, token); Task.WaitAny(http.DeleteAsync(url), late);")]
    [InlineData("var tasks = urls.Select(u => http.DeleteAsync(u)).ToArray(); await Task.WhenAll(tasks); Task.WaitAll(tasks);")]
    [InlineData("var tasks = new List<Task>(); tasks.Add(http.DeleteAsync(url)); Keep(tasks); Task.WaitAll(tasks.ToArray());")]
    [InlineData("var tasks = urls.Select(u => http.DeleteAsync(u)).ToArray(); Action wait = () => Task.WaitAll(tasks); Keep(wait);")]
    [InlineData("Task.WaitAll(urls.Select(u => Task.Run(() => u.Length)).ToArray());")]
    [InlineData("Gate.WaitAll(http.DeleteAsync(url));")]
    [InlineData("Task.Delay(1).Wait();")]
    [InlineData("var text = Task.FromResult(url).Result;")]
    [InlineData("_ = http.GetStringAsync(url).ContinueWith(t => t.Result);")]
    public Task Leaves_alone(string body) => Verify.AnalyzeAsync(Around(body));

    [Theory]
    [InlineData("class C { static void Main() => new HttpClient().GetStringAsync(\"\").Wait(); }")]
    [InlineData("class C(HttpClient http) : IDisposable { void IDisposable.Dispose() => http.DeleteAsync(\"\").Wait(); }")]
    [InlineData("class C(HttpClient http) { string Text => http.GetStringAsync(\"\").Result; }")]
    [InlineData("class C { C(HttpClient http) => http.GetStringAsync(\"\").Wait(); }")]
    [InlineData("class C(HttpClient http) : IDisposable { public void Dispose() => http.DeleteAsync(\"\").Wait(); }")]
    [InlineData("static class C { static void Add(this Microsoft.Extensions.DependencyInjection.IServiceCollection services, HttpClient http) => http.GetStringAsync(\"\").Wait(); }")]
    [InlineData("class Startup { void Configure(HttpClient http) => http.GetStringAsync(\"\").Wait(); }")]
    [InlineData("namespace Microsoft.Build.Framework { interface ITask { bool Execute(); } class Publish(HttpClient http) : ITask { public bool Execute() => http.GetStringAsync(\"\").Result.Length > 0; } }")]
    [InlineData("var text = new HttpClient().GetStringAsync(\"\").Result;")]
    public Task Leaves_alone_in(string source) => Verify.AnalyzeAsync(source);

    [Theory]
    [InlineData("test")]
    [InlineData("tool")]
    public Task Says_nothing_in_a(string kind) => Verify.AnalyzeAsync(Around("http.GetStringAsync(url).Wait();"), $"fallacies.project_kind = {kind}");

    [Theory]
    [InlineData("Task.WaitAll(http.DeleteAsync(url), ); Task.WaitAll(urls.Select(u => http.DeleteAsync(u)).ToArr);")]
    [InlineData("var tasks = tasks.Add(http.DeleteAsync(url)); Task.WaitAll(tasks; ")]
    [InlineData("Task.WaitAny(")]
    public Task Survives_half_typed(string body) => Reliability.PipelineSource.SurvivesAsync(Around(body));

    [Fact]
    public Task Knows_own_methods_that_cross_the_network() => Verify.AnalyzeAsync(
        """
        class Prices(Client client) { public string First() => client.[|LoadAsync|]("first").Result; }
        class Client(HttpClient http) { public async Task<string> LoadAsync(string url) => await http.GetStringAsync(url); }
        """);

    private static string Around(string body) =>
        $$"""
        class Client(HttpClient http)
        {
            public async Task RunAsync(string url, List<string> urls, CancellationToken token)
            {
                {{body}}
                await Task.Yield();
            }
            static void Keep(object tasks) { }
            static class Gate { public static void WaitAll(Task task) { } }
        }
        """;

    [Theory]
    [InlineData("library", "LoadAsync", "")]
    [InlineData("library", "[|ReadAsync|]", "Prices")]
    [InlineData("service", "[|LoadAsync|]", "")]
    public Task A_library_may_offer_both_forms(string kind, string call, string other) => new Verifier<Analyzers.Latency.BlockingCallAnalyzer, NoFix>.Test(
        $$"""
        public class Prices(HttpClient http)
        {
            public string Load() => {{call}}().GetAwaiter().GetResult();
            public Task<string> {{(other.Length > 0 ? "ReadAsync" : "LoadAsync")}}() => http.GetStringAsync("https://prices.contoso.com");
        }
        """,
        $"fallacies.project_kind = {kind}").RunAsync();
}
