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
