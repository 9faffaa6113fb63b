namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about clients that are made for each call, or only seem to be.</summary>
internal static class LifetimeStories
{
    private const string Controller = "using Microsoft.AspNetCore.Mvc;\n";

    public static readonly PeerStory[] All =
    [
        new("FAL5003", "a client of one's own with the name", """
            sealed class HttpClient : IDisposable { public void Dispose() { } }
            class Prices { public Prices() { using (var client = new HttpClient()) Console.WriteLine(client); } }
            """) { Source = "IDisposableAnalyzers#75" },
        new("FAL5003", "a static constructor", """
            class Prices { static readonly HttpClient Http; static Prices() { Http = new HttpClient(new HttpClientHandler { UseDefaultCredentials = false }) { BaseAddress = new Uri("https://example.com") }; } public Task<string> Get(CancellationToken token) => Http.GetStringAsync("prices", token); }
            """) { Source = "IDisposableAnalyzers#133" },
        new("FAL5003", "a static property", """class Prices { static HttpClient Http { get; } = new() { BaseAddress = new Uri("https://example.com") }; public Task<string> Get(CancellationToken token) => Http.GetStringAsync("prices", token); }""") { Source = "IDisposableAnalyzers#28" },
        new("FAL5003", "clients with headers of their own", """
            class Clients { static readonly HttpClient One = new() { DefaultRequestHeaders = { { "X-Shop", "1" } } }; static readonly HttpClient Two = new() { DefaultRequestHeaders = { { "X-Shop", "2" } } }; public Task<string> Get(bool one, string url, CancellationToken token) => (one ? One : Two).GetStringAsync(url, token); }
            """) { Source = "IDisposableAnalyzers#216" },
        new("FAL5003", "a client for each scope, registered", """
            using Microsoft.Extensions.DependencyInjection;
            static class Registrations { public static void Add(IServiceCollection services, string address) => services.AddScoped(sp => new HttpClient { BaseAddress = new Uri(address) }); }
            """) { Source = "IDisposableAnalyzers#387" },
        new("FAL5003", "a client for each scope, in a program", """
            using Microsoft.AspNetCore.Builder;
            using Microsoft.Extensions.DependencyInjection;
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddScoped(sp => new HttpClient { BaseAddress = new Uri("https://example.com") });
            builder.Build().Run();
            """) { Source = "IDisposableAnalyzers#387" },
        new("FAL5003", "made if there is none yet", """class Prices { static HttpClient? _http; public static Task<string> Get(string url, CancellationToken token) { _http ??= new HttpClient(); return _http.GetStringAsync(url, token); } }""") { Source = "sonar-dotnet#5667" },
        new("FAL5003", "made if there is none yet, the old way", """class Prices { static HttpClient? _http; public static Task<string> Get(string url, CancellationToken token) { _http = _http ?? new HttpClient(); return _http.GetStringAsync(url, token); } }""") { Source = "sonar-dotnet#5667" },
        new("FAL5003", "made if there is none yet, by a condition", """class Prices { static HttpClient? _http; public static Task<string> Get(string url, CancellationToken token) { _http = _http == null ? new HttpClient() : _http; return _http.GetStringAsync(url, token); } }""") { Source = "sonar-dotnet#5667" },
        new("FAL5003", "made once under a lock", """
            class Prices
            {
                static readonly object Gate = new();
                static HttpClient? _http;
                public static Task<string> Get(string url, CancellationToken token) { if (_http == null) { lock (Gate) { if (_http == null) { _http = new HttpClient(); } } } return _http.GetStringAsync(url, token); }
            }
            """) { Source = "sonar-dotnet#5667" },
        new("FAL5003", "kept by a method that hands it through", """
            class Prices { static HttpClient? _http; public static Task<string> Get(string url, CancellationToken token) { if (_http is null) _http = Through(new HttpClient()); return _http.GetStringAsync(url, token); } static HttpClient Through(HttpClient client) => client; }
            """) { Source = "sonar-dotnet#5667" },
        new("FAL5003", "a client of the factory", Controller + """[ApiController] public class PriceController(IHttpClientFactory clients) : ControllerBase { [HttpGet] public Task<string> Get(CancellationToken token) { var http = clients.CreateClient("prices"); return http.GetStringAsync("https://example.com", token); } }""") { Source = "sonar-dotnet#5667" },
        new("FAL5003", "a static client of a controller that comes lazily", Controller + """[ApiController] public class PriceController : ControllerBase { static readonly Lazy<HttpClient> Http = new(() => new HttpClient()); [HttpGet] public Task<string> Get(CancellationToken token) => Http.Value.GetStringAsync("https://example.com", token); }""") { Source = "sonar-dotnet#9135" },
        new("FAL5003", "a factory that cleans up when it fails", """
            static class Clients
            {
                public static readonly HttpClient Shared = Create();
                static HttpClient Create() { HttpClientHandler? handler = null; try { handler = new HttpClientHandler { CheckCertificateRevocationList = true }; return new HttpClient(handler); } catch (Exception) { handler?.Dispose(); throw; } }
            }
            """) { Source = "roslyn-analyzers#4636" },
        new("FAL5003", "a handler whose client is kept", """
            sealed class Test : IDisposable { readonly HttpClient _client; public Test() { var handler = new HttpClientHandler(); _client = new HttpClient(handler, true); } public Task<string> Get(string url, CancellationToken token) => _client.GetStringAsync(url, token); public void Dispose() => _client.Dispose(); }
            """) { Source = "roslyn-analyzers#6760" },
        new("FAL5003", "a client that a caller gives, or one of one's own", """class Prices(HttpClient? http = null) { readonly HttpClient _http = http ?? new HttpClient(); public Task<string> Get(string url, CancellationToken token) => _http.GetStringAsync(url, token); }""") { Source = "dotnet/extensions#1710" },
        new("FAL5003", "a client over the handler of a server in memory", """class Fixture(Func<HttpMessageHandler> server) { public HttpClient Client() => new(server()) { BaseAddress = new Uri("http://localhost") }; }""") { Source = "SharpSource#379" },
        new("FAL5003", "a client that a collection of fixtures keeps", """
            sealed class Fixture : IAsyncDisposable { readonly List<HttpClient> _all = []; public HttpClient Client() { var client = new HttpClient { BaseAddress = new Uri("http://localhost:5000") }; _all.Add(client); return client; } public ValueTask DisposeAsync() { foreach (var client in _all) client.Dispose(); return default; } }
            """) { Source = "SharpSource#379" },
        new("FAL5003", "a client in a using", """class Prices { public async Task<string> Get(string url, CancellationToken token) { using (var client = new HttpClient()) return await client.GetStringAsync(url, token); } }""") { Source = "sonar-dotnet#7371", IsReported = true },
        new("FAL5003", "a client in an action", Controller + """[ApiController] public class PriceController : ControllerBase { [HttpGet] public async Task<string> Get(CancellationToken token) { var client = new HttpClient(); return await client.GetStringAsync("https://example.com", token); } }""") { Source = "sonar-dotnet#9135", IsReported = true },
        new("FAL7001", "a channel that is kept lazily", """
            using Grpc.Net.Client;
            static class Channels { static readonly Lazy<GrpcChannel> Orders = new(() => GrpcChannel.ForAddress("https://example.com")); public static GrpcChannel Get() => Orders.Value; }
            """) { Source = "sonar-dotnet#5667", Packages = ["Grpc.Net.ClientFactory"] },
        new("FAL7001", "a cache that is connected to if it is not yet", """
            using StackExchange.Redis;
            class Cache { static ConnectionMultiplexer? _redis; public async Task<string?> Get(string key) { _redis ??= await ConnectionMultiplexer.ConnectAsync("localhost"); return await _redis.GetDatabase().StringGetAsync(key); } }
            """) { Source = "sonar-dotnet#5667", Packages = ["StackExchange.Redis"] },
        new("FAL7001", "a client of storage", """
            using Azure.Storage.Blobs;
            class Files { public async Task<bool> Has(string name, CancellationToken token) { var client = new BlobServiceClient(new Uri("https://example.blob.core.windows.net")); return await client.GetBlobContainerClient("files").GetBlobClient(name).ExistsAsync(token); } }
            """) { Source = "sonar-dotnet#5667", Packages = ["Azure.Storage.Blobs"] },
        new("FAL7001", "a cache that is connected to for each call", """
            using StackExchange.Redis;
            class Cache { public async Task<string?> Get(string key) { using var redis = await ConnectionMultiplexer.ConnectAsync("localhost"); return await redis.GetDatabase().StringGetAsync(key); } }
            """) { Source = "sonar-dotnet#5667", Packages = ["StackExchange.Redis"], IsReported = true },
        new("FAL8005", "a binder that knows its types", """
            using Newtonsoft.Json;
            using Newtonsoft.Json.Serialization;
            class Known : ISerializationBinder { public Type BindToType(string? assembly, string name) => typeof(int); public void BindToName(Type type, out string? assembly, out string? name) { assembly = null; name = "int"; } }
            class Orders(HttpClient http) { public Task<HttpResponseMessage> Send(Uri url, object order, CancellationToken token) => http.PostAsync(url, new StringContent(JsonConvert.SerializeObject(order, new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.Auto, SerializationBinder = new Known() })), token); }
            """) { Source = "sonar-dotnet#3282", Packages = ["Newtonsoft.Json"] },
    ];
}
