namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about callbacks that nobody awaits, and tasks that nobody keeps.</summary>
internal static class CallbackStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL1012", "an event of a timer", """
            class Poller(HttpClient http) { public void Start(System.Timers.Timer timer, Uri url) => timer.Elapsed += async (sender, e) => await http.GetStringAsync(url); }
            """) { Source = "vs-threading#469" },
        new("FAL1012", "an event of one's own", """
            class Source { public event Action<string>? Changed; public void Raise() => Changed?.Invoke("a"); }
            class Listener(HttpClient http) { public void Start(Source source) => source.Changed += async id => await http.DeleteAsync(id); }
            """) { Source = "Meziantou.Analyzer#659" },
        new("FAL1012", "a handler whose arguments are an interface", """
            interface ISuspendingArgs { }
            class Source { public event EventHandler<ISuspendingArgs>? Suspending; public void Raise(ISuspendingArgs e) => Suspending?.Invoke(this, e); }
            class Listener(HttpClient http) { public void Start(Source source) => source.Suspending += OnSuspending; async void OnSuspending(object? sender, ISuspendingArgs e) => await http.DeleteAsync("session"); }
            """) { Source = "sonar-dotnet#704" },
        new("FAL1012", "a method that a timer wants so, and that catches what fails", """
            class Poller(HttpClient http)
            {
                Timer? _timer;
                public void Start() => _timer = new Timer(RunOnceAsync, null, 0, 1000);
                async void RunOnceAsync(object? state) { try { await http.GetStringAsync("https://example.com"); } catch (Exception exception) { Console.WriteLine(exception); } }
            }
            """) { Source = "sonar-dotnet#5432" },
        new("FAL1012", "a parameter that takes a task", """
            class Queue { public Task Process(Func<int, Task> work) => work(12); }
            class Orders(HttpClient http, Queue queue) { public Task Run() => queue.Process(async id => await http.DeleteAsync("orders/" + id)); }
            """) { Source = "AsyncFixer#2" },
        new("FAL1012", "items that are deleted without anybody waiting", """class Orders(HttpClient http) { public void Run(List<int> ids) => ids.ForEach(async id => await http.DeleteAsync("orders/" + id)); }""") { Source = "roslyn-analyzers#3196", IsReported = true },
        new("FAL1012", "a method that a timer wants so", """
            class Poller(HttpClient http)
            {
                Timer? _timer;
                public void Start() => _timer = new Timer(RunOnceAsync, null, 0, 1000);
                async void RunOnceAsync(object? state) => await http.GetStringAsync("https://example.com");
            }
            """) { Source = "sonar-dotnet#5432", IsReported = true },
        new("FAL1012", "a task of a task that is awaited once", """class Orders(HttpClient http) { public async Task Run() => await Task.Factory.StartNew(async () => await http.DeleteAsync("orders/1")); }""") { Source = "dotnet/roslyn#33126", IsReported = true },
        new("FAL1012", "a task of a task that is awaited twice", """class Orders(HttpClient http) { public async Task Run() => await await Task.Factory.StartNew(async () => await http.DeleteAsync("orders/1")); }""") { Source = "dotnet/roslyn#33126" },
        new("FAL1033", "a task that is returned", Service("public Task Send(HttpContent order) => http.PostAsync(\"orders\", order);")) { Source = "vs-threading#293" },
        new("FAL1033", "a call that is only described", """
            using System.Linq.Expressions;
            class Jobs { public void Enqueue(Expression<Action<HttpClient>> job) => Console.WriteLine(job); }
            class Orders(Jobs jobs) { public void Send(HttpContent order) => jobs.Enqueue(http => http.PostAsync("orders", order)); }
            """) { Source = "vs-threading#1167" },
        new("FAL1033", "a call in an expression that becomes a delegate of a task", """
            using System.Linq.Expressions;
            class Jobs { public void Enqueue(Expression<Func<HttpClient, Task>> job) => Console.WriteLine(job); }
            class Orders(Jobs jobs) { public void Send(HttpContent order) => jobs.Enqueue(http => http.PostAsync("orders", order)); }
            """) { Source = "vs-threading#1167" },
        new("FAL1033", "parentheses", Service("public async Task Send(HttpContent order) { await (http.PostAsync(\"orders\", order)); }")) { Source = "vs-threading#1168" },
        new("FAL1033", "a task in a variable", Service("public async Task Send(HttpContent order) { var task = http.PostAsync(\"orders\", order); await Task.Yield(); await task; }")) { Source = "vs-threading#293" },
        new("FAL1033", "behind a question mark", """class Orders(HttpClient? http) { public void Send(HttpContent order) { http?.PostAsync("orders", order); } }""") { Source = "vs-threading#772", IsReported = true },
        new("FAL1033", "a configured task", Service("public void Send(HttpContent order) { http.PostAsync(\"orders\", order).ConfigureAwait(false); }")) { Source = "vs-threading#774", IsReported = true },
        new("FAL1033", "a sync local function in an asynchronous method", Service("public async Task Send(HttpContent order) { await Task.Yield(); Inner(); void Inner() { http.PostAsync(\"orders\", order); } }")) { Source = "vs-threading#1363", IsReported = true },
        new("FAL1033", "a method that is not asynchronous", """class Orders(HttpClient http) { public void Send(HttpContent order) { Post(order); } Task Post(HttpContent order) => http.PostAsync("orders", order); }""") { Source = "dotnet/roslyn#71358", IsReported = true },
        new("FAL1033", "an action over an interface", """
            interface IOrders { Task Send(HttpContent order); }
            class Orders(HttpClient http) : IOrders { public async Task Send(HttpContent order) => (await http.PostAsync("orders", order)).EnsureSuccessStatusCode(); }
            class Page(IOrders orders) { public Action Button(HttpContent order) => () => orders.Send(order); }
            """) { Source = "dotnet/roslyn#64964", IsReported = true },
        new("FAL1033", "one for each item", Service("public void Send(HttpContent[] orders) { foreach (var order in orders) { http.PostAsync(\"orders\", order); } }")) { Source = "dotnet/roslyn#25421", IsReported = true },
        new("FAL2006", "the timer and the call end with each other", """
            class Orders(HttpClient http)
            {
                public async Task<string> Get(string url, TimeSpan limit, CancellationToken token)
                {
                    using var source = CancellationTokenSource.CreateLinkedTokenSource(token);
                    var call = http.GetStringAsync(url, source.Token);
                    var first = await Task.WhenAny(call, Task.Delay(limit, source.Token));
                    source.Cancel();
                    return first == call ? await call : throw new TimeoutException();
                }
            }
            """) { Source = "dotnet/runtime#33805" },
        new("FAL2006", "a task of somebody else", """static class Tasks { public static async Task Within(this Task task, TimeSpan limit) { if (task != await Task.WhenAny(Task.Delay(limit), task)) throw new TimeoutException(); await task; } }""") { Source = "dotnet/runtime#33805" },
        new("FAL2006", "the limit ends the wait and not the call", """
            class Orders(HttpClient http) { public async Task<string> Get(string url, TimeSpan limit) { var call = http.GetStringAsync(url); if (call != await Task.WhenAny(Task.Delay(limit), call)) throw new TimeoutException(); return await call; } }
            """) { Source = "dotnet/runtime#33805", IsReported = true },
    ];

    private static string Service(string member) => $$"""class Orders(HttpClient http) { {{member}} }""";
}
