namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about tokens that could be passed on, or only seem to.</summary>
internal static class CancellationStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL2004", "an overload with a token that wants more than a token", """
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => http.GetStringAsync("prices/" + id);
                public Task<string> Load(string id, int days) => http.GetStringAsync($"prices/{id}?days={days}");
                public Task<string> Load(string id, int days, CancellationToken token) => http.GetStringAsync($"prices/{id}?days={days}", token);
            }
            class Page(Prices prices) { public Task<string> Show(string id, CancellationToken token) => prices.Load(id); }
            """) { Source = "roslyn-analyzers#3786" },
        new("FAL2004", "a lambda that runs later", """
            class Later { public void On(Func<int, Task> work) => Console.WriteLine(work); }
            class Prices(HttpClient http) { public void Start(Later later, CancellationToken token) => later.On(id => http.GetStringAsync("prices/" + id)); }
            """) { Source = "roslyn-analyzers#3786" },
        new("FAL2004", "a delegate that runs later", """
            delegate Task Work(int id);
            class Later { public void On(Work work) => Console.WriteLine(work); }
            class Prices(HttpClient http) { public void Start(Later later, CancellationToken token) => later.On(delegate (int id) { return http.GetStringAsync("prices/" + id); }); }
            """) { Source = "roslyn-analyzers#3786" },
        new("FAL2004", "a static local function", """class Prices { public Task<string> Get(HttpClient http, string url, CancellationToken token) { return Load(http, url); static Task<string> Load(HttpClient http, string url) => http.GetStringAsync(url); } }""") { Source = "roslyn-analyzers#3786" },
        new("FAL2004", "an overload with a token that returns something else", """
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => http.GetStringAsync("prices/" + id);
                public async Task<int> Load(string id, CancellationToken token) => (await http.GetStringAsync("prices/" + id, token)).Length;
            }
            class Page(Prices prices) { public Task<string> Show(string id, CancellationToken token) => prices.Load(id); }
            """) { Source = "roslyn-analyzers#4985" },
        new("FAL2004", "an obsolete overload", """
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => http.GetStringAsync("prices/" + id);
                [Obsolete("Loads the prices of yesterday")] public Task<string> Load(string id, CancellationToken token) => http.GetStringAsync("old/" + id, token);
            }
            class Page(Prices prices) { public Task<string> Show(string id, CancellationToken token) => prices.Load(id); }
            """) { Source = "roslyn-analyzers#6819" },
        new("FAL2004", "an overload that is only tried out", """
            using System.Diagnostics.CodeAnalysis;
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => http.GetStringAsync("prices/" + id);
                [Experimental("SHOP001")] public Task<string> Load(string id, CancellationToken token) => http.GetStringAsync("prices/" + id, token);
            }
            class Page(Prices prices) { public Task<string> Show(string id, CancellationToken token) => prices.Load(id); }
            """) { Source = "Meziantou.Analyzer#1157" },
        new("FAL2004", "an overload that others may not call", """
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => Load(id, new CancellationTokenSource(1000).Token);
                protected Task<string> Load(string id, CancellationToken token) => http.GetStringAsync("prices/" + id, token);
            }
            class Page(Prices prices) { public Task<string> Show(string id, CancellationToken token) => prices.Load(id); }
            """) { Source = "vs-threading#1082" },
        new("FAL2004", "an extension of the same name with a token", """
            class Prices(HttpClient http) { public Task<string> Load(string id) => http.GetStringAsync("prices/" + id); }
            static class More { public static Task<string> Load(this Prices prices, string id, CancellationToken token) => prices.Load(id).WaitAsync(token); }
            class Page(Prices prices) { public Task<string> Show(string id, CancellationToken token) => prices.Load(id); }
            """) { Source = "dotnet/runtime#37607" },
        new("FAL2004", "a job that is only described", """
            using System.Linq.Expressions;
            class Jobs { public Task Enqueue(Expression<Func<HttpClient, Task>> job) => Task.FromResult(job); }
            class Orders(Jobs jobs) { public async Task Send(string id, CancellationToken token) => await jobs.Enqueue(http => http.DeleteAsync("orders/" + id)); }
            """) { Source = "sonar-dotnet#9179" },
        new("FAL2004", "an overload whose token is not the last parameter", """
            class Prices(HttpClient http)
            {
                public Task<string> Load() => http.GetStringAsync("prices");
                public Task<string> Load(CancellationToken token, bool fresh = false) => http.GetStringAsync("prices?fresh=" + fresh, token);
            }
            class Page(Prices prices) { public Task<string> Show(CancellationToken token) => prices.Load(); }
            """) { Source = "Meziantou.Analyzer#770", IsReported = true },
        new("FAL2004", "a token that a call returns", """
            class Prices(HttpClient http)
            {
                static CancellationToken Or(CancellationToken token = default) => token;
                public async Task<string> Get(string url) { var token = Or(); return await http.GetStringAsync(url, token); }
            }
            """) { Source = "Meziantou.Analyzer#586" },
        new("FAL2004", "an extension of the token itself", """
            static class Waits { public static async Task Announce(this CancellationToken token, HttpClient http) => await http.GetStringAsync("https://example.com", token); }
            class Prices(HttpClient http) { public Task Get(CancellationToken token) => token.Announce(http); }
            """) { Source = "Meziantou.Analyzer#228" },
        new("FAL2004", "a variable of the program that a class does not see", """
            using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await new Prices(new HttpClient()).Get("https://example.com");

            public class Prices(HttpClient http) { public Task<string> Get(string url) => http.GetStringAsync(url); }
            """) { Source = "Meziantou.Analyzer#796" },
        new("FAL2004", "a stream that gets its token afterwards", """
            using System.Net.Http.Json;
            class Prices(HttpClient http) { public async Task<int> Sum(string url, CancellationToken token) { var sum = 0; await foreach (var price in http.GetFromJsonAsAsyncEnumerable<int>(url).WithCancellation(token)) sum += price; return sum; } }
            """) { Source = "Meziantou.Analyzer#615" },
        new("FAL2004", "the overload with a token that calls the one without", """
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => http.GetStringAsync("prices/" + id);
                public Task<string> Load(string id, CancellationToken token) => Load(id).WaitAsync(token);
            }
            """) { Source = "sonar-dotnet NET-4351" },
        new("FAL2004", "an extension with a token that calls the one without", """
            static class Loads
            {
                public static Task<string> Load(this HttpClient http, string id) => http.GetStringAsync("prices/" + id);
                public static Task<string> Load(this HttpClient http, string id, CancellationToken token) { token.ThrowIfCancellationRequested(); return http.Load(id); }
            }
            """) { Source = "sonar-dotnet NET-4351" },
        new("FAL2004", "a base constructor", """
            abstract class Base(Task<string> first) { public Task<string> First => first; }
            class Prices(HttpClient http, CancellationToken token) : Base(http.GetStringAsync("prices")) { public bool IsOver => token.IsCancellationRequested; }
            """) { Source = "sonar-dotnet NET-3436" },
        new("FAL2004", "a call that is bound when it runs", """class Prices { public async Task<object> Get(dynamic http, string url, CancellationToken token) => await http.GetStringAsync(url); }""") { Source = "sonar-dotnet NET-3436" },
        new("FAL2004", "a token of each object in a static method", """
            class Prices { readonly CancellationToken _token = new CancellationTokenSource(1000).Token; public bool IsOver => _token.IsCancellationRequested; public static Task<string> Get(HttpClient http, string url) => http.GetStringAsync(url); }
            """) { Source = "sonar-dotnet NET-3436" },
        new("FAL2004", "another kind of task with a token", """
            class Prices(HttpClient http)
            {
                public Task<string> Load(string id) => http.GetStringAsync("prices/" + id);
                public async ValueTask<string> Load(string id, CancellationToken token) => await http.GetStringAsync("prices/" + id, token);
            }
            class Page(Prices prices) { public async Task<string> Show(string id, CancellationToken token) => await prices.Load(id); }
            """) { Source = "roslyn-analyzers#4985", IsReported = true },
        new("FAL2004", "a generic call with a token that may be left out", """
            using System.Net.Http.Json;
            class Prices(HttpClient http) { public async Task<Guid> Get(string url, CancellationToken token) => await http.GetFromJsonAsync<Guid>(url); }
            """) { Source = "roslyn-analyzers#4870", IsReported = true },
        new("FAL2004", "keys that are many before the token", """
            using Microsoft.EntityFrameworkCore;
            public class Row { public int Id { get; set; } }
            public class Shop(DbContextOptions options) : DbContext(options) { public DbSet<Row> Rows => Set<Row>(); }
            class Orders(Shop shop) { public async Task<Row?> Find(int id, CancellationToken token) => await shop.Rows.FindAsync(id); }
            """) { Source = "roslyn-analyzers#4842", IsReported = true, Packages = ["Microsoft.EntityFrameworkCore.SqlServer"] },
        new("FAL2009", "the token of the method where the body has its own", """
            class Prices(HttpClient http) { public Task Load(IReadOnlyList<string> urls, CancellationToken token) => Parallel.ForEachAsync(urls, token, async (url, inner) => await http.GetStringAsync(url, token)); }
            """) { Source = "dotnet/runtime#88403", IsReported = true },
        new("FAL2009", "a token that is linked to that of the body", """
            class Prices(HttpClient http)
            {
                public Task Load(IReadOnlyList<string> urls, CancellationToken token) => Parallel.ForEachAsync(urls, token, async (url, inner) =>
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(inner);
                    limit.CancelAfter(1000);
                    await http.GetStringAsync(url, limit.Token);
                });
            }
            """) { Source = "dotnet/runtime#88403" },
    ];
}
