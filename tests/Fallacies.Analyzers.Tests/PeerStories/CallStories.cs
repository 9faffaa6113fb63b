namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about single calls: their headers, their tokens, how they are waited for and how many are started.</summary>
internal static class CallStories
{
    private const string OwnClient = """class HttpClient { public Task<string> GetStringAsync(string url) => Task.FromResult(url); public Task<string> GetStringAsync(string url, CancellationToken token) => Task.FromResult(url); }""";
    private const string OwnExtension = """static class Own { public static Task<string> GetStringAsync(this HttpClient http, int number) => Task.FromResult(""); public static Task<string> GetStringAsync(this HttpClient http, int number, CancellationToken token) => Task.FromResult(""); }""";

    public static readonly PeerStory[] All =
    [
        new("FAL6003", "the message's own headers", """static class A { static readonly HttpClient Http = new(); public static Task Get(string url, string token) { var request = new HttpRequestMessage(HttpMethod.Get, url); request.Headers.Add("X-Token", token); return Http.SendAsync(request); } }"""),
        new("FAL6003", "headers that are only read", """static class A { static readonly HttpClient Http = new(); public static Task<string> Get(string url, string name) => Http.DefaultRequestHeaders.Contains(name) ? Http.GetStringAsync(url) : Task.FromResult(Http.DefaultRequestHeaders.ToString()!); }"""),
        new("FAL6003", "a client of one's own with the name", """
            using System.Net.Http.Headers;
            class HttpClient { public HttpRequestHeaders DefaultRequestHeaders { get; } = new HttpRequestMessage().Headers; public Task GetAsync(string url) => Task.CompletedTask; }
            static class A { static readonly HttpClient Http = new(); public static Task Get(string url, string token) { Http.DefaultRequestHeaders.Add("X-Token", token); return Http.GetAsync(url); } }
            """),
        new("FAL6003", "an extension of one's own named Add", """
            using System.Net.Http.Headers;
            static class Own { public static void Add(this HttpRequestHeaders headers, int number) { } }
            static class A { static readonly HttpClient Http = new(); public static Task Get(string url, int number) { Http.DefaultRequestHeaders.Add(number); return Http.GetAsync(url); } }
            """),
        new("FAL2007", "awaited", """class A(HttpClient http) { public async Task<string> Get(string url) => await http.GetStringAsync(url); }"""),
        new("FAL2007", "a variable that is another task when it is read", """class A(HttpClient http) { public string Get(string url) { var task = http.GetStringAsync(url); task.ContinueWith(_ => { }); task = Task.FromResult(url); return task.Result; } }"""),
        new("FAL2007", "a client of one's own with the name", OwnClient + """ class A(HttpClient http) { public string Get(string url) => http.GetStringAsync(url).Result; }"""),
        new("FAL2007", "an extension of one's own with a known name", OwnExtension + """ class A(HttpClient http) { public string Get(int number) => http.GetStringAsync(number).Result; }"""),
        new("FAL2007", "tasks that name each other", """class A(HttpClient http) { public string Get(string url) { var first = Task.FromResult(url); var second = first; first = second; return second.Result; } }"""),
        new("FAL2004", "the token is passed", """class A(HttpClient http) { public Task<string> Get(string url, CancellationToken token) => http.GetStringAsync(url, token); }"""),
        new("FAL2004", "no token is there", """class A(HttpClient http) { public Task<string> Get(string url) => http.GetStringAsync(url); }"""),
        new("FAL2004", "a token that comes later", """class A(HttpClient http) { public async Task<string> Get(string url) { var text = await http.GetStringAsync(url); { using var source = new CancellationTokenSource(); await Task.Delay(1, source.Token); } return text; } }"""),
        new("FAL2004", "none is said on purpose", """class A(HttpClient http) { public Task<string> Get(string url, CancellationToken token) => http.GetStringAsync(url, CancellationToken.None); }"""),
        new("FAL2004", "an alias that is the real token when it counts", """class A(HttpClient http) { public Task<string> Get(string url, CancellationToken token) { var used = CancellationToken.None; used = token; return http.GetStringAsync(url, used); } }"""),
        new("FAL2004", "a client of one's own with the name", OwnClient + """ class A(HttpClient http) { public Task<string> Get(string url, CancellationToken token) => http.GetStringAsync(url); }"""),
        new("FAL2004", "an extension of one's own with a token", OwnExtension + """ class A(HttpClient http) { public Task<string> Get(int number, CancellationToken token) => http.GetStringAsync(number); }"""),
        new("FAL3001", "a Select of one's own", """
            class Urls { public IEnumerable<Task<string>> Select(Func<string, Task<string>> get) => [get("https://example.com")]; }
            class A(HttpClient http) { public Task<string[]> Get(Urls urls) => Task.WhenAll(from url in urls select http.GetStringAsync(url)); }
            """),
        new("FAL3001", "a WhenAll of one's own", """
            static class Task2 { public static Task WhenAll<T>(IEnumerable<Task<T>> tasks) => Task.CompletedTask; }
            class A(HttpClient http) { public Task Get(IReadOnlyList<string> urls) => Task2.WhenAll(urls.Select(url => Task.FromResult(url))); }
            """),
        new("FAL3001", "no remote call", """class A { public Task Get(IReadOnlyList<string> names) => Task.WhenAll(names.Select(name => File.ReadAllTextAsync(name))); }"""),
        new("FAL3001", "tasks that are others when they are awaited", """class A(HttpClient http) { public async Task Get(IReadOnlyList<string> urls) { var tasks = urls.Select(url => http.GetStringAsync(url)); tasks = [Task.FromResult("")]; await Task.WhenAll(tasks); } }"""),
        new("FAL3001", "a semaphore", """
            class A(HttpClient http)
            {
                readonly SemaphoreSlim _gate = new(4);
                public Task<string[]> Get(IReadOnlyList<string> urls) => Task.WhenAll(urls.Select(async url => { await _gate.WaitAsync(); try { return await http.GetStringAsync(url); } finally { this._gate.Release(); } }));
            }
            """),
        new("FAL3001", "a client whose handler is limited", """
            class A
            {
                readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 4 })!;
                public Task<string[]> Get(IReadOnlyList<string> urls) => Task.WhenAll(urls.Select(url => this._http.GetStringAsync(url)));
            }
            """),
        new("FAL3001", "a client whose handler's variable is limited", """
            static class A
            {
                public static async Task Get(IReadOnlyList<string> urls)
                {
                    var handler = new HttpClientHandler { MaxConnectionsPerServer = 4 };
                    using var http = new HttpClient(handler!);
                    await Task.WhenAll(urls.Select(url => http.GetStringAsync(url)));
                }
            }
            """),
        new("FAL3001", "a client whose handler's field is limited", """
            class A
            {
                static readonly HttpClientHandler Handler = new() { MaxConnectionsPerServer = 4 };
                static readonly HttpClient Http = new(Handler!);
                public Task<string[]> Get(IReadOnlyList<string> urls) => Task.WhenAll(urls.Select(url => Http.GetStringAsync(url)));
            }
            """),
        new("FAL3001", "a bounded loop", """class A(HttpClient http) { public Task Get(IReadOnlyList<string> urls) => Parallel.ForEachAsync(urls, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (url, token) => await http.GetStringAsync(url, token)); }"""),
        new("FAL3001", "a client of one's own with the name", OwnClient + """ class A(HttpClient http) { public Task<string[]> Get(IReadOnlyList<string> urls) => Task.WhenAll(urls.Select(url => http.GetStringAsync(url))); }"""),
        new("FAL3001", "an extension of one's own with a known name", OwnExtension + """ class A(HttpClient http) { public Task<string[]> Get(IReadOnlyList<int> numbers) => Task.WhenAll(numbers.Select(number => http.GetStringAsync(number))); }"""),
        new("FAL3001", "a semaphore of one's own is no bound", """
            class Gate { public Task WaitAsync() => Task.CompletedTask; public void Release() { } }
            class A(HttpClient http) { readonly Gate _gate = new(); public Task<string[]> Get(IReadOnlyList<string> urls) => Task.WhenAll(urls.Select(async url => { await _gate.WaitAsync(); try { return await http.GetStringAsync(url); } finally { _gate.Release(); } })); }
            """) { IsReported = true },
    ];
}
