namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about how clients are made and kept, and about handlers.</summary>
internal static class ClientStories
{
    public static readonly PeerStory[] All =
    [
        new("FAL5003", "a program that asks once", """var http = new HttpClient(); Console.WriteLine(await http.GetStringAsync("https://example.com"));"""),
        new("FAL5003", "a type of one's own with the name", """
            class HttpClient : IDisposable { public Task<string> GetStringAsync(string url) => Task.FromResult(url); public void Dispose() { } }
            class PriceService { public async Task<string> Load(string url) { using var http = new HttpClient(); return await http.GetStringAsync(url); } }
            """),
        new("FAL5003", "a lambda for a method named MapGet of one's own", """
            class Maps { public void MapGet(string name, Func<HttpClient> make) { } }
            static class Program { static readonly Maps App = new(); static void Main() => App.MapGet("client", () => new HttpClient()); }
            """),
        new("FAL5002", "a lifetime in the initialiser", """
            static class Prices { static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); public static Task<string> Load(string url) => Http.GetStringAsync(url); }
            """),
        new("FAL5002", "a lifetime set on a local handler", """
            static class Prices
            {
                static readonly HttpClient Http;
                static Prices() { var handler = new SocketsHttpHandler(); handler!.PooledConnectionLifetime = TimeSpan.FromMinutes(2); Http = new HttpClient(handler!); }
                public static Task<string> Load(string url) => Http.GetStringAsync(url);
            }
            """),
        new("FAL5002", "a lifetime in a handler's field", """
            static class Prices
            {
                static readonly SocketsHttpHandler Handler = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
                static readonly HttpClient Http = new(Handler!);
                public static Task<string> Load(string url) => Http.GetStringAsync(url);
            }
            """),
        new("FAL5002", "a lifetime in a handler's property", """
            static class Prices
            {
                static SocketsHttpHandler Handler { get; } = new() { PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
                static HttpClient Http { get; } = new(Handler);
                public static Task<string> Load(string url) => Http.GetStringAsync(url);
            }
            """),
        new("FAL5002", "an object that nobody registers", """class Prices { readonly HttpClient _http = new(); public Task<string> Load(string url) => _http.GetStringAsync(url); }"""),
        new("FAL5002", "a singleton of the same name elsewhere", """
            using Microsoft.Extensions.DependencyInjection;
            namespace One { public class Prices { readonly HttpClient _http = new(); public Task<string> Load(string url) => _http.GetStringAsync(url); } }
            namespace Two { public class Prices; static class Registrations { static void Add(IServiceCollection services) => services.AddSingleton<Prices>(); } }
            """),
        new("FAL5002", "a registration method of one's own", """
            class Services { public void AddSingleton<T>() { } }
            class Prices { readonly HttpClient _http = new(); public Task<string> Load(string url) => _http.GetStringAsync(url); }
            static class Registrations { static void Add(Services services) => services.AddSingleton<Prices>(); }
            """),
        new("FAL5002", "a handler of one's own with the name", """
            class SocketsHttpHandler : HttpClientHandler { public TimeSpan PooledConnectionLifetime { get; set; } }
            static class Prices { static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }); public static Task<string> Load(string url) => Http.GetStringAsync(url); }
            """),
        new("FAL5004", "a factory's client in a local", """
            class Job(IHttpClientFactory clients) { public Task<string> Run() { var http = clients.CreateClient("prices"); return http.GetStringAsync("https://example.com"); } }
            """),
        new("FAL5004", "a factory of one's own", """
            class Factory { public HttpClient CreateClient(string name) => new(); }
            static class Job { static readonly Factory Clients = new(); static readonly HttpClient Http = Clients.CreateClient("prices"); public static Task<string> Run(string url) => Http.GetStringAsync(url); }
            """),
        new("FAL5004", "a transient service's field", """
            using Microsoft.Extensions.DependencyInjection;
            class Job { readonly HttpClient _http; public Job(IHttpClientFactory clients) => _http = clients.CreateClient("prices"); public Task<string> Run() => _http.GetStringAsync("https://example.com"); }
            static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient("prices"); services.AddTransient<Job>(); } }
            """),
        new("FAL5004", "a singleton without a client", """
            using Microsoft.Extensions.DependencyInjection;
            class PriceClient(HttpClient http) { public Task<string> Load() => http.GetStringAsync("https://example.com"); }
            class Clock;
            static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddSingleton<Clock>(); } }
            """),
        new("FAL5004", "a singleton of the same name elsewhere", """
            using Microsoft.Extensions.DependencyInjection;
            namespace One { public class PriceClient(HttpClient http) { public Task<string> Load() => http.GetStringAsync("https://example.com"); } public class Job(PriceClient prices) { public Task<string> Run() => prices.Load(); } }
            namespace Two { public class Job; static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<One.PriceClient>(); services.AddSingleton<Job>(); services.AddTransient<One.Job>(); } } }
            """),
        new("FAL5004", "a typed client's namesake", """
            using Microsoft.Extensions.DependencyInjection;
            namespace One { public class PriceClient(HttpClient http) { public Task<string> Load() => http.GetStringAsync("https://example.com"); } }
            namespace Two { public class PriceClient; public class Job(PriceClient prices) { public string? Name => prices.ToString(); } }
            namespace Three { static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<One.PriceClient>(); services.AddSingleton<Two.PriceClient>(); services.AddSingleton<Two.Job>(); } } }
            """),
        new("FAL4004", "a handler without state", """
            class Signer { public string Sign(string text) => text; }
            class SigningHandler(Signer signer) : DelegatingHandler
            {
                protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) { request.Headers.Add("X-Sign", signer.Sign("a")); return base.SendAsync(request, cancellationToken); }
            }
            """),
        new("FAL4004", "a dependency that is transient", """
            using Microsoft.Extensions.DependencyInjection;
            class Signer { public string Sign(string text) => text; }
            class SigningHandler(Signer signer) : DelegatingHandler
            {
                protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) { request.Headers.Add("X-Sign", signer.Sign("a")); return base.SendAsync(request, cancellationToken); }
            }
            static class Registrations { static void Add(IServiceCollection services) { services.AddTransient<Signer>(); services.AddTransient<SigningHandler>(); services.AddHttpClient("a").AddHttpMessageHandler<SigningHandler>(); } }
            """),
        new("FAL4004", "a base class of one's own with the name", """
            using Microsoft.Extensions.DependencyInjection;
            class DelegatingHandler { protected virtual void Send() { } }
            class Tenant { public string Name { get; set; } = ""; }
            class TenantHandler(Tenant tenant) : DelegatingHandler { protected override void Send() => Console.WriteLine(tenant.Name); }
            static class Registrations { static void Add(IServiceCollection services) { services.AddScoped<Tenant>(); services.AddTransient<TenantHandler>(); } }
            """),
    ];
}
