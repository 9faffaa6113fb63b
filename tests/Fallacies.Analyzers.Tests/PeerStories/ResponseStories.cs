namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about who disposes of a response and who looks at its status.</summary>
internal static class ResponseStories
{
    private const string Headers = "HttpCompletionOption.ResponseHeadersRead";

    public static readonly PeerStory[] All =
    [
        new("FAL3003", "a using declaration", Method($"using var response = await http.GetAsync(url, {Headers}); return response.Content.Headers.ContentLength;")),
        new("FAL3003", "a using statement over an earlier variable", Method($"var response = await http.GetAsync(url, {Headers}); using (response) return response.Content.Headers.ContentLength;")),
        new("FAL3003", "a using statement over an alias", Method($"var response = await http.GetAsync(url, {Headers}); var alias = (response!); using (alias!) return alias.Content.Headers.ContentLength;")),
        new("FAL3003", "a using declaration that takes it over", Method($"var response = await http.GetAsync(url, {Headers}); using var owned = response; return owned.Content.Headers.ContentLength;")),
        new("FAL3003", "disposed of in the block", Method($"var response = await http.GetAsync(url, {Headers}); var length = response.Content.Headers.ContentLength; response.Dispose(); return length;")),
        new("FAL3003", "disposed of in finally", Method($"HttpResponseMessage? response = null; try {{ response = await http.GetAsync(url, {Headers}); return response.Content.Headers.ContentLength; }} finally {{ response?.Dispose(); }}")),
        new("FAL3003", "disposed of through a chain of aliases", Method($"var response = await http.GetAsync(url, {Headers}); var first = response; HttpResponseMessage second; second = first; var length = second.Content.Headers.ContentLength; second.Dispose(); return length;")),
        new("FAL3003", "disposed of through a cast", Method($"var response = await http.GetAsync(url, {Headers}); var length = response.Content.Headers.ContentLength; ((IDisposable)response).Dispose(); return length;")),
        new("FAL3003", "returned", """class A(HttpClient http) { public async Task<HttpResponseMessage> Get(string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); return response; } }"""),
        new("FAL3003", "given to an owner that is returned", """
            class Owner(HttpResponseMessage response) : IDisposable { public HttpResponseMessage Response { get; init; } = response; public void Dispose() => Response.Dispose(); }
            class A(HttpClient http)
            {
                public async Task<Owner> Get(string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); return new Owner(response); }
                public async Task<Owner> Let(string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); var owner = new Owner(response); return owner; }
            }
            """),
        new("FAL3003", "only the task is kept", Method($"var task = http.GetAsync(url, {Headers}); using var response = await task; return response.Content.Headers.ContentLength;")),
        new("FAL3003", "the whole content is read", Method("var response = await http.GetAsync(url, HttpCompletionOption.ResponseContentRead); return response.Content.Headers.ContentLength;")),
        new("FAL3003", "an extension of one's own", """
            static class Own { public static Task<string> GetAsync(this HttpClient http, string url, HttpCompletionOption option, int times) => http.GetStringAsync(url); }
            class A(HttpClient http) { public async Task<int> Get(string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, 3); return response.Length; } }
            """),
        new("FAL3003", "a client of one's own with the name", """
            class HttpClient { public Task<HttpResponseMessage> GetAsync(string url, HttpCompletionOption option) => Task.FromResult(new HttpResponseMessage()); }
            class A(HttpClient http) { public async Task<long?> Get(string url) { var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); return response.Content.Headers.ContentLength; } }
            """),
        new("FAL3003", "a stream with a using declaration", Method("await using var stream = await http.GetStreamAsync(url); return stream.Length;")),
        new("FAL3003", "a stream with a using statement", Method("var stream = await http.GetStreamAsync(url); await using (stream) return stream.Length;")),
        new("FAL3003", "a stream disposed of later", Method("var stream = await http.GetStreamAsync(url); var alias = stream!; var length = alias.Length; await alias.DisposeAsync(); return length;")),
        new("FAL3003", "a stream that is returned", """class A(HttpClient http) { public async Task<Stream> Get(string url) { var stream = await http.GetStreamAsync(url); var alias = stream; return alias; } }"""),
        new("FAL3003", "a stream that goes to a returned reader", """class A(HttpClient http) { public async Task<StreamReader> Get(string url) { var stream = await http.GetStreamAsync(url); var reader = new StreamReader(stream!); return reader; } }"""),
        new("FAL3003", "an extension of one's own on the content", """
            static class Own { public static Task<string> ReadAsStreamAsync(this HttpContent content, int size) => content.ReadAsStringAsync(); }
            class A { public async Task<int> Get(HttpResponseMessage response) { var stream = await response.Content.ReadAsStreamAsync(5); return stream.Length; } }
            """),
        new("FAL1023", "EnsureSuccessStatusCode before the content is read", Read("var response = await http.GetAsync(url); response.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync();")),
        new("FAL1023", "IsSuccessStatusCode before the content is read", Read("var response = await http.GetAsync(url); if (!response.IsSuccessStatusCode) return null; return await response.Content.ReadAsStringAsync();")),
        new("FAL1023", "StatusCode before the content is read", Read("var response = await http.GetAsync(url); if (response.StatusCode == System.Net.HttpStatusCode.NotFound) return null; return await response.Content.ReadAsStringAsync();")),
        new("FAL1023", "returned without a look at the content", """class A(HttpClient http) { public async Task<HttpResponseMessage> Get(string url) { var response = await http.GetAsync(url); return response; } }"""),
        new("FAL1023", "replaced before the content is read", Read("var response = await http.GetAsync(url); response = new HttpResponseMessage(); return await response.Content.ReadAsStringAsync();")),
        new("FAL1023", "the content is replaced before it is read", Read("var response = await http.GetAsync(url); var content = response.Content; content = new StringContent(\"x\"); return await content.ReadAsStringAsync();")),
        new("FAL1023", "the content is that of an earlier response", Read("var response = new HttpResponseMessage(); var content = response.Content; response = await http.GetAsync(url); return await content.ReadAsStringAsync();")),
        new("FAL1023", "a replaced content is copied", Read("var response = await http.GetAsync(url); var content = response.Content; content = new StringContent(\"x\"); var alias = content; return await alias.ReadAsStringAsync();")),
        new("FAL1023", "the status of an alias is ensured", Read("var response = await http.GetAsync(url); var alias = response; alias.EnsureSuccessStatusCode(); return await alias.Content.ReadAsStringAsync();")),
        new("FAL1023", "the status of an alias is asked for", Read("var response = await http.GetAsync(url); var alias = response; if (!alias.IsSuccessStatusCode) return null; return await alias.Content.ReadAsStringAsync();")),
        new("FAL1023", "an alias is replaced", Read("var response = await http.GetAsync(url); var alias = response; alias = new HttpResponseMessage(); return await alias.Content.ReadAsStringAsync();")),
        new("FAL1023", "the status of an assigned alias", Read("var response = await http.GetAsync(url); HttpResponseMessage alias; alias = response; alias.EnsureSuccessStatusCode(); return await alias.Content.ReadAsStringAsync();")),
        new("FAL1023", "an alias of an earlier response", Read("var response = new HttpResponseMessage(); HttpResponseMessage alias; alias = response; response = await http.GetAsync(url); return await alias.Content.ReadAsStringAsync();")),
        new("FAL1023", "the status of an alias of an alias", Read("var response = await http.GetAsync(url); var first = response; var second = first; second.EnsureSuccessStatusCode(); return await second.Content.ReadAsStringAsync();")),
        new("FAL1023", "an alias of an alias that is replaced", Read("var response = await http.GetAsync(url); var first = response; first = new HttpResponseMessage(); var second = first; return await second.Content.ReadAsStringAsync();")),
        new("FAL1023", "surely not null", Read("var response = await http.GetAsync(url); response!.EnsureSuccessStatusCode(); return await response.Content!.ReadAsStringAsync();")),
        new("FAL1023", "a client of one's own with the name and its response", """
            class HttpClient { public Task<Response> GetAsync(string url) => Task.FromResult(new Response()); }
            class Response { public Content Content { get; } = new(); }
            class Content { public Task<string> ReadAsStringAsync() => Task.FromResult(""); }
            class A(HttpClient http) { public async Task<string> Get(string url) { var response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync(); } }
            """),
        new("FAL1023", "an extension of one's own on the client", """
            static class Own { public static Task<HttpResponseMessage> GetAsync(this HttpClient http, int key) => Task.FromResult(new HttpResponseMessage()); }
            class A(HttpClient http) { public async Task<string> Get() { var response = await http.GetAsync(42); return await response.Content.ReadAsStringAsync(); } }
            """),
        new("FAL1023", "an extension of one's own on the content for reading", """
            static class Own { public static Task<string> ReadAsStringAsync(this HttpContent content, int key) => Task.FromResult(key.ToString()); }
            class A(HttpClient http) { public async Task<string> Get(string url) { var response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync(42); } }
            """),
        new("FAL1023", "assigned, then ensured", Read("HttpResponseMessage response; response = await http.GetAsync(url); response.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync();")),
        new("FAL1023", "assigned, and never ensured", Read("HttpResponseMessage response; response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync();")) { IsReported = true },
        new("FAL1023", "a using declaration ensures nothing", Read("using var response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync();")) { IsReported = true },
        new("FAL1023", "read through an alias", Read("var response = await http.GetAsync(url); var alias = response; return await alias.Content.ReadAsStringAsync();")) { IsReported = true },
    ];

    private static string Read(string body) => $$"""class A(HttpClient http) { public async Task<string?> Get(string url) { {{body}} } }""";

    private static string Method(string body) => $$"""class A(HttpClient http) { public async Task<long?> Get(string url) { {{body}} } }""";
}
