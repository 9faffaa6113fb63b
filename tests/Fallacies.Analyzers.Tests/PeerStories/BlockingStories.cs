namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about waiting for a task, or for something that only looks like one.</summary>
internal static class BlockingStories
{
    private const string Ef = "Microsoft.EntityFrameworkCore.SqlServer";

    private const string Context = """
        using Microsoft.EntityFrameworkCore;
        public class Row { public int Id { get; set; } }
        public class Shop(DbContextOptions options) : DbContext(options) { public DbSet<Row> Rows => Set<Row>(); }

        """;

    public static readonly PeerStory[] All =
    [
        new("FAL2007", "the result of the task that has just ended", Method("return http.GetStringAsync(url).ContinueWith(done => done.Result.Length).ContinueWith(done => { });")) { Source = "sonar-dotnet#2413" },
        new("FAL2007", "the result in a continuation with a state", Method("return http.GetStringAsync(url).ContinueWith((done, state) => done.Result.Length, null);")) { Source = "sonar-dotnet#2413" },
        new("FAL2007", "a wait in a continuation of the same task", Method("return http.GetStringAsync(url).ContinueWith(done => done.Wait());")) { Source = "vs-threading#217" },
        new("FAL2007", "the name of the member", Method("Console.WriteLine(nameof(Task<int>.Result)); return http.GetStringAsync(url);")) { Source = "sonar-dotnet#2794" },
        new("FAL2007", "the name of a method that blocks", Method("Console.WriteLine(nameof(Task.Wait) + url); return http.GetStringAsync(nameof(HttpClient.Send));")) { Source = "roslyn-analyzers#6993" },
        new("FAL2007", "results after all have ended", Async("var a = http.GetStringAsync(url); var b = http.GetStringAsync(url + 2); await Task.WhenAll(a, b).ConfigureAwait(false); return a.Result.Length + b.Result.Length;")) { Source = "sonar-dotnet#4335" },
        new("FAL2007", "results after all have ended, in a query", Async("var tasks = new[] { http.GetStringAsync(url), http.GetStringAsync(url + 2) }; await Task.WhenAll(tasks); return tasks.Select(t => t.Result.Length).Sum();")) { Source = "sonar-dotnet#7053" },
        new("FAL2007", "results after all have ended, by their place", Async("var tasks = new[] { http.GetStringAsync(url), http.GetStringAsync(url + 2) }; await Task.WhenAll(tasks); return tasks[0].Result.Length;")) { Source = "sonar-dotnet#7053" },
        new("FAL2007", "results after all have ended, in a list", Async("var tasks = new List<Task<string>>(); for (var i = 0; i < 2; i++) tasks.Add(http.GetStringAsync(url + i)); await Task.WhenAll(tasks); return tasks.Sum(t => t.Result.Length);")) { Source = "vs-threading#693" },
        new("FAL2007", "the one that has ended first", Async("var a = http.GetStringAsync(url); var b = http.GetStringAsync(url + 2); var first = await Task.WhenAny(a, b); return first == a ? a.Result.Length : b.Result.Length;")),
        new("FAL2007", "a task that says that it has ended", Plain("var task = http.GetStringAsync(url); if (task.IsCompletedSuccessfully) return task.Result.Length; return 0;")) { Source = "vs-threading#698" },
        new("FAL2007", "awaited unless it has ended", Async("var task = http.GetStringAsync(url); if (!task.IsCompleted) await task.ConfigureAwait(false); return task.Result.Length;")) { Source = "vs-threading#301" },
        new("FAL2007", "a status that says that it has ended", Plain("var task = http.GetStringAsync(url); return task.Status == TaskStatus.RanToCompletion ? task.Result.Length : 0;")) { Source = "vs-threading#301" },
        new("FAL2007", "a task whose three ends are told apart", """
            class A(HttpClient http)
            {
                public bool Copy(string url, TaskCompletionSource<string> target)
                {
                    var task = http.GetStringAsync(url);
                    if (task.IsCanceled) target.SetCanceled();
                    else if (task.IsFaulted) target.SetException(task.Exception!);
                    else if (task.IsCompleted) target.SetResult(task.Result);
                    else return false;
                    return true;
                }
            }
            """) { Source = "vs-threading#91" },
        new("FAL2007", "awaited, then read", Async("var task = http.GetStringAsync(url); await task; return task.Result.Length;")) { Source = "vs-threading#301" },
        new("FAL2007", "a program without Main", """
            var http = new HttpClient();
            Console.WriteLine(http.GetStringAsync("https://example.com").Result);
            http.GetStringAsync("https://example.com").Wait();
            """) { Source = "sonar-dotnet#5066" },
        new("FAL2007", "a look at a semaphore", """
            class A(HttpClient http) { readonly SemaphoreSlim _gate = new(1); public async Task<string?> Get(string url, CancellationToken token) { if (!_gate.Wait(0)) return null; try { return await http.GetStringAsync(url, token); } finally { _gate.Release(); } } }
            """) { Source = "roslyn-analyzers#7271" },
        new("FAL2007", "a stream in memory", """
            using System.Text.Json;
            class A(HttpClient http) { public async Task<int> Get(string url, CancellationToken token) { var bytes = await http.GetByteArrayAsync(url, token); using var stream = new MemoryStream(bytes); return JsonSerializer.DeserializeAsync<int>(stream).AsTask().Result; } }
            """) { Source = "Meziantou.Analyzer#169" },
        new("FAL2007", "a task that has its value", Plain("var task = Task.FromResult(url); http.CancelPendingRequests(); return task.Result.Length;")) { Source = "sonar-dotnet#4335" },
        new("FAL2007", "a Result of one's own", """
            class Outcome { public string Result { get; set; } = ""; public void Wait() { } }
            class A(HttpClient http) { public async Task<string> Get(string url, CancellationToken token) { var outcome = new Outcome { Result = await http.GetStringAsync(url, token) }; outcome.Wait(); return outcome.Result; } }
            """) { Source = "sonar-dotnet#1253" },
        new("FAL2007", "a service that is made when it is asked for", """
            using Microsoft.Extensions.DependencyInjection;
            static class Registrations { public static void Add(IServiceCollection services) => services.AddSingleton(provider => provider.GetRequiredService<HttpClient>().GetStringAsync("https://example.com/version").GetAwaiter().GetResult()); }
            """) { Source = "roslyn-analyzers#7420" },
        new("FAL2007", "a query that is translated", """
            using System.Linq.Expressions;
            class Mocks { public void Setup<T>(Expression<Func<HttpClient, T>> call) => Console.WriteLine(call); }
            class Cases(Mocks mocks) { public void Arrange() => mocks.Setup(http => http.GetStringAsync("https://example.com").Result); }
            """) { Source = "sonar-dotnet#9179" },
        new("FAL2007", "a sibling that does something else", """
            class Prices(HttpClient http) { public IQueryable<int> Get() => Array.Empty<int>().AsQueryable(); public Task<string> GetAsync(int id, CancellationToken token) => http.GetStringAsync("prices/" + id, token); }
            class Page(Prices prices) { public async Task<int> Show() { await Task.Yield(); return prices.Get().Count(); } }
            """) { Source = "vs-threading#1610" },
        new("FAL2014", "a context that a factory makes", Context + """
            class Orders { readonly Shop _shop; public Orders(IDbContextFactory<Shop> factory) => _shop = factory.CreateDbContext(); public Task<int> Save(CancellationToken token) => _shop.SaveChangesAsync(token); }
            """) { Source = "sonar-dotnet#9590", Packages = [Ef] },
        new("FAL2014", "rows that are only noted", Context + """
            class Orders { readonly Shop _shop; public Orders(Shop shop) { _shop = shop; _shop.Rows.Add(new Row()); _shop.AddRange(new Row(), new Row()); } public Task<int> Save(CancellationToken token) => _shop.SaveChangesAsync(token); }
            """) { Source = "sonar-dotnet#9269", Packages = [Ef] },
        new("FAL2014", "a query that is only written down", Context + """class Orders(Shop shop) { public IQueryable<Row> Open => shop.Rows.Where(row => row.Id > 3).OrderBy(row => row.Id); }""") { Source = "sonar-dotnet#9265", Packages = [Ef] },
        new("FAL2007", "a sync local function in an asynchronous method", """
            class A(HttpClient http) { public async Task<int> Get(string url) { await Task.Yield(); return Length(); int Length() => http.GetStringAsync(url).Result.Length; } }
            """) { Source = "vs-threading#1003", IsReported = true },
        new("FAL2007", "a configured task", Plain("return http.GetStringAsync(url).ConfigureAwait(false).GetAwaiter().GetResult().Length;")) { Source = "vs-threading#1354", IsReported = true },
        new("FAL2007", "behind a question mark", """class A(HttpClient? http) { public int Get(string url) => http?.GetStringAsync(url).Result.Length ?? 0; }""") { Source = "vs-threading#1235", IsReported = true },
    ];

    private static string Method(string body) => $$"""class A(HttpClient http) { public Task Get(string url) { {{body}} } }""";

    private static string Async(string body) => $$"""class A(HttpClient http) { public async Task<int> Get(string url) { {{body}} } }""";

    private static string Plain(string body) => $$"""class A(HttpClient http) { public int Get(string url) { {{body}} } }""";
}
