namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of web services.</summary>
internal static class HttpSinks
{
    public static readonly Sink[] Rows =
    [
        new("System.Net.Http.HttpClient", RemoteKind.Http)
        {
            Safe = "GetAsync GetStringAsync GetByteArrayAsync GetStreamAsync",
            Idempotent = "PutAsync DeleteAsync",
            Unsafe = "PostAsync PatchAsync",
            Unknown = "SendAsync Send",
            BuiltInTimeout = 100,
            PropagatesTrace = true,
        },
        new("System.Net.Http.HttpMessageInvoker", RemoteKind.Http) { Unknown = "SendAsync Send", PropagatesTrace = true },
        new("System.Net.Http.DelegatingHandler", RemoteKind.Http) { Unknown = "SendAsync Send", PropagatesTrace = true },
        new("System.Net.Http.Json.HttpClientJsonExtensions", RemoteKind.Http)
        {
            Safe = "GetFromJsonAsync GetFromJsonAsAsyncEnumerable",
            Idempotent = "PutAsJsonAsync DeleteFromJsonAsync",
            Unsafe = "PostAsJsonAsync PatchAsJsonAsync",
            BuiltInTimeout = 100,
            PropagatesTrace = true,
        },
    ];
}
