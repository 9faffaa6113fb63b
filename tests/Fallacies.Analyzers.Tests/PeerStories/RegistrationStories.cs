namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about registrations of clients, their names and their addresses.</summary>
internal static class RegistrationStories
{
    private const string Client = """class PriceClient(HttpClient http) { public Task<string> Load(CancellationToken cancellation) => http.GetStringAsync("prices", cancellation); }""";

    public static readonly PeerStory[] All =
    [
        new("FAL5009", "the typed registration alone", $$"""
            using Microsoft.Extensions.DependencyInjection;
            {{Client}}
            static class Registrations { static void Add(IServiceCollection services) => services.AddHttpClient<PriceClient>(client => client.BaseAddress = new Uri("https://example.com")); }
            """),
        new("FAL5009", "a namesake is registered, by type argument and by typeof", $$"""
            using Microsoft.Extensions.DependencyInjection;
            namespace One { public {{Client}} }
            namespace Two { public class PriceClient; static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<One.PriceClient>(); services.AddTransient<PriceClient>(); services.AddScoped(typeof(PriceClient)); } } }
            """),
        new("FAL5009", "an extension of one's own", $$"""
            using Microsoft.Extensions.DependencyInjection;
            {{Client}}
            static class Own { public static void AddTransient<T>(this IServiceCollection services, int priority) { } }
            static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddTransient<PriceClient>(1); } }
            """),
        new("FAL5009", "a container of one's own", $$"""
            {{Client}}
            interface IServiceCollection { void AddHttpClient<T>(); void AddTransient<T>(); }
            static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<PriceClient>(); services.AddTransient<PriceClient>(); } }
            """),
        new("FAL5009", "an aliased container, still", $$"""
            using Services = Microsoft.Extensions.DependencyInjection.IServiceCollection;
            using Microsoft.Extensions.DependencyInjection;
            {{Client}}
            static class Registrations { static void Add(Services services) { services.AddHttpClient<PriceClient>(); services.AddTransient(typeof(PriceClient)); } }
            """) { IsReported = true },
        new("FAL6005", "explicit names", Two("""services.AddHttpClient<IPay, Cards>("cards"); services.AddHttpClient<IPay, Banks>(nameof(Banks));""")),
        new("FAL6005", "the same class twice", Two("""services.AddHttpClient<IPay, Cards>(); services.AddHttpClient<IPay, Cards>(client => client.Timeout = TimeSpan.FromSeconds(5));""")),
        new("FAL6005", "different services", Two("""services.AddHttpClient<IPay, Cards>(); services.AddHttpClient<IRefund, Banks>();""")),
        new("FAL6005", "classes without interfaces", Two("""services.AddHttpClient<Cards>(); services.AddHttpClient<Banks>();""")),
        new("FAL6005", "a registration method of one's own", """
            interface IPay; class Cards : IPay; class Banks : IPay;
            class Services { public void AddHttpClient<TService, TClass>() { } }
            static class Registrations { static void Add(Services services) { services.AddHttpClient<IPay, Cards>(); services.AddHttpClient<IPay, Banks>(); } }
            """),
        new("FAL5008", "an absolute address", Sending("""http.GetStringAsync("https://example.com/prices")""")),
        new("FAL5008", "an absolute Uri", Sending("""http.GetStringAsync(new Uri("https://example.com/prices"))""")),
        new("FAL5008", "a message with an absolute address", Sending("""http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "https://example.com/prices"))""")),
        new("FAL5008", "a message that gets an absolute address", Sending("""http.SendAsync(new HttpRequestMessage { RequestUri = new Uri("https://example.com/prices") })""")),
        new("FAL5008", "a variable that is absolute when it counts", """
            using Microsoft.Extensions.DependencyInjection;
            class PriceClient(HttpClient http) { public Task<string> Load() { var url = "prices"; url = "https://example.com/" + url; return http.GetStringAsync(url); } }
            static class Registrations { static void Add(IServiceCollection services) => services.AddHttpClient<PriceClient>(); }
            """),
        new("FAL5008", "an address in the registration", Sending("""http.GetStringAsync("prices")""", "services.AddHttpClient<PriceClient>(client => client.BaseAddress = new Uri(\"https://example.com\"));")),
        new("FAL5008", "an address in a later step", Sending("""http.GetStringAsync("prices")""", "services.AddHttpClient<PriceClient>().ConfigureHttpClient(client => client.BaseAddress = new Uri(\"https://example.com\"));")),
        new("FAL5008", "an address through the builder's variable", Sending("""http.GetStringAsync("prices")""", "var builder = services.AddHttpClient<PriceClient>(); builder!.ConfigureHttpClient(client => client.BaseAddress = new Uri(\"https://example.com\"));")),
        new("FAL5008", "a class that is not registered", Sending("""http.GetStringAsync("prices")""", "services.AddHttpClient();")),
        new("FAL5008", "an extension of one's own that takes a path", """
            using Microsoft.Extensions.DependencyInjection;
            static class Own { public static Task<string> GetPathAsync(this HttpClient http, string path) => http.GetStringAsync("https://example.com/" + path); }
            class PriceClient(HttpClient http) { public Task<string> Load() => http.GetPathAsync("prices"); }
            static class Registrations { static void Add(IServiceCollection services) => services.AddHttpClient<PriceClient>(); }
            """),
        new("FAL5008", "a client of one's own with the name", """
            using Microsoft.Extensions.DependencyInjection;
            class HttpClient { public Task<string> GetStringAsync(string url) => Task.FromResult(url); }
            class PriceClient(HttpClient http) { public Task<string> Load() => http.GetStringAsync("prices"); }
            static class Registrations { static void Add(IServiceCollection services) => services.AddHttpClient<PriceClient>(); }
            """),
    ];

    private static string Two(string registrations) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        interface IPay; interface IRefund;
        class Cards(HttpClient http) : IPay { public HttpClient Http => http; }
        class Banks(HttpClient http) : IPay, IRefund { public HttpClient Http => http; }
        static class Registrations { static void Add(IServiceCollection services) { {{registrations}} } }
        """;

    private static string Sending(string call, string registration = "services.AddHttpClient<PriceClient>();") =>
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        class PriceClient(HttpClient http) { public Task Load() => {{call}}; }
        static class Registrations { static void Add(IServiceCollection services) { {{registration}} } }
        """;
}
