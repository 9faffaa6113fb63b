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
    ];
}
