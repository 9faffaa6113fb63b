using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UnboundedRetryPolicyAnalyzer, Fallacies.CodeFixes.Reliability.UnboundedRetryPolicyFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class UnboundedRetryPolicyTests
{
    private const string Usings = """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Retry;


        """;

    [Fact]
    public Task Options_without_a_limit_get_one() => Verify.FixAsync(
        Usings + """
        class Orders
        {
            static readonly int Forever = int.MaxValue;
            readonly ResiliencePipeline _one = new ResiliencePipelineBuilder().AddRetry(new() { [|MaxRetryAttempts = int.MaxValue|], UseJitter = true }).Build();
            void Set(RetryStrategyOptions options) => [|options.MaxRetryAttempts = Forever /* all day */|];
        }
        """.Replace("Forever /* all day */|]", "Forever|] /* all day */", StringComparison.Ordinal),
        Usings + """
        class Orders
        {
            static readonly int Forever = int.MaxValue;
            readonly ResiliencePipeline _one = new ResiliencePipelineBuilder().AddRetry(new() { MaxRetryAttempts = 3, UseJitter = true }).Build();
            void Set(RetryStrategyOptions options) => options.MaxRetryAttempts = 3 /* all day */;
        }
        """);

    [Fact]
    public Task Overloads_of_ones_own_say_it_where_they_call_the_last_one() => Verify.AnalyzeAsync(
        Usings + """
        static class Policies
        {
            public static AsyncRetryPolicy RetryForeverAsync(this PolicyBuilder policy, string name) => policy.RetryForeverAsync(name, 1);
            public static AsyncRetryPolicy RetryForeverAsync(this PolicyBuilder policy, string name, int number) => policy.[|RetryForeverAsync|](_ => Console.WriteLine(name + number));
        }
        """);

    [Fact]
    public Task Policies_without_a_limit_are_reported_and_left_to_their_authors() => Verify.NoFixAsync(
        Usings + """
        class Orders(HttpClient http)
        {
            readonly RetryPolicy _a = Policy.Handle<HttpRequestException>().[|RetryForever|]();
            readonly AsyncRetryPolicy _b = Policy.Handle<Exception>().[|RetryForeverAsync|](error => Console.WriteLine(error));
            readonly RetryPolicy _c = Policy.Handle<HttpRequestException>().[|WaitAndRetryForever|](n => TimeSpan.FromSeconds(n));
            static AsyncRetryPolicy Build() => (Policy.Handle<HttpRequestException>())!.[|WaitAndRetryForeverAsync|](n => TimeSpan.FromSeconds(n));
            readonly AsyncRetryPolicy _d = Policy.Handle<HttpRequestException>().[|RetryAsync|](int.MaxValue);
            readonly AsyncRetryPolicy _e = Policy.Handle<HttpRequestException>().[|WaitAndRetryAsync|](retryCount: int.MaxValue, n => TimeSpan.FromSeconds(n));
            readonly AsyncRetryPolicy _f = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
            Task<string> Load(string url) => Policy.Handle<HttpRequestException>().[|RetryForeverAsync|]().ExecuteAsync(() => http.GetStringAsync(url));
        }
        """);

    [Theory]
    [InlineData("new RetryStrategyOptions { MaxRetryAttempts = 5 }")]
    [InlineData("new RetryStrategyOptions { MaxRetryAttempts = Environment.ProcessorCount }")]
    [InlineData("new ResiliencePipelineBuilder<string>().AddRetry(new() { MaxRetryAttempts = int.MaxValue, ShouldHandle = new PredicateBuilder<string>().Handle<HttpRequestException>().HandleResult(state => state != \"done\") }).Build()")]
    [InlineData("new Own { MaxRetryAttempts = int.MaxValue }")]
    [InlineData("new HttpStandardResilienceOptions { Retry = { MaxRetryAttempts = int.MaxValue } }")]
    [InlineData("new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(30)).AddRetry(new() { MaxRetryAttempts = int.MaxValue }).Build()")]
    [InlineData("Policy.Wrap(Policy.Timeout(30), Policy.Handle<Exception>().RetryForever())")]
    [InlineData("Policy.Timeout(30).Wrap(Policy.Handle<Exception>().RetryForever())")]
    [InlineData("Policy.HandleResult<bool>(done => !done).WaitAndRetryForever(n => TimeSpan.FromSeconds(1))")]
    [InlineData("Policy.Handle<Exception>().Retry(3)")]
    [InlineData("new Own().RetryForever()")]
    public Task Says_nothing_about(string expression) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public int MaxRetryAttempts { get; set; } public object RetryForever() => this; }
        class Orders { readonly object _retry = {{expression}}; }
        """);

    [Fact]
    public Task The_total_timeout_of_the_standard_handler_and_one_added_before_end_the_retries() => Verify.AnalyzeAsync(
        Usings + """
        class Orders
        {
            void Add(IHttpClientBuilder http) => http.AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = int.MaxValue);
            void Build(ResiliencePipelineBuilder builder)
            {
                builder.AddTimeout(TimeSpan.FromSeconds(30));
                builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = int.MaxValue });
            }
            void Inside(ResiliencePipelineBuilder builder) =>
                builder.AddRetry(new RetryStrategyOptions { [|MaxRetryAttempts = int.MaxValue|] }).AddTimeout(TimeSpan.FromSeconds(1));
            object InsideOld() => Policy.Wrap(Policy.Handle<Exception>().[|RetryForever|](), Policy.Timeout(1));
        }
        """);

    [Fact]
    public Task A_hosted_service_keeps_its_connection() => Verify.AnalyzeAsync(
        Usings + """
        class Feed : BackgroundService
        {
            readonly ResiliencePipeline _connect = new ResiliencePipelineBuilder().AddRetry(new() { MaxRetryAttempts = int.MaxValue }).Build();
            protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
                await Policy.Handle<Exception>().WaitAndRetryForeverAsync(n => TimeSpan.FromSeconds(1)).ExecuteAsync(t => Task.Delay(1, t), stoppingToken);
        }
        """);

    [Fact]
    public Task Suggests_where_the_policy_itself_looks_at_a_token() => SeverityOf(
        "service", """class Harvester(CancellationToken stop) { AsyncRetryPolicy Build() => Policy.Handle<Exception>(_ => !stop.IsCancellationRequested).WaitAndRetryForeverAsync(n => TimeSpan.FromSeconds(n)); }""", "Info");

    [Theory]
    [InlineData("service", "class Orders", "retry.Execute(() => Call());", "Warning")]
    [InlineData("service", "class Orders", "retry.Execute(token => Call(), CancellationToken.None);", "Warning")]
    [InlineData("service", "class Orders", "retry.Execute(token => Call(), stopping);", "Info")]
    [InlineData("service", "class OrderConsumer", "retry.Execute(() => Call());", "Info")]
    [InlineData("service", "class BrokerConnection", "retry.Execute(() => Call());", "Info")]
    [InlineData("service", "class Migrations", "retry.Execute(() => Call());", "Info")]
    [InlineData("library", "class Orders", "retry.Execute(() => Call());", "Info")]
    [InlineData("tool", "class Orders", "retry.Execute(() => Call());", "Info")]
    [InlineData("test", "class Orders", "retry.Execute(() => Call());", null)]
    public Task Warns_in_the_path_of_a_request(string kind, string type, string statement, string? severity) => SeverityOf(
        kind, $$"""{{type}} { static void Call() { } void Run(CancellationToken stopping) { var retry = Policy.Handle<Exception>().RetryForever(); {{statement}} } }""", severity);

    [Theory]
    [InlineData("http.AddPolicyHandler(Policy.HandleResult<HttpResponseMessage>(r => !r.IsSuccessStatusCode).RetryForeverAsync());")]
    [InlineData("http.AddResilienceHandler(\"retry\", b => b.AddRetry(new HttpRetryStrategyOptions { MaxRetryAttempts = int.MaxValue }));")]
    public Task Suggests_on_a_client_whose_own_timeout_ends_the_retries(string statement) => SeverityOf(
        "service", $$"""class Registration { void Add(IHttpClientBuilder http) { {{statement}} } }""", "Info");

    private static async Task SeverityOf(string kind, string source, string? severity)
    {
        var compilation = Analysis.Compile("using System; using System.Net.Http; using System.Threading; using Microsoft.Extensions.DependencyInjection; using Microsoft.Extensions.Http.Resilience; using Polly; using Polly.Retry; " + source);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        var findings = (await Analysis.RunAsync(compilation, ("fallacies.project_kind", kind))).Where(finding => finding.Id == "FAL1006").ToList();

        Assert.Equal(severity is null ? [] : [severity], findings.Select(finding => finding.Severity.ToString()));
    }
}
