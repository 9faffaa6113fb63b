namespace Fallacies.Analyzers.Tests.PeerStories;

/// <summary>Stories about handlers and pipelines that repeat calls.</summary>
internal static class ResilienceStories
{
    private const string Post = """class Payments(HttpClient http) { public Task Pay(HttpContent content, CancellationToken cancellation) => http.PostAsync("payments", content, cancellation); }""";
    private const string Get = """class Payments(HttpClient http) { public Task Load(CancellationToken cancellation) => http.GetStringAsync("payments", cancellation); }""";
    private const string Standard = ".AddStandardResilienceHandler();";

    public static readonly PeerStory[] All =
    [
        new("FAL1025", "one handler", Registering("""services.AddHttpClient("a").AddStandardResilienceHandler();""")),
        new("FAL1025", "handlers of one's own, under different names", Registering("""var client = services.AddHttpClient("a"); client.AddResilienceHandler("one", b => b.AddTimeout(TimeSpan.FromSeconds(1))); client.AddResilienceHandler("two", b => b.AddTimeout(TimeSpan.FromSeconds(2)));""")),
        new("FAL1025", "two clients, a handler each", Registering("""services.AddHttpClient("a").AddStandardResilienceHandler(); services.AddHttpClient("b").AddStandardResilienceHandler();""")),
        new("FAL1025", "a builder's variable that becomes another builder", Registering("""var builder = services.AddHttpClient("a"); builder.AddStandardResilienceHandler(); builder = services.AddHttpClient("b"); builder.AddStandardResilienceHandler();""")),
        new("FAL1025", "an extension of one's own with the name", """
            class Builder { public Builder AddStandardResilienceHandler() => this; }
            static class Registrations { static void Add(Builder builder) => builder.AddStandardResilienceHandler().AddStandardResilienceHandler(); }
            """),
        new("FAL1007", "safe methods only", Calling(Get, Standard)),
        new("FAL1007", "a message with a safe method", Calling("""class Payments(HttpClient http) { public Task Load() => http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "payments")); }""", Standard)),
        new("FAL1007", "a safe method by its name", Calling("""class Payments(HttpClient http) { const string Method = "GET"; public Task Load() => http.SendAsync(new HttpRequestMessage(new HttpMethod(Method), "payments")); }""", Standard)),
        new("FAL1007", "unsafe methods are excluded", Calling(Post, ".AddStandardResilienceHandler(options => options.Retry.DisableForUnsafeHttpMethods());")),
        new("FAL1007", "a predicate that allows safe methods", Calling(Post, ".AddStandardResilienceHandler(options => options.Retry.ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result?.RequestMessage?.Method == HttpMethod.Get));")),
        new("FAL1007", "a predicate the other way round", Calling(Post, ".AddStandardResilienceHandler(options => options.Retry.ShouldHandle = args => ValueTask.FromResult((HttpMethod.Get) == args.Outcome.Result!.RequestMessage!.Method));")),
        new("FAL1007", "a predicate by Equals", Calling(Post, ".AddStandardResilienceHandler(options => options.Retry.ShouldHandle = args => ValueTask.FromResult(HttpMethod.Get.Equals(args.Outcome.Result?.RequestMessage?.Method)));")),
        new("FAL1007", "a predicate with a body", Calling(Post, ".AddStandardResilienceHandler(options => options.Retry.ShouldHandle = args => { return ValueTask.FromResult(object.Equals(args.Outcome.Result?.RequestMessage?.Method, HttpMethod.Get)); });")),
        new("FAL1007", "a queue with a PostAsync of its own", Calling("""class Queue { public Task PostAsync(string text) => Task.CompletedTask; } class Payments(HttpClient http, Queue queue) { public async Task Load() { await queue.PostAsync("a"); await http.GetStringAsync("payments"); } }""", Standard)),
        new("FAL1007", "an unsafe call of a namesake", """
            using Microsoft.Extensions.DependencyInjection;
            namespace One { public class Payments(HttpClient http) { public Task Pay(HttpContent content) => http.PostAsync("https://example.com", content); } }
            namespace Two
            {
                public class Payments(HttpClient http) { public Task<string> Load() => http.GetStringAsync("https://example.com"); }
                static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient<Payments>().AddStandardResilienceHandler(); services.AddTransient<One.Payments>(); } }
            }
            """),
        new("FAL1007", "an unsafe call of another named client", """
            using Microsoft.Extensions.DependencyInjection;
            class Payments(IHttpClientFactory clients) { public Task Pay(HttpContent content) => clients.CreateClient("payments").PostAsync("https://example.com", content); }
            static class Registrations { static void Add(IServiceCollection services) { services.AddHttpClient("payments"); services.AddHttpClient("prices").AddStandardResilienceHandler(); } }
            """),
        new("FAL1007", "hedging of safe methods", Calling(Get, ".AddStandardHedgingHandler();")),
        new("FAL1007", "a pipeline without retry", Calling(Post, """.AddResilienceHandler("a", builder => builder.AddTimeout(TimeSpan.FromSeconds(1)));""")),
        new("FAL1007", "a retry in another pipeline", Calling(Post, """.AddResilienceHandler("a", builder => { new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new HttpRetryStrategyOptions()).Build(); builder.AddTimeout(TimeSpan.FromSeconds(1)); });""")),
        new("FAL1007", "a pipeline's options that exclude unsafe methods", Calling(Post, """.AddResilienceHandler("a", builder => { var options = new HttpRetryStrategyOptions(); options.DisableForUnsafeHttpMethods(); builder.AddRetry(options); });""")),
        new("FAL1007", "hedging is not excused by what retries exclude", Calling(Post, ".AddStandardHedgingHandler();")) { IsReported = true },
    ];

    private static string Registering(string statements) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection; using Polly;
        static class Registrations { static void Add(IServiceCollection services) { {{statements}} } }
        """;

    private static string Calling(string client, string step) =>
        $$"""
        using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Http.Resilience; using Polly;
        {{client}}
        static class Registrations { static void Add(IServiceCollection services) => services.AddHttpClient<Payments>(http => http.BaseAddress = new Uri("https://example.com")){{step}} }
        """;
}
