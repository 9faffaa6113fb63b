namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about who disposes of a response or stops an activity.</summary>
internal static class DisposalStories
{
    private const string Get = "await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)";
    private const string Activities = "using System.Diagnostics;\n";
    private const string Source = """static readonly ActivitySource Source = new("Shop");""";

    public static readonly PeerStory[] All =
    [
        new("FAL3003", "registered with the request", """
            using Microsoft.AspNetCore.Http;
            class Proxy(HttpClient http) { public async Task<int> Forward(HttpContext context, string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); context.Response.RegisterForDispose(response); return (int)response.StatusCode; } }
            """) { Source = "roslyn-analyzers#2798" },
        new("FAL3003", "registered with the request in the call", """
            using Microsoft.AspNetCore.Http;
            class Proxy(HttpClient http) { public async Task Forward(HttpContext context, string url) => context.Response.RegisterForDispose(await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)); }
            """) { Source = "IDisposableAnalyzers#234" },
        new("FAL3003", "in a reader in a reader that is returned", Of("Task<StreamReader>", $"var response = {Get}; var stream = await response.Content.ReadAsStreamAsync(); var reader = new StreamReader(stream); return reader;")) { Source = "IDisposableAnalyzers#167" },
        new("FAL3003", "through an extension that wraps it", Of("Task<Owner>", $"return ({Get}).Own();", "class Owner(HttpResponseMessage response) : IDisposable { public void Dispose() => response.Dispose(); } static class Owning { public static Owner Own(this HttpResponseMessage response) => new(response); }")) { Source = "IDisposableAnalyzers#200" },
        new("FAL3003", "through an extension that gives it back", Of("Task<int>", $"using var response = ({Get}).Checked(); return (int)response.StatusCode;", "static class Checks { public static HttpResponseMessage Checked(this HttpResponseMessage response) => response; }")) { Source = "IDisposableAnalyzers#174" },
        new("FAL3003", "an extension that gives it back to a variable", Of("Task<int>", $"var response = ({Get}).Checked(); try {{ return (int)response.StatusCode; }} finally {{ response.Dispose(); }}", "static class Checks { public static HttpResponseMessage Checked(this HttpResponseMessage response) => response; }")) { Source = "IDisposableAnalyzers#174" },
        new("FAL3003", "handed to a collection of disposables", Of("Task<int>", $"var response = ({Get}).DisposeWith(_all); return (int)response.StatusCode;", "static class Disposables { public static T DisposeWith<T>(this T item, List<IDisposable> all) where T : IDisposable { all.Add(item); return item; } }", "readonly List<IDisposable> _all = [];")) { Source = "IDisposableAnalyzers#298" },
        new("FAL3003", "in finally", Of("Task<int>", $"HttpResponseMessage? response = null; try {{ response = {Get}; return (int)response.StatusCode; }} finally {{ if (response != null) response.Dispose(); }}")) { Source = "IDisposableAnalyzers#120" },
        new("FAL3003", "in finally by a pattern", Of("Task<int>", $"HttpResponseMessage? response = null; try {{ response = {Get}; return (int)response.StatusCode; }} finally {{ if (response is {{ }} open) open.Dispose(); }}")) { Source = "IDisposableAnalyzers#120" },
        new("FAL3003", "returned by a lambda", """
            class A(HttpClient http) { public Lazy<Task<HttpResponseMessage>> Later(string url) => new(async () => { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); return response; }); }
            """) { Source = "IDisposableAnalyzers#70" },
        new("FAL3003", "returned by a local function", Of("Task<HttpResponseMessage>", $"return await Load(); async Task<HttpResponseMessage> Load() {{ return {Get}; }}")) { Source = "IDisposableAnalyzers#74" },
        new("FAL3003", "handed out one by one", """
            class A(HttpClient http) { public async IAsyncEnumerable<HttpResponseMessage> All(string[] urls) { foreach (var url in urls) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); yield return response; } } }
            """) { Source = "IDisposableAnalyzers#215" },
        new("FAL3003", "disposed of in the same statement", Of("Task<int>", $"({Get}).Dispose(); return 0;")) { Source = "IDisposableAnalyzers#136" },
        new("FAL3003", "as a task that is handed on", Of("Task<Task<HttpResponseMessage>>", $"var response = {Get}; return Task.FromResult(response);")) { Source = "sonaranalyzer-dotnet#655" },
        new("FAL3003", "given out by a parameter", """
            class A(HttpClient http)
            {
                HttpResponseMessage? _last;
                public async Task Load(string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); Keep(response, out _last); }
                static void Keep(HttpResponseMessage response, out HttpResponseMessage? last) => last = response;
            }
            """) { Source = "roslyn-analyzers#2746" },
        new("FAL3003", "returned from a catch", Of("Task<HttpResponseMessage?>", $"try {{ return {Get}; }} catch (HttpRequestException) {{ var response = {Get}; return response; }}")) { Source = "roslyn-analyzers#2583" },
        new("FAL3003", "disposed of here and returned there", Of("Task<HttpResponseMessage?>", $"var response = {Get}; if (!response.IsSuccessStatusCode) {{ response.Dispose(); return null; }} return response;")) { Source = "roslyn-analyzers#2637" },
        new("FAL3003", "in an array of several", Of("Task<HttpResponseMessage[]>", $"var first = {Get}; var second = {Get}; return new[] {{ first, second }};")) { Source = "roslyn-analyzers#2738" },
        new("FAL3003", "through a cast to what can be disposed of", Of("Task<int>", $"var response = {Get}; var status = (int)response.StatusCode; ((IDisposable)response).Dispose(); return status;")) { Source = "sonar-dotnet NET-3283" },
        new("FAL3003", "only a task so far", """class A(HttpClient http) { public async Task<int> Load(string url) { var first = http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); await Task.WhenAll(first); using var response = first.Result; return (int)response.StatusCode; } }""") { Source = "IDisposableAnalyzers#242" },
        new("FAL3003", "a function that is called in the using", Of("Task<int>", "Func<Task<HttpResponseMessage>> load = () => http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); using var response = await load(); return (int)response.StatusCode;")) { Source = "IDisposableAnalyzers#581" },
        new("FAL3003", "a task that is used and awaited", Of("Task<int>", "using var task = http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); using var response = await task; return (int)response.StatusCode;")) { Source = "IDisposableAnalyzers#392" },
        new("FAL3003", "a stream with an asynchronous using", Of("Task<long>", $"using var response = {Get}; await using var stream = await response.Content.ReadAsStreamAsync(); return stream.Length;")) { Source = "roslyn-analyzers#3042" },
        new("FAL3003", "disposed of when something ends", Of("Task<int>", $"var response = {Get}; var source = new CancellationTokenSource(); source.Token.Register(() => response.Dispose()); source.Cancel(); return (int)response.StatusCode;")) { Source = "IDisposableAnalyzers#70" },
        new("FAL3003", "kept by a method", Of("Task<int>", $"var response = {Get}; Keep(response); return (int)response.StatusCode;", "", "HttpResponseMessage? _last; void Keep(HttpResponseMessage response) => _last = response;")) { Source = "roslyn-analyzers#2746" },
        new("FAL3003", "exchanged with the one of before", Of("Task<int>", $"var response = {Get}; Interlocked.Exchange(ref _last, response)?.Dispose(); return (int)response.StatusCode;", "", "HttpResponseMessage? _last;")) { Source = "IDisposableAnalyzers 3.4.5" },
        new("FAL3003", "one of two that is returned", Of("Task<HttpResponseMessage>", $"var first = {Get}; if (first.IsSuccessStatusCode) return first; first.Dispose(); var second = {Get}; return second;")) { Source = "roslyn-analyzers#2637" },
        new("FAL3003", "returned in a tuple", Of("Task<(HttpResponseMessage, int)>", $"var response = {Get}; return (response, (int)response.StatusCode);")) { Source = "roslyn-analyzers#2361" },
        new("FAL3003", "returned by a switch", Of("Task<HttpResponseMessage?>", $"var response = {Get}; return (int)response.StatusCode switch {{ < 300 => response, _ => Drop(response) }}; static HttpResponseMessage? Drop(HttpResponseMessage response) {{ response.Dispose(); return null; }}")) { Source = "roslyn-analyzers#2637" },
        new("FAL3003", "a body that is read to its end without a name", Of("Task<string>", $"return await ({Get}).Content.ReadAsStringAsync();")) { Source = "IDisposableAnalyzers#428" },
        new("FAL3003", "a body that was read with the answer", """class A(HttpClient http) { public async Task<string> Load(string url) { HttpResponseMessage response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync(); } }""") { Source = "roslyn-analyzers#5794" },
        new("FAL3003", "a status without a name", Of("Task<int>", $"return (int)({Get}).StatusCode;")) { Source = "IDisposableAnalyzers#428", IsReported = true },
        new("FAL6002", "returned", Activities + "static class Traces { " + Source + """ public static Activity? Start() { return Source.StartActivity(); } public static Activity? Named(string name) { var activity = Source.StartActivity(name); activity?.SetTag("a", 1); return activity; } }""") { Source = "SharpSource#369" },
        new("FAL6002", "in finally", Activities + "class Work { " + Source + """ public void Do(Action work) { var activity = Source.StartActivity("do"); try { work(); } finally { activity?.Stop(); } } }""") { Source = "IDisposableAnalyzers#120" },
        new("FAL6002", "in finally by a pattern", Activities + "class Work { " + Source + """ public void Do(Action work) { var activity = Source.StartActivity("do"); try { work(); } finally { if (activity is { } open) open.Stop(); } } }""") { Source = "IDisposableAnalyzers#120" },
        new("FAL6002", "a chain that is used", Activities + "class Work { " + Source + """ public void Do(Action work) { using (Source.StartActivity("do")?.SetTag("a", 1).AddBaggage("b", "c")) work(); } }""") { Source = "IDisposableAnalyzers#174" },
        new("FAL6002", "given out by a parameter", Activities + "class Work { " + Source + """ Activity? _current; public void Begin() { var activity = Source.StartActivity("do"); Keep(activity, out _current); } static void Keep(Activity? activity, out Activity? kept) => kept = activity; public void End() => _current?.Stop(); }""") { Source = "roslyn-analyzers#2746" },
        new("FAL6002", "in a scope that is returned", Activities + "class Work { " + Source + """ public IDisposable Begin() { var activity = Source.StartActivity("do"); return new Scope(activity); } sealed class Scope(Activity? activity) : IDisposable { public void Dispose() => activity?.Dispose(); } }""") { Source = "IDisposableAnalyzers#167" },
        new("FAL6002", "made where somebody asks for it", Activities + "class Work { " + Source + """ readonly Lazy<Activity?> _first = new(() => { var activity = Source.StartActivity("first"); return activity; }); public void End() => _first.Value?.Stop(); }""") { Source = "IDisposableAnalyzers#70" },
        new("FAL6002", "handed to a collection of disposables", Activities + "static class Disposables { public static T DisposeWith<T>(this T item, List<IDisposable?> all) where T : IDisposable? { all.Add(item); return item; } }\nclass Work { " + Source + """ readonly List<IDisposable?> _all = []; public void Begin() { Source.StartActivity("do").DisposeWith(_all); } }""") { Source = "IDisposableAnalyzers#298" },
        new("FAL6002", "handed to a collection of disposables after tags", Activities + "static class Disposables { public static T DisposeWith<T>(this T item, List<IDisposable?> all) where T : IDisposable? { all.Add(item); return item; } }\nclass Work { " + Source + """ readonly List<IDisposable?> _all = []; public void Begin() { var activity = Source.StartActivity("do").DisposeWith(_all); activity?.SetTag("a", 1); } }""") { Source = "IDisposableAnalyzers#298" },
        new("FAL6002", "taken over by a using", Activities + "class Work { " + Source + """ public void Do(Action work) { var activity = Source.StartActivity("do"); activity?.SetTag("a", 1); using var owned = activity; work(); } }""") { Source = "IDisposableAnalyzers#174" },
        new("FAL6002", "stopped either way", Activities + "class Work { " + Source + """ public void Do(Func<bool> work) { var activity = Source.StartActivity("do"); if (work()) { activity?.Stop(); } else { activity?.Dispose(); } } }""") { Source = "roslyn-analyzers#2637" },
        new("FAL6002", "stopped when something ends", Activities + "class Work { " + Source + """ public void Do(System.Diagnostics.Process process) { var activity = Source.StartActivity("do"); process.Exited += (sender, e) => activity?.Stop(); process.Start(); } }""") { Source = "IDisposableAnalyzers#70" },
        new("FAL6002", "neither a using nor a stop", Activities + "class Work { " + Source + """ public void Do(Action work) { var activity = Source.StartActivity("do"); activity?.SetTag("a", 1); work(); } }""") { Source = "SharpSource#343", IsReported = true },
    ];

    private static string Of(string type, string body, string types = "", string members = "") => $$"""
        class A(HttpClient http) { {{members}} public async {{type}} Load(string url) { {{body}} } }
        {{types}}
        """;
}
