namespace Fallacies.Analyzers.Knowledge.Sinks;

/// <summary>Clients of web services.</summary>
internal static class HttpSinks
{
    // The bound of HttpClient, and of every client that is built on one and sets none of its own.
    private const double HttpClientTimeout = 100;

    public static readonly Sink[] Rows =
    [
        new("System.Net.Http.HttpClient", RemoteKind.Http)
        {
            Safe = "GetAsync GetStringAsync GetByteArrayAsync GetStreamAsync",
            Idempotent = "PutAsync DeleteAsync",
            Unsafe = "PostAsync PatchAsync",
            Unknown = "Send",
            BuiltInTimeout = HttpClientTimeout,
            PropagatesTrace = true,
        },
        new("System.Net.Http.HttpMessageInvoker", RemoteKind.Http) { Unknown = "Send", PropagatesTrace = true },
        new("System.Net.Http.DelegatingHandler", RemoteKind.Http) { Unknown = "Send", PropagatesTrace = true },
        new("System.Net.Http.Json.HttpClientJsonExtensions", RemoteKind.Http)
        {
            Safe = "GetFromJsonAsync GetFromJsonAsAsyncEnumerable",
            Idempotent = "PutAsJsonAsync DeleteFromJsonAsync",
            Unsafe = "PostAsJsonAsync PatchAsJsonAsync",
            BuiltInTimeout = HttpClientTimeout,
            PropagatesTrace = true,
        },
        new("System.Net.WebRequest", RemoteKind.Http) { Unknown = "GetResponse GetRequestStream", Derived = true, BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true },
        new("System.Net.WebClient", RemoteKind.Http)
        {
            Safe = "Download* OpenRead*", Unsafe = "Upload* OpenWrite*", Derived = true, BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true,
        },
        .. Refit,

        // Every other client of AWS: those of queues, storage and databases have rows of their own.
        .. new Sink("Amazon.Runtime.IAmazonService", RemoteKind.Http)
        {
            Safe = "BatchGet* Describe* Get* Head* List*",
            Unknown = "*",
            Local = "DetermineServiceOperationEndpoint Dispose",
            Derived = true,
            BuiltInTimeout = HttpClientTimeout,
            Retries = true,
        }.And("Amazon.Runtime.AmazonServiceClient"),
        .. new Sink("RestSharp.IRestClient", RemoteKind.Http)
        {
            Safe = "DownloadStream", Unknown = "Execute", BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true,
        }.And("RestSharp.RestClient"),
        new("RestSharp.RestClientExtensions", RemoteKind.Http)
        {
            Safe = "Get GetJson Head Options ExecuteGet ExecuteHead ExecuteOptions DownloadData DownloadStream StreamJsonAsync",
            Idempotent = "Put PutJson ExecutePut Delete ExecuteDelete",
            Unsafe = "Post PostJson ExecutePost Patch ExecutePatch",
            Unknown = "Execute",
            Local = "Deserialize",
            BuiltInTimeout = HttpClientTimeout,
            PropagatesTrace = true,
        },
        .. new Sink("Flurl.Http.IFlurlRequest", RemoteKind.Http) { Unknown = "SendAsync", BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true }
            .And("Flurl.Http.FlurlRequest", "Flurl.Http.IFlurlClient", "Flurl.Http.FlurlClient"),
        new("Flurl.Http.GeneratedExtensions", RemoteKind.Http)
        {
            Safe = "Get* Head* Options* DownloadFileAsync",
            Idempotent = "Put* Delete*",
            Unsafe = "Post* Patch*",
            Unknown = "Send*",
            BuiltInTimeout = HttpClientTimeout,
            PropagatesTrace = true,
        },
        new("Flurl.Http.DownloadExtensions", RemoteKind.Http) { Safe = "DownloadFileAsync", BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true },
        new("Flurl.Http.MultipartExtensions", RemoteKind.Http) { Unsafe = "PostMultipartAsync", BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true },
    ];

    // An interface whose methods carry these is made into a client of HttpClient.
    private static Sink[] Refit =>
    [
        .. new Sink("Refit.GetAttribute", RemoteKind.Http) { Safe = "*", OnAttribute = true, BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true }
            .And("Refit.HeadAttribute", "Refit.OptionsAttribute"),
        .. new Sink("Refit.PutAttribute", RemoteKind.Http) { Idempotent = "*", OnAttribute = true, BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true }
            .And("Refit.DeleteAttribute"),
        .. new Sink("Refit.PostAttribute", RemoteKind.Http) { Unsafe = "*", OnAttribute = true, BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true }
            .And("Refit.PatchAttribute"),
        new("Refit.HttpMethodAttribute", RemoteKind.Http) { Unknown = "*", OnAttribute = true, Derived = true, BuiltInTimeout = HttpClientTimeout, PropagatesTrace = true },
    ];
}
