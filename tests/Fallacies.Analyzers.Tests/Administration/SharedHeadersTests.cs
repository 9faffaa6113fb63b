using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.SharedHeadersAnalyzer, Fallacies.CodeFixes.Administration.SharedHeadersFixer>;
using VerifyNoFix = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.SharedHeadersAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class SharedHeadersTests
{
    private const string Usings =
        """
        #nullable enable
        using System.Net.Http.Headers;
        using System.Net.Http.Json;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;


        """;

    private static string Static(string members) => Usings + $$"""static class Orders { static readonly HttpClient Http = new(); {{members}} }""";

    private static string Kept(string members, string registration = "") => Usings +
        $$"""
        class Orders
        {
            readonly HttpClient _http;
            readonly IHttpContextAccessor _context;
            readonly string _tenant = "";
            public Orders(HttpClient http, IHttpContextAccessor context) => (_http, _context) = (http, context);
            {{members}}
        }
        static class Extensions { public static Task SendCheckedAsync(this HttpClient http, string url) => http.GetAsync(url); }
        static class Registrations { static void Add(IServiceCollection services) { {{registration}} } }
        """;

    [Theory]
    [InlineData("""static async Task Get(string token) { [|Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token)|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string tenant) { [|Http.DefaultRequestHeaders.Add("X-Tenant", tenant)|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string tenant) { Http.DefaultRequestHeaders.Remove("X-Tenant"); [|Http.DefaultRequestHeaders.Add("X-Tenant", tenant)|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(HttpRequest request) { var value = request.Headers["X-User"].ToString(); [|Http.DefaultRequestHeaders.TryAddWithoutValidation("X-User", value)|]; await Http.GetFromJsonAsync<int>("orders"); }""")]
    [InlineData("""static Task<string> Get(IDictionary<string, string> headers) { foreach (var header in headers) [|Http.DefaultRequestHeaders.Add(header.Key, header.Value)|]; return Http.GetStringAsync("orders"); }""")]
    [InlineData("""static async Task Get(string language) { [|Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language)|]; (await Http.GetAsync("orders").ConfigureAwait(false)).EnsureSuccessStatusCode(); }""")]
    [InlineData("""static async Task Get(string token) { [|(Http!).DefaultRequestHeaders!.Authorization = new("Bearer", token)|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string token) { [|Http?.DefaultRequestHeaders.Add("Authorization", token)|]; await Http!.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string token) { var headers = Http.DefaultRequestHeaders; [|headers.Authorization = new("Bearer", token)|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string token) { var http = Http; [|http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; await http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get() { [|Http.DefaultRequestHeaders.Add("X-Correlation-Id", Guid.NewGuid().ToString())|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get() { [|Http.DefaultRequestHeaders.Add("traceparent", System.Diagnostics.Activity.Current!.Id)|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static void Use(string token) => [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; static async Task Get(string token) { Use(token); await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string token) { [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; await Send("orders"); } static Task Send(string url) => Http.GetAsync(url);""")]
    [InlineData("""static async Task Get(string token) { await Load(); async Task Load() { [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; await Http.GetAsync("orders"); } }""")]
    [InlineData("""static async Task Get() { [|Http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"))|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get() { [|Http.DefaultRequestHeaders.Add("X-Api-Version", "2")|]; await Http.GetAsync("orders"); }""")]
    [InlineData("""static HttpClient Other { get; } = new(); static async Task Get(string token) { [|Other.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; await Other.GetAsync("orders"); }""")]
    public Task Reports_what_one_request_writes_for_all(string members) => VerifyNoFix.AnalyzeAsync(
        Static(members));

    [Theory]
    // A client of an object: what the caller brings.
    [InlineData("""public async Task Get(string token) { [|_http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; await _http.GetAsync("orders"); }""", "")]
    [InlineData("""public async Task Get(string tenant) { [|this._http.DefaultRequestHeaders.Add("X-Tenant", tenant)|]; await this._http.GetAsync("orders"); }""", "services.AddHttpClient<Orders>();")]
    [InlineData("""void AddTenant() => [|_http.DefaultRequestHeaders.Add("X-Tenant", _tenant)|]; public async Task Get() { AddTenant(); await _http.GetAsync("orders"); } public async Task Put() { AddTenant(); await _http.PutAsync("orders", null); }""", "")]
    // A singleton's client: what the request that is being served knows.
    [InlineData("""public async Task Get() { [|_http.DefaultRequestHeaders.Authorization = new("Bearer", _context.HttpContext!.Request.Headers["Authorization"])|]; await _http.GetAsync("orders"); }""", "services.AddSingleton<Orders>();")]
    [InlineData("""public async Task Get() { [|_http.DefaultRequestHeaders.Add("X-Api-Version", "2")|]; await _http.GetAsync("orders"); }""", "services.AddSingleton<Orders>();")]
    [InlineData("""void AddTenant() { if (_tenant != "") { [|_http.DefaultRequestHeaders.Add("X-Tenant", _tenant)|]; } } public async Task Get() { AddTenant(); await _http.SendCheckedAsync("orders"); }""", "")]
    public Task Reports_what_outlives_the_request_at(string members, string registration) => VerifyNoFix.AnalyzeAsync(Kept(members, registration));

    [Fact]
    public Task Reports_the_client_of_a_primary_constructor_and_of_a_hosted_service() => VerifyNoFix.AnalyzeAsync(Usings +
        """
        class Prices(HttpClient http)
        {
            public Task<string> Get(string tenant)
            {
                [|http.DefaultRequestHeaders.Add("X-Tenant", tenant)|];
                return http.GetStringAsync("prices");
            }
        }
        class Worker(IEnumerable<string> tenants) : BackgroundService
        {
            readonly HttpClient _http = new();

            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                foreach (var tenant in tenants)
                    await Load(tenant, stoppingToken);
            }

            async Task Load(string tenant, CancellationToken token)
            {
                [|_http.DefaultRequestHeaders.Add("X-Tenant", tenant)|];
                await _http.GetAsync("prices", token);
            }
        }
        """);

    [Fact]
    public Task Reports_what_an_endpoint_writes_into_the_programs_client() => VerifyNoFix.AnalyzeAsync(Usings +
        """
        var app = WebApplication.CreateBuilder(args).Build();
        var http = new HttpClient();
        http.DefaultRequestHeaders.Add("User-Agent", "shop");
        app.MapGet("/orders", async (string token) =>
        {
            [|http.DefaultRequestHeaders.Authorization = new("Bearer", token)|];
            return await http.GetStringAsync("https://example.com");
        });
        app.MapGet("/prices", async (string token) =>
        {
            var own = new HttpClient();
            own.DefaultRequestHeaders.Authorization = new("Bearer", token);
            return await own.GetStringAsync("https://example.com");
        });
        app.Run();
        """);

    [Theory]
    // Construction and registration.
    [InlineData("""static Orders() { Http.DefaultRequestHeaders.Add("User-Agent", "shop"); Http.GetAsync("orders"); }""")]
    [InlineData("""static readonly HttpClient Other = Make(""); static HttpClient Make(string token) { var http = new HttpClient(); http.DefaultRequestHeaders.Authorization = new("Bearer", token); return http; }""")]
    [InlineData("""static void Add(IServiceCollection services, string token) => services.AddHttpClient("orders", http => { http.DefaultRequestHeaders.Authorization = new("Bearer", token); http.GetAsync(""); });""")]
    // A client of the method's own.
    [InlineData("""static async Task Get(string token) { using var http = new HttpClient(); http.DefaultRequestHeaders.Authorization = new("Bearer", token); await http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string token, IHttpClientFactory factory) { var http = factory.CreateClient("orders"); http.DefaultRequestHeaders.Authorization = new("Bearer", token); await http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get(string token, HttpClient http) { http.DefaultRequestHeaders.Authorization = new("Bearer", token); await http.GetAsync("orders"); }""")]
    [InlineData("""static HttpClient? s_http; static async Task Get(string token) { s_http = new HttpClient(); s_http.DefaultRequestHeaders.Authorization = new("Bearer", token); await s_http.GetAsync("orders"); }""")]
    [InlineData("""static HttpClient Fresh => new(); static async Task Get(string token) { Fresh.DefaultRequestHeaders.Authorization = new("Bearer", token); await Fresh.GetAsync("orders"); }""")]
    // The message's own headers, and reading.
    [InlineData("""static async Task Get(string token) { using var request = new HttpRequestMessage(HttpMethod.Get, "orders"); request.Headers.Authorization = new("Bearer", token); await Http.SendAsync(request); }""")]
    [InlineData("""static async Task Get(string name) { if (Http.DefaultRequestHeaders.Contains(name)) await Http.GetAsync("orders"); foreach (var header in Http.DefaultRequestHeaders) Console.WriteLine(header.Key + name); }""")]
    [InlineData("""static async Task Get(StringContent content, string type) { content.Headers.ContentType = new(type); content.Headers.Add("X-Type", type); await Http.PostAsync("orders", content); }""")]
    // The service's own token: the same for all requests.
    [InlineData("""static Task<string> Token(CancellationToken token) => Task.FromResult(""); static async Task Get(CancellationToken token) { Http.DefaultRequestHeaders.Authorization = new("Bearer", await Token(token)); await Http.GetAsync("orders", token); }""")]
    [InlineData("""static async Task Get() { if (!Http.DefaultRequestHeaders.Contains("X-Api-Version")) Http.DefaultRequestHeaders.Add("X-Api-Version", "2"); await Http.GetAsync("orders"); }""")]
    [InlineData("""static async Task Get() { Http.DefaultRequestHeaders.Accept.Clear(); Http.DefaultRequestHeaders.Accept.Add(new("application/json")); await Http.GetAsync("orders"); }""")]
    // Nothing is sent: who calls it, and how often, is not known.
    [InlineData("""static void Use(string token) => Http.DefaultRequestHeaders.Authorization = new("Bearer", token);""")]
    // Other things of the same name.
    [InlineData("""class HttpClient { public HttpRequestHeaders DefaultRequestHeaders = new HttpRequestMessage().Headers; public Task GetAsync(string url) => Task.CompletedTask; } static readonly HttpClient Mine = new(); static async Task Get(string token) { Mine.DefaultRequestHeaders.Add("X", token); await Mine.GetAsync(""); }""")]
    public Task Says_nothing_about(string members) => VerifyNoFix.AnalyzeAsync(Static(members));

    [Theory]
    // As long as the request that it serves.
    [InlineData("""public async Task Get() { _http.DefaultRequestHeaders.Authorization = new("Bearer", _context.HttpContext!.Request.Headers["Authorization"]); await _http.GetAsync("orders"); }""", "services.AddHttpClient<Orders>();")]
    [InlineData("""public async Task Get() { _http.DefaultRequestHeaders.Authorization = new("Bearer", _context.HttpContext!.Request.Headers["Authorization"]); await _http.GetAsync("orders"); }""", "")]
    [InlineData("""public async Task Get(string token) { _http.DefaultRequestHeaders.Authorization = new("Bearer", token); await _http.GetAsync("orders"); }""", "services.AddScoped<Orders>();")]
    // Somebody logs in.
    [InlineData("""public async Task LoginAsync(string user) { _http.DefaultRequestHeaders.Add("X-User", user); await _http.PostAsync("login", null); }""", "")]
    [InlineData("""public string Token { set => _http.DefaultRequestHeaders.Authorization = new("Bearer", value); }""", "")]
    [InlineData("""public void Become(string token) => _http.DefaultRequestHeaders.Authorization = new("Bearer", token);""", "")]
    [InlineData("""readonly HttpClient _own = new(); public async Task Get(string token) { _own.DefaultRequestHeaders.Authorization = new("Bearer", token); await _own.GetAsync("orders"); }""", "")]
    public Task Says_nothing_about_a_session(string members, string registration) => VerifyNoFix.AnalyzeAsync(Kept(members, registration));

    [Fact]
    public Task Says_nothing_about_an_extension_of_that_name() => VerifyNoFix.AnalyzeAsync(Static(
        """static async Task Get(string token) { Http.DefaultRequestHeaders.Add(token); await Http.GetAsync("orders"); }""") +
        """ static class Extensions { public static void Add(this HttpRequestHeaders headers, string token) { } }""");

    [Theory]
    [InlineData("""Http.DefaultRequestHeaders.Authorization = new("Bearer", token)""", "'Authorization' of 'Http' changes with each request, and all requests share it: of 2 at the same time, 1 can go out with the other's credentials")]
    [InlineData("""Http.DefaultRequestHeaders.Host = token""", "'Host' of 'Http' changes with each request, and all requests share it: of 2 at the same time, 1 can go out with the other's value")]
    [InlineData("""Http.DefaultRequestHeaders.Add("X-Tenant", token)""", "'X-Tenant' of 'Http' gets one more value with each request: the second one carries the first one's too")]
    [InlineData("""Http.DefaultRequestHeaders.Add("X-Api-Key", token)""", "'X-Api-Key' of 'Http' gets one more value with each request: the second one carries the first one's too")]
    [InlineData("""Http.DefaultRequestHeaders.Add("X-Api-Key", "k")""", "'X-Api-Key' of 'Http' gets one more value with each request: after 1,000 requests, each carries it 1,000 times")]
    public async Task Says_what_goes_wrong(string statement, string message)
    {
        var finding = Assert.Single(await FindingsOf(Static($$"""static async Task Get(string token) { {{statement}}; await Http.GetAsync("orders"); }""")));

        Assert.Equal((DiagnosticSeverity.Info, message), (finding.Severity, finding.GetMessage(null)));
    }

    [Theory]
    [InlineData("service", 1)]
    [InlineData("library", 1)]
    [InlineData("tool", 0)]
    [InlineData("test", 0)]
    public async Task Speaks_where_requests_meet(string kind, int findings) => Assert.Equal(
        findings, (await FindingsOf(Static("""static async Task Get(string token) { Http.DefaultRequestHeaders.Authorization = new("Bearer", token); await Http.GetAsync("orders"); }"""), kind)).Length);

    [Theory]
    [InlineData("Http.DefaultRequestHeaders.Authorization = ")]
    [InlineData("Http.DefaultRequestHeaders.Add(")]
    [InlineData("Http.DefaultRequestHeaders.Add();")]
    [InlineData("var a = b; var b = a; Http.DefaultRequestHeaders.Add(a, b); Http.GetAsync(a);")]
    [InlineData("var h = h.DefaultRequestHeaders; h.Add(token); ")]
    [InlineData("?.DefaultRequestHeaders.Add(token);")]
    public async Task Survives_broken_code(string statement) => Assert.DoesNotContain(await FindingsOf(Static($$"""static void Get(string token) { {{statement}} }""")), finding => finding.Id == "AD0001");

    private static string Fixable(string body) => Usings +
        $$"""
        class Orders
        {
            static readonly HttpClient Http = new();

            static async Task<string?> Get(string token, string tenant, string id, StringContent shared, CancellationToken cancel)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData(
        """
        // Who asks.
                [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; // the user
                using var response = await Http.GetAsync($"orders/{id}", HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
                return response.ReasonPhrase;
        """,
        """
        using var request = new HttpRequestMessage(HttpMethod.Get, $"orders/{id}");
                // Who asks.
                request.Headers.Authorization = new("Bearer", token); // the user
                using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
                return response.ReasonPhrase;
        """)]
    [InlineData(
        """
        Http.DefaultRequestHeaders.Remove("X-Tenant");
                [|Http.DefaultRequestHeaders.Add("X-Tenant", tenant)|];
                if (token.Length > 0)
                    [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|];

                return await Http.GetStringAsync("orders", cancel);
        """,
        """
        using var request = new HttpRequestMessage(HttpMethod.Get, "orders");
                request.Headers.Add("X-Tenant", tenant);
                if (token.Length > 0)
                    request.Headers.Authorization = new("Bearer", token);

                using var response = await Http.SendAsync(request, cancel);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadAsStringAsync(cancel);
        """)]
    [InlineData(
        """
        [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|];
                var order = new { id };
                using var answer = await Http.PostAsJsonAsync("orders", order, cancel);
                return answer.ReasonPhrase;
        """,
        """
        var order = new { id };
                using var request = new HttpRequestMessage(HttpMethod.Post, "orders") { Content = JsonContent.Create(order) };
                request.Headers.Authorization = new("Bearer", token);
                using var answer = await Http.SendAsync(request, cancel);
                return answer.ReasonPhrase;
        """)]
    [InlineData(
        """
        [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|];
                using var answer = await Http.PutAsync("orders", shared);
                return await Task.FromResult(id);
        """,
        """
        var request = new HttpRequestMessage(HttpMethod.Put, "orders") { Content = shared };
                request.Headers.Authorization = new("Bearer", token);
                using var answer = await Http.SendAsync(request);
                return await Task.FromResult(id);
        """)]
    [InlineData(
        """
        [|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|];
                var request = id;
                return await Http.GetFromJsonAsync<string>("orders/" + request, cancel);
        """,
        """
        var request = id;
                using var request2 = new HttpRequestMessage(HttpMethod.Get, "orders/" + request);
                request2.Headers.Authorization = new("Bearer", token);
                using var response = await Http.SendAsync(request2, cancel);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadFromJsonAsync<string>(cancel);
        """)]
    public Task The_request_gets_a_message_of_its_own(string body, string better) => Verify.FixAsync(Fixable(body), Fixable(better));

    [Theory]
    [InlineData("""[|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; await Http.GetAsync("a"); await Http.GetAsync("b"); return id;""")]
    [InlineData("""[|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; for (var i = 0; i < 3; i++) await Http.GetAsync("a"); return id;""")]
    [InlineData("""var headers = Http.DefaultRequestHeaders; [|headers.Authorization = new("Bearer", token)|]; await Http.GetAsync("a"); return id;""")]
    [InlineData("""[|Http.DefaultRequestHeaders.Authorization = new("Bearer", token)|]; var started = Http.GetAsync("a"); await started; return id;""")]
    public Task Nothing_is_offered_for(string body) => Verify.NoFixAsync(Fixable(body));

    private static async Task<ImmutableArray<Diagnostic>> FindingsOf(string source, string kind = "service") =>
        [.. (await Analysis.RunAsync(Analysis.Compile("using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n" + source.Replace("#nullable enable", "", StringComparison.Ordinal)), ("fallacies.project_kind", kind))).Where(finding => finding.Id is "FAL6003" or "AD0001")];
}
