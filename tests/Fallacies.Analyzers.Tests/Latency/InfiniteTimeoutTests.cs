using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Latency.InfiniteTimeoutAnalyzer, Fallacies.CodeFixes.Latency.InfiniteTimeoutFixer>;

namespace Fallacies.Analyzers.Tests.Latency;

public sealed class InfiniteTimeoutTests
{
    [Fact]
    public Task Every_infinite_timeout_becomes_finite() => Verify.FixAsync(
        """
        class Client
        {
            readonly HttpClient _http = new() { Timeout = [|Timeout.InfiniteTimeSpan|] };
            void Reset() => _http.Timeout = [|TimeSpan.FromMilliseconds(-1)|]; // for ever
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        """,
        """
        class Client
        {
            readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
            void Reset() => _http.Timeout = TimeSpan.FromSeconds(30); // for ever
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        """);

    [Theory]
    [InlineData("_http.GetStringAsync(url)")]
    [InlineData("_http!.GetStringAsync(url, default)")]
    [InlineData("(_http).GetStringAsync(url, CancellationToken.None)")]
    [InlineData("this._http.GetStringAsync(url, cancellationToken: new CancellationToken())")]
    public Task Reports_a_client_whose_call_passes_no_token(string call) => Verify.AnalyzeAsync(Client(call, "[|Timeout.InfiniteTimeSpan|]"));

    [Theory]
    [InlineData("_http.GetStringAsync(url, token)")]
    [InlineData("_http.GetStringAsync(url).WaitAsync(TimeSpan.FromSeconds(5))")]
    [InlineData("Within(_http.GetStringAsync(url))")]
    [InlineData("Run(() => _http.GetStringAsync(url))")]
    [InlineData("_pipeline.ExecuteAsync(async t => await _http.GetStringAsync(url)).AsTask()")]
    public Task Leaves_alone_a_client_whose_calls_are_bounded(string call) => Verify.AnalyzeAsync(Client(call, "Timeout.InfiniteTimeSpan"));

    [Theory]
    [InlineData("_http.GetStreamAsync(url)")]
    [InlineData("_http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)")]
    public Task Leaves_alone_a_client_that_streams(string call) => Verify.AnalyzeAsync(
        $$"""
        class Client
        {
            readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
            public Task Load(string url) => {{call}};
            public Task<string> Other(string url) => _http.GetStringAsync(url);
        }
        """);

    [Theory]
    [InlineData("class EventStream", "Load")]
    [InlineData("class Changes", "WatchAsync")]
    [InlineData("class ReverseProxy", "Send")]
    public Task Leaves_alone_what_takes_long_by_name(string type, string method) => Verify.AnalyzeAsync(
        $$"""
        {{type}}
        {
            readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
            public Task<string> {{method}}(string url) => _http.GetStringAsync(url);
        }
        """);

    [Fact]
    public Task Leaves_alone_a_client_for_a_channel_or_a_hub() => Verify.AnalyzeAsync(
        """
        class Channels
        {
            readonly Grpc.Net.Client.GrpcChannel _channel = Grpc.Net.Client.GrpcChannel.ForAddress("https://prices", new() { HttpClient = new HttpClient { Timeout = Timeout.InfiniteTimeSpan } });

            public Grpc.Net.Client.GrpcChannel Open(HttpClient http)
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                return Grpc.Net.Client.GrpcChannel.ForAddress("https://prices", new() { HttpClient = http });
            }
        }
        """);

    [Fact]
    public Task Leaves_alone_a_client_that_gets_a_limit_in_another_place() => Verify.AnalyzeAsync(
        """
        class Client
        {
            readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
            public void Limit(int seconds) => _http.Timeout = TimeSpan.FromSeconds(seconds);
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        """);

    [Fact]
    public Task Follows_the_client_of_a_constructor_into_its_field() => Verify.AnalyzeAsync(
        """
        class Client
        {
            private readonly HttpClient _http;
            public Client(HttpClient http)
            {
                http.Timeout = [|Timeout.InfiniteTimeSpan|];
                _http = http;
            }
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        """);

    [Fact]
    public Task Reports_a_registration_without_a_handler() => Verify.AnalyzeAsync(
        """
        using Microsoft.Extensions.DependencyInjection;
        class Client(HttpClient http) { public Task<string> Load(string url) => http.GetStringAsync(url); }
        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddHttpClient<Client>(http => http.Timeout = [|Timeout.InfiniteTimeSpan|]);
        }
        """);

    [Theory]
    [InlineData(".AddStandardResilienceHandler()")]
    [InlineData(".AddStandardHedgingHandler()")]
    [InlineData(".AddPolicyHandler(Polly.Policy.TimeoutAsync<HttpResponseMessage>(5))")]
    [InlineData(".AddResilienceHandler(\"limits\", pipeline => pipeline.AddTimeout(TimeSpan.FromSeconds(5)))")]
    public Task Leaves_alone_a_registration_with_a_handler(string handler) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.DependencyInjection;
        using Polly;
        class Client
        {
            private readonly HttpClient _http;
            public Client(HttpClient http) { http.Timeout = Timeout.InfiniteTimeSpan; _http = http; }
            public Task<string> Load(string url) => _http.GetStringAsync(url);
        }
        static class Setup
        {
            public static void Add(IServiceCollection services) => services.AddHttpClient<Client>(http => http.Timeout = Timeout.InfiniteTimeSpan){{handler}};
        }
        """);

    [Fact]
    public Task Is_a_suggestion_outside_services() => Suggestion("library");

    [Fact]
    public Task Is_a_suggestion_in_tools() => Suggestion("tool");

    [Fact]
    public Task Is_silent_in_tests() => Verify.AnalyzeAsync(Client("_http.GetStringAsync(url)", "Timeout.InfiniteTimeSpan"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("http.Timeout = TimeSpan.FromSeconds(5);")]
    [InlineData("limit = System.Threading.Timeout.InfiniteTimeSpan;")]
    [InlineData("http.Timeout = limit;")]
    [InlineData("http.Timeout = System.Threading.Timeout.InfiniteTimeSpan;")]
    public Task Says_nothing_about(string statement) => Verify.AnalyzeAsync(
        $$"""
        class Client { void Set(HttpClient http, TimeSpan limit) { {{statement}} } }
        """);

    private static Task Suggestion(string kind)
    {
        var test = new Verifier<Analyzers.Latency.InfiniteTimeoutAnalyzer, CodeFixes.Latency.InfiniteTimeoutFixer>.Test(
            Client("_http.GetStringAsync(url)", "{|#0:Timeout.InfiniteTimeSpan|}"), "fallacies.project_kind = " + kind);
        test.ExpectedDiagnostics.Add(
            new Microsoft.CodeAnalysis.Testing.DiagnosticResult("FAL2001", Microsoft.CodeAnalysis.DiagnosticSeverity.Info).WithLocation(0).WithArguments("_http", "GetStringAsync")
                .WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations));
        return test.RunAsync();
    }

    private static string Client(string call, string timeout) =>
        $$"""
        class Client(Polly.ResiliencePipeline _pipeline)
        {
            readonly HttpClient _http = new() { Timeout = {{timeout}} };
            public Task<string> Load(string url, CancellationToken token) => {{call}};
            static Task<string> Within(Task<string> call) => call;
            static Task<string> Run(Func<Task<string>> call) => call();
            public object Pipeline => _pipeline;
        }
        """;
}
