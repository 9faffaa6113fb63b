using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Polly;
using Polly.Retry;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.RetryWithoutJitterAnalyzer, Fallacies.CodeFixes.Reliability.RetryWithoutJitterFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class RetryWithoutJitterTests
{
    private const string Usings = """
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Contrib.WaitAndRetry;
        using Polly.Retry;


        """;

    [Fact]
    public Task A_database_is_made_once() => Verify.AnalyzeAsync(
        """
        using Microsoft.EntityFrameworkCore;
        using Polly;
        class Catalog
        {
            static async Task WaitAsync(DbContext context) =>
                await new ResiliencePipelineBuilder().AddRetry(new() { Delay = TimeSpan.FromSeconds(3) }).Build().ExecuteAsync(async ct => await context.Database.EnsureCreatedAsync(ct));
        }
        """,
        references: References.With("Microsoft.EntityFrameworkCore"));

    [Fact]
    public Task A_result_that_is_asked_for_until_it_is_there_is_no_failure() => Verify.AnalyzeAsync(
        """
        using Polly;
        using Polly.Retry;
        class Carts { readonly RetryPolicy<string?> _retry = Policy.HandleResult<string?>(text => text == null).WaitAndRetry(5, n => TimeSpan.FromMilliseconds(50 * n)); }
        """);

    [Fact]
    public Task Options_get_jitter_and_growing_waits() => Verify.FixAsync(
        Usings + """
        class Client
        {
            readonly ResiliencePipeline<HttpResponseMessage> _one = new ResiliencePipelineBuilder<HttpResponseMessage>()
                .AddRetry([|new|]())
                .AddRetry(new [|RetryStrategyOptions<HttpResponseMessage>|] { MaxRetryAttempts = 5, Delay = TimeSpan.FromSeconds(1) })
                .AddRetry(new [|RetryStrategyOptions<HttpResponseMessage>|]
                {
                    // A try per second
                    BackoffType = DelayBackoffType.Constant,
                    Delay = TimeSpan.FromSeconds(1), // and no more
                })
                .AddRetry(new [|RetryStrategyOptions<HttpResponseMessage>|]()
                {
                    Delay = TimeSpan.FromSeconds(1),
                    MaxRetryAttempts = 20 // patience
                })
                .Build();
        }
        """,
        Usings + """
        class Client
        {
            readonly ResiliencePipeline<HttpResponseMessage> _one = new ResiliencePipelineBuilder<HttpResponseMessage>()
                .AddRetry(new()
                {
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true
                })
                .AddRetry(new RetryStrategyOptions<HttpResponseMessage> { MaxRetryAttempts = 5, Delay = TimeSpan.FromSeconds(1), BackoffType = DelayBackoffType.Exponential, UseJitter = true })
                .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
                {
                    // A try per second
                    BackoffType = DelayBackoffType.Constant,
                    Delay = TimeSpan.FromSeconds(1), // and no more
                    UseJitter = true,
                })
                .AddRetry(new RetryStrategyOptions<HttpResponseMessage>()
                {
                    Delay = TimeSpan.FromSeconds(1),
                    MaxRetryAttempts = 20, // patience
                    UseJitter = true
                })
                .Build();
        }
        """);

    [Fact]
    public Task Jitter_that_was_switched_off_comes_back() => Verify.FixAsync(
        Usings + """
        class Startup
        {
            void Add(IHttpClientBuilder http) => http.AddStandardResilienceHandler(o => [|o.Retry.UseJitter = false|]);
            void Block(IHttpClientBuilder http) => http.AddStandardResilienceHandler(o => { o.Retry.MaxRetryAttempts = 5; [|o.Retry.UseJitter = false|]; });
            void Own(ResiliencePipelineBuilder<HttpResponseMessage> builder) => builder.AddRetry(new HttpRetryStrategyOptions { [|UseJitter = false|] });
            void Plain(ResiliencePipelineBuilder<HttpResponseMessage> builder) => builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage> { [|UseJitter = false|] });
        }
        """,
        Usings + """
        class Startup
        {
            void Add(IHttpClientBuilder http) => http.AddStandardResilienceHandler(o => o.Retry.UseJitter = true);
            void Block(IHttpClientBuilder http) => http.AddStandardResilienceHandler(o => { o.Retry.MaxRetryAttempts = 5; o.Retry.UseJitter = true; });
            void Own(ResiliencePipelineBuilder<HttpResponseMessage> builder) => builder.AddRetry(new HttpRetryStrategyOptions { UseJitter = true });
            void Plain(ResiliencePipelineBuilder<HttpResponseMessage> builder) => builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage> { UseJitter = true });
        }
        """);

    [Fact]
    public Task Doubling_waits_become_decorrelated_jitter() => Verify.FixAsync(
        Usings + """
        class Policies
        {
            const int Retries = 4;
            readonly AsyncRetryPolicy _a = Policy.Handle<HttpRequestException>().[|WaitAndRetryAsync|](Retries, n => TimeSpan.FromSeconds(Math.Pow(2, n)));
            readonly RetryPolicy _b = Policy.Handle<HttpRequestException>().[|WaitAndRetry|](retryCount: 3, sleepDurationProvider: n => TimeSpan.FromMilliseconds(100 * (1 << n)), onRetry: (error, wait) => Console.WriteLine(wait));
            RetryPolicy Build(int retries) => Policy
                .Handle<HttpRequestException>()
                .[|WaitAndRetry|](
                    retryCount: retries,
                    sleepDurationProvider: n => TimeSpan.FromSeconds(Math.Pow(2, n)),
                    onRetry: (error, wait) => { });
            RetryPolicy Commented(int retries) => Policy.Handle<HttpRequestException>().[|WaitAndRetry|](retries, n => TimeSpan.FromSeconds(Math.Pow(2, n) /* 2, 4, 8 */));
        }
        """,
        Usings + """
        class Policies
        {
            const int Retries = 4;
            readonly AsyncRetryPolicy _a = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(Backoff.DecorrelatedJitterBackoffV2(medianFirstRetryDelay: TimeSpan.FromSeconds(2), retryCount: Retries));
            readonly RetryPolicy _b = Policy.Handle<HttpRequestException>().WaitAndRetry(sleepDurations: Backoff.DecorrelatedJitterBackoffV2(medianFirstRetryDelay: TimeSpan.FromMilliseconds(200), retryCount: 3), onRetry: (error, wait) => Console.WriteLine(wait));
            RetryPolicy Build(int retries) => Policy
                .Handle<HttpRequestException>()
                .WaitAndRetry(
                    sleepDurations: Backoff.DecorrelatedJitterBackoffV2(medianFirstRetryDelay: TimeSpan.FromSeconds(2), retryCount: retries),
                    onRetry: (error, wait) => { });
            RetryPolicy Commented(int retries) => Policy.Handle<HttpRequestException>().WaitAndRetry(retries, n => TimeSpan.FromSeconds(Math.Pow(2, n) /* 2, 4, 8 */) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)));
        }
        """);

    [Fact]
    public Task Other_waits_get_a_random_part() => Verify.FixAsync(
        Usings + """
        class Policies
        {
            readonly IAsyncPolicy<HttpResponseMessage> _a = Policy.HandleResult<HttpResponseMessage>(r => !r.IsSuccessStatusCode).[|WaitAndRetryAsync|](3, _ => TimeSpan.FromMilliseconds(250));
            readonly IAsyncPolicy _b = Policy.Handle<HttpRequestException>().[|WaitAndRetryForeverAsync|](n =>
            {
                if (n > 5)
                    return TimeSpan.FromSeconds(30); // the most
                return n * TimeSpan.FromSeconds(5);
            });
            readonly RetryStrategyOptions<HttpResponseMessage> _c = new()
            {
                [|DelayGenerator|] = args => new ValueTask<TimeSpan?>(TimeSpan.FromSeconds(Math.Pow(2, args.AttemptNumber))),
                UseJitter = true,
            };
        }
        """,
        Usings + """
        class Policies
        {
            readonly IAsyncPolicy<HttpResponseMessage> _a = Policy.HandleResult<HttpResponseMessage>(r => !r.IsSuccessStatusCode).WaitAndRetryAsync(3, _ => TimeSpan.FromMilliseconds(250) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 250)));
            readonly IAsyncPolicy _b = Policy.Handle<HttpRequestException>().WaitAndRetryForeverAsync(n =>
            {
                if (n > 5)
                    return TimeSpan.FromSeconds(30) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000)); // the most
                return n * TimeSpan.FromSeconds(5) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000));
            });
            readonly RetryStrategyOptions<HttpResponseMessage> _c = new()
            {
                DelayGenerator = args => new ValueTask<TimeSpan?>(TimeSpan.FromSeconds(Math.Pow(2, args.AttemptNumber)) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 1000))),
                UseJitter = true,
            };
        }
        """);

    [Fact]
    public Task What_a_fix_needs_it_imports() => Verify.FixAsync(
        """
        using Microsoft.Extensions.DependencyInjection;

        class Client
        {
            readonly object _options = new [|Polly.Retry.RetryStrategyOptions<HttpResponseMessage>|] { Delay = TimeSpan.FromSeconds(1) };
        }
        """,
        """
        using Microsoft.Extensions.DependencyInjection;
        using Polly;

        class Client
        {
            readonly object _options = new Polly.Retry.RetryStrategyOptions<HttpResponseMessage> { Delay = TimeSpan.FromSeconds(1), BackoffType = DelayBackoffType.Exponential, UseJitter = true };
        }
        """);

    [Theory]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|](new[] { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2) })")]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|]([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)])")]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|](Waits)")]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|](Backoff.ExponentialBackoff(TimeSpan.FromSeconds(1), 3))")]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|](3, Grow)")]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|](3, n => (Wait))")]
    [InlineData("Policy.Handle<HttpRequestException>().[|WaitAndRetry|](Enumerable.Range(1, 5).Select(n => TimeSpan.FromSeconds(n)))")]
    [InlineData("Policy.Handle<TimeoutException>().Or<System.Net.Sockets.SocketException>().[|WaitAndRetry|](3, Grow)")]
    [InlineData("Policy.Handle<StackExchange.Redis.RedisConnectionException>().[|WaitAndRetry|](3, Grow)")]
    [InlineData("Policy.Handle<Grpc.Core.RpcException>(e => e.StatusCode == Grpc.Core.StatusCode.Unavailable).[|WaitAndRetry|](3, Grow)")]
    [InlineData("Policy.Handle<RabbitMQ.Client.Exceptions.BrokerUnreachableException>().[|WaitAndRetry|](3, Grow)")]
    [InlineData("Policy.Handle<Confluent.Kafka.ProduceException<string, string>>().[|WaitAndRetry|](3, Grow)")]
    [InlineData("Policy.Handle<System.Data.Common.DbException>().[|WaitAndRetry|](3, Grow)")]
    public Task Reports_a_policy_of_the_network_whose_waits_are_fixed(string policy) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Policies
        {
            static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);
            static readonly TimeSpan[] Waits = { Wait, Wait };
            static TimeSpan Grow(int n) => TimeSpan.FromSeconds(Math.Pow(1, n));
            readonly RetryPolicy _policy = {{policy}};
        }
        """);

    [Theory]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(Backoff.DecorrelatedJitterBackoffV2(TimeSpan.FromSeconds(1), 5))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(Backoff.AwsDecorrelatedJitterBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9), 5))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n) + TimeSpan.FromMilliseconds(Random.Shared.Next(0, 100)))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n) + TimeSpan.FromMilliseconds(_chance.Next(0, 100)))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromMilliseconds(System.Security.Cryptography.RandomNumberGenerator.GetInt32(100)))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromMilliseconds(Guid.NewGuid().GetHashCode() % 100))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => WithJitter(n))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, Hidden)")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, Provider)")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => throw new NotImplementedException())")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(1, n => TimeSpan.FromSeconds(n))")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(new[] { TimeSpan.FromSeconds(10) })")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.Zero)")]
    [InlineData("Policy.Handle<HttpRequestException>().Retry(3)")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, (n, error, context) => TimeSpan.FromSeconds(error.Message.Length), (e, t, n, c) => { })")]
    [InlineData("Policy.Handle<IOException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n))")]
    [InlineData("Policy.Handle<IOException>().Or<UnauthorizedAccessException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n))")]
    [InlineData("Policy.Handle<ConcurrencyException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n))")]
    [InlineData("Policy.Handle<Microsoft.Data.Sqlite.SqliteException>(e => e.Message == \"busy\").WaitAndRetry(3, n => TimeSpan.FromSeconds(n))")]
    public Task Says_nothing_about_the_policy(string policy) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Policies
        {
            static readonly Random _chance = new();
            static readonly Func<int, TimeSpan> Provider = Load();
            static Func<int, TimeSpan> Load() => throw new NotImplementedException();
            static TimeSpan WithJitter(int n) => throw new NotImplementedException();
            static TimeSpan Hidden(int n) => TimeSpan.FromSeconds(n) * Spread();
            static double Spread() => Random.Shared.NextDouble();
            readonly RetryPolicy _policy = {{policy}};
        }
        class ConcurrencyException : Exception;
        namespace Microsoft.Data.Sqlite { class SqliteException : System.Data.Common.DbException; }
        """);

    [Theory]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { UseJitter = true }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { UseJitter = Flag }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { MaxRetryAttempts = 1 }")]
    [InlineData("new RetryStrategyOptions<string> { MaxRetryAttempts = int.MaxValue, ShouldHandle = new PredicateBuilder<string>().Handle<HttpRequestException>().HandleResult(state => state != \"done\") }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { Delay = TimeSpan.Zero }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { DelayGenerator = args => new(TimeSpan.FromSeconds(Random.Shared.Next(9))) }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { DelayGenerator = args => new(args.Outcome.Result?.Headers.RetryAfter?.Delta) }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { DelayGenerator = args => new((TimeSpan?)null) }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { DelayGenerator = Generate }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { DelayGenerator = args => default }")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { DelayGenerator = null, UseJitter = true }")]
    [InlineData("new RetryStrategyOptions<string> { ShouldHandle = new PredicateBuilder<string>().Handle<IOException>() }")]
    [InlineData("new RetryStrategyOptions<string> { ShouldHandle = args => new(args.Outcome.Exception is IOException) }")]
    [InlineData("new HttpRetryStrategyOptions()")]
    [InlineData("new HttpRetryStrategyOptions { MaxRetryAttempts = 5 }")]
    public Task Says_nothing_about_the_options(string options) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Policies
        {
            static bool Flag => Environment.ProcessorCount > 1;
            static Func<RetryDelayGeneratorArguments<HttpResponseMessage>, ValueTask<TimeSpan?>>? Generate => throw new NotImplementedException();
            readonly object _options = {{options}};
        }
        """);

    [Theory]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); options.UseJitter = true; builder.AddRetry(options);")]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); if (flag) options.UseJitter = true; builder.AddRetry(options);")]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); Bind(options); builder.AddRetry(options);")]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); options.DelayGenerator = args => new(TimeSpan.FromSeconds(Random.Shared.Next(9))); builder.AddRetry(options);")]
    [InlineData("var options = new RetryStrategyOptions<HttpResponseMessage>(); Action set = () => options.UseJitter = true; set(); builder.AddRetry(options);")]
    [InlineData("Bind(new RetryStrategyOptions<HttpResponseMessage>());")]
    [InlineData("http.AddStandardResilienceHandler(o => { if (flag) o.Retry.UseJitter = false; });")]
    [InlineData("http.AddStandardResilienceHandler(o => { o.Retry.UseJitter = false; o.Retry.Delay = TimeSpan.Zero; });")]
    [InlineData("http.AddStandardResilienceHandler(o => { o.Retry.UseJitter = false; o.Retry.DelayGenerator = args => new(TimeSpan.FromSeconds(Random.Shared.Next(9))); });")]
    [InlineData("http.AddStandardResilienceHandler(o => o.Retry.MaxRetryAttempts = 5);")]
    [InlineData("new Own().UseJitter = false;")]
    public Task Says_nothing_when_the_settings_are_completed_later(string statements) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Own { public bool UseJitter { get; set; } }
        class Policies
        {
            static void Bind(object options) { }
            void Add(ResiliencePipelineBuilder<HttpResponseMessage> builder, IHttpClientBuilder http, bool flag) { {{statements}} }
        }
        """);

    [Fact]
    public Task Follows_options_that_are_kept_in_a_variable() => Verify.AnalyzeAsync(
        Usings + """
        class Policies
        {
            static RetryStrategyOptions<HttpResponseMessage> Made() => [|new|]();
            void Add(ResiliencePipelineBuilder<HttpResponseMessage> builder)
            {
                var options = new [|RetryStrategyOptions<HttpResponseMessage>|]();
                options.MaxRetryAttempts = 5;
                builder.AddRetry(options!);
            }
        }
        """);

    [Fact]
    public Task A_default_predicate_is_of_the_network_when_a_remote_call_runs_under_it() => Verify.AnalyzeAsync(
        Usings + """
        class Client(HttpClient http)
        {
            readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry([|new|]()).Build();
            readonly IAsyncPolicy _policy = Build();
            static IAsyncPolicy Build()
            {
                var retry = Policy.Handle<Exception>().[|WaitAndRetryAsync|](3, n => TimeSpan.FromSeconds(n));
                return Policy.WrapAsync(retry, Policy.TimeoutAsync(5));
            }
            async Task<string> Load(string url, CancellationToken token) => await _pipeline.ExecuteAsync(async t => await http.GetStringAsync(url, t), token);
            Task<string> Inner(string url) => _policy.ExecuteAsync(() => Get(url));
            Task<string> Get(string url) => http.GetStringAsync(url);
        }

        class Rebuilt(HttpClient http)
        {
            ResiliencePipeline Arrow => new ResiliencePipelineBuilder().AddRetry([|new|]()).Build();
            ResiliencePipeline Getter { get { return new ResiliencePipelineBuilder().AddRetry([|new|]()).Build(); } }
            ResiliencePipeline? _field;
            Rebuilt(HttpClient http, int retries) : this(http)
            {
                var builder = new ResiliencePipelineBuilder();
                builder.AddRetry([|new|]() { MaxRetryAttempts = retries });
                _field = builder.Build();
            }
            void Run(string url)
            {
                Arrow.Execute(() => http.Send(new HttpRequestMessage()));
                this.Getter!.Execute(() => http.Send(new HttpRequestMessage()));
                _field?.Execute(() => http.Send(new HttpRequestMessage()));
            }
        }
        """);

    [Theory]
    [InlineData("pipeline.Execute(() => File.Delete(path));")]
    [InlineData("pipeline.Execute(() => new FileStream(path, FileMode.Open).Dispose());")]
    [InlineData("pipeline.Execute(() => Migrate());")]
    [InlineData("var again = pipeline; again.Execute(() => Save(path));")]
    public Task Says_nothing_about_work_that_stays_here_or_happens_once(string statement) => Verify.AnalyzeAsync(
        Usings + $$"""
        class Store
        {
            static void Migrate() { }
            static void Save(string path) => File.WriteAllText(path, "");
            void Run(string path)
            {
                var pipeline = new ResiliencePipelineBuilder().AddRetry(new()).Build();
                {{statement}}
            }
        }
        """);

    [Fact]
    public async Task Says_nothing_about_the_start_of_a_process() => Assert.Empty(await Analysis.RunAsync(
        Analysis.Compile("""
            using System;
            using Polly;

            var retry = Policy.Handle<System.Net.Sockets.SocketException>().WaitAndRetry(5, n => TimeSpan.FromSeconds(n));
            retry.Execute(() => new System.Net.Sockets.TcpClient().Connect("broker", 5672));

            class DatabaseSetup
            {
                void Create() => Policy.Handle<System.Data.Common.DbException>().WaitAndRetry(5, n => TimeSpan.FromSeconds(n)).Execute(() => { });
            }
            """),
        ("fallacies.project_kind", "service")));

    [Fact]
    public Task Says_nothing_about_data_that_is_put_in_at_the_start() => Verify.AnalyzeAsync(
        Usings + """
        namespace Marten.Schema { interface IInitialData { Task Populate(CancellationToken cancellation); } }
        class Products(HttpClient http) : Marten.Schema.IInitialData
        {
            public Task Populate(CancellationToken cancellation) =>
                Policy.Handle<Exception>().WaitAndRetryAsync(5, n => TimeSpan.FromSeconds(5 * n)).ExecuteAsync(token => http.GetStringAsync("products", token), cancellation);
        }
        """);

    [Theory]
    [InlineData("new PredicateBuilder().Handle<Exception>(e => e is DbException or InvalidOperationException or TimeoutException)")]
    [InlineData("new PredicateBuilder().Handle<DbException>()")]
    [InlineData("new PredicateBuilder().Handle<Microsoft.EntityFrameworkCore.DbUpdateException>().Handle<TimeoutException>()")]
    public async Task Says_nothing_about_a_database_in_the_same_process(string predicate)
    {
        var source = Usings + $"using System.Data.Common;\nclass Setup {{ readonly object _retry = new RetryStrategyOptions {{ ShouldHandle = {predicate} }}; }}";
        var remote = new Verify.Test(source.Replace("new RetryStrategyOptions", "new {|#0:RetryStrategyOptions|}", StringComparison.Ordinal), "fallacies.project_kind = service", References.With("Microsoft.EntityFrameworkCore.SqlServer"));
        remote.ExpectedDiagnostics.Add(new DiagnosticResult("FAL1005", predicate.Contains("Handle<Microsoft", StringComparison.Ordinal) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning).WithLocation(0));

        await Verify.AnalyzeAsync(source, references: References.With("Microsoft.EntityFrameworkCore.Sqlite.Core"));
        await remote.RunAsync();
    }

    [Fact]
    public Task Another_failure_than_the_databases_counts() => Verify.AnalyzeAsync(
        Usings + "class Setup { readonly object _retry = new [|RetryStrategyOptions|] { ShouldHandle = new PredicateBuilder().Handle<System.Data.Common.DbException>().Handle<HttpRequestException>() }; }",
        references: References.With("Microsoft.EntityFrameworkCore.Sqlite.Core"));

    [Theory]
    [InlineData("Work : Microsoft.Extensions.Hosting.BackgroundService", "protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;", DiagnosticSeverity.Info)]
    [InlineData("Work : Microsoft.Extensions.Hosting.IHostedService", "public Task StartAsync(CancellationToken token) => Task.CompletedTask; public Task StopAsync(CancellationToken token) => Task.CompletedTask;", DiagnosticSeverity.Warning)]
    public Task The_loop_of_a_background_service_is_one_caller(string type, string members, DiagnosticSeverity severity)
    {
        var test = new Verify.Test(Usings + $$"""class {{type}} { readonly object _retry = Policy.Handle<HttpRequestException>().{|#0:WaitAndRetryAsync|}(3, n => TimeSpan.FromSeconds(n)); {{members}} }""", "fallacies.project_kind = service");
        test.ExpectedDiagnostics.Add(new DiagnosticResult("FAL1005", severity).WithLocation(0));
        return test.RunAsync();
    }

    [Theory]
    [InlineData("test")]
    [InlineData("tool")]
    public Task Says_nothing_in_a(string kind) => Verify.AnalyzeAsync(
        Usings + "class Client { readonly object _retry = Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n)); }",
        $"fallacies.project_kind = {kind}");

    [Theory]
    [InlineData("service", "Policy.Handle<HttpRequestException>()", "Warning")]
    [InlineData("library", "Policy.Handle<HttpRequestException>()", "Info")]
    [InlineData("service", "Policy.Handle<Exception>()", "Info")]
    public async Task Warns_in_services_of_what_is_surely_of_the_network(string kind, string policy, string severity)
    {
        var findings = await Analysis.RunAsync(
            Analysis.Compile($"using System; using System.Net.Http; using Polly; class Client {{ readonly object _retry = {policy}.WaitAndRetry(3, n => TimeSpan.FromSeconds(2 * n)); }}"),
            ("fallacies.project_kind", kind));

        var finding = Assert.Single(findings);
        Assert.Equal(severity, finding.Severity.ToString());
        Assert.Equal("'WaitAndRetry' waits without jitter (3 retries, after 2 s, 4 s, 6 s), so callers that failed together come back together", finding.GetMessage(null));
    }

    [Theory]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage>()", "3 retries, each after 2 s")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { MaxRetryAttempts = 5, Delay = TimeSpan.FromMilliseconds(500), BackoffType = DelayBackoffType.Exponential }", "5 retries, after 500 ms, 1 s, 2 s, …")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { BackoffType = DelayBackoffType.Exponential, MaxDelay = TimeSpan.FromSeconds(5) }", "3 retries, after 2 s, 4 s, 5 s")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { MaxRetryAttempts = Environment.ProcessorCount, BackoffType = DelayBackoffType.Linear }", "retries after 2 s, 4 s, 6 s, …")]
    [InlineData("new RetryStrategyOptions<HttpResponseMessage> { Delay = TimeSpan.FromSeconds(Environment.ProcessorCount) }", "3 retries")]
    public async Task Tells_how_often_and_when_it_tries_again(string options, string numbers)
    {
        var findings = await Analysis.RunAsync(
            Analysis.Compile($"using System; using System.Net.Http; using Polly; using Polly.Retry; class Client {{ readonly object _retry = {options}; }}"),
            ("fallacies.project_kind", "service"));

        Assert.Equal($"'RetryStrategyOptions' waits without jitter ({numbers}), so callers that failed together come back together", Assert.Single(findings).GetMessage(null));
    }

    [Theory]
    [InlineData("Grow")]
    [InlineData("Waits")]
    public Task No_fix_for(string provider) => Verify.NoFixAsync(
        Usings + $$"""
        class Policies
        {
            static readonly Func<int, TimeSpan> Waits = n => TimeSpan.FromSeconds(n);
            static TimeSpan Grow(int n) => TimeSpan.FromSeconds(n);
            readonly RetryPolicy _policy = Policy.Handle<HttpRequestException>().[|WaitAndRetry|](3, {{provider}});
        }
        """);

    [Fact]
    public async Task The_source_of_a_referenced_project_is_left_alone()
    {
        var library = Analysis.Compile("using System; public static class Waits { public static readonly TimeSpan One = TimeSpan.FromSeconds(1); public static TimeSpan Grow(int n) => TimeSpan.FromSeconds(n); public static TimeSpan Two => One; }");
        var service = Analysis.Compile("""
            using System;
            using System.Net.Http;
            using Polly;
            class Client
            {
                object A() => Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => Waits.One);
                object B() => Policy.Handle<HttpRequestException>().WaitAndRetry(3, Waits.Grow);
                object C() => Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => Waits.Two);
            }
            """).AddReferences(library.ToMetadataReference());

        Assert.DoesNotContain(await Analysis.RunAsync(service, ("fallacies.project_kind", "service")), finding => finding.Id == "AD0001");
    }

    [Theory]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, nothing);")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(3, n => );")]
    [InlineData("Policy.Handle<HttpRequestException>().WaitAndRetry(new TimeSpan[] { TimeSpan. });")]
    [InlineData("Policy.Handled<Nothing>().WaitAndRetry(3, n => TimeSpan.FromSeconds(n));")]
    [InlineData("new RetryStrategyOptions { UseJitter = };")]
    [InlineData("new RetryStrategyOptions { DelayGenerator = args => };")]
    [InlineData("var o = new RetryStrategyOptions { BackoffType = , }; o.UseJitter")]
    public async Task Half_typed_code_throws_nothing(string statement)
    {
        var compilation = Analysis.Compile($"using System; using System.Net.Http; using Polly; using Polly.Retry; class C {{ void M() {{ {statement} }} }}");
        var findings = await Analysis.RunAsync(compilation, ("fallacies.project_kind", "service"));

        Assert.Contains(compilation.GetDiagnostics(), diagnostic => diagnostic.Id.StartsWith("CS", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    [Theory]
    [InlineData("factory.CreateClient(\"others\"); factory.CreateClient();")]
    [InlineData("if (kind == \"prices\" || kind.Equals(\"prices\")) factory.CreateClient(nameof(Startup));")]
    [InlineData("services.AddHttpClient(\"prices\"); Own(\"prices\"); void Own(string name) => Console.WriteLine(\"prices\");")]
    public Task A_client_nobody_asks_for_never_retries(string others) => Verify.AnalyzeAsync(Named("AddHttpClient(\"prices\")", others, "WaitAndRetryAsync"));

    [Theory]
    [InlineData("AddHttpClient(\"prices\")", "factory.CreateClient(\"prices\");")]
    [InlineData("AddHttpClient(\"prices\")", "factory.CreateClient(kind);")]
    [InlineData("AddHttpClient(\"\")", "factory.CreateClient();")]
    [InlineData("AddHttpClient(\"prices\")", "factory.CreateClient($\"{kind}s\");")]
    [InlineData("AddHttpClient(\"prices\")", "Func<string, HttpClient> ask = factory.CreateClient; ask(kind);")]
    [InlineData("AddHttpClient(\"prices\")", "((IHttpMessageHandlerFactory)factory).CreateHandler(\"prices\");")]
    // The name goes to somebody else's code.
    [InlineData("AddHttpClient(\"prices\")", "services.Configure<Microsoft.Extensions.Http.HttpClientFactoryOptions>(\"prices\", options => { });")]
    [InlineData("AddHttpClient(Prices)", "services.Configure<Microsoft.Extensions.Http.HttpClientFactoryOptions>(Prices, options => { });")]
    [InlineData("AddHttpClient(\"prices\")", "services.AddHttpClient(\"others\").AddAsKeyed();")]
    [InlineData("AddHttpClient(\"OtlpTraceExporter\")", "")]
    // Whoever gets the class gets the client.
    [InlineData("AddHttpClient<Catalog>(\"prices\")", "")]
    [InlineData("AddHttpClient<Catalog>()", "")]
    [InlineData("AddHttpClient(kind)", "")]
    [InlineData("AddHttpClient(\"prices\").AddTypedClient<Catalog>()", "")]
    public Task A_client_that_somebody_may_ask_for_retries(string registration, string others) => Verify.AnalyzeAsync(Named(registration, others, "[|WaitAndRetryAsync|]"));

    [Theory]
    [InlineData("library", "[|WaitAndRetryAsync|]")]
    [InlineData("tool", "WaitAndRetryAsync")]
    public Task Others_ask_for_the_clients_of_a_library(string kind, string call) => Verify.AnalyzeAsync(Named("AddHttpClient(\"prices\")", "", call), "fallacies.project_kind = " + kind);

    private static string Named(string registration, string others, string call) => Usings + $$"""
        class Catalog(HttpClient http) { public object Http => http; }
        class Startup
        {
            private const string Prices = "prices";
            public void Configure(IServiceCollection services, IHttpClientFactory factory, string kind)
            {
                services.{{registration}}.AddPolicyHandler(Polly.Extensions.Http.HttpPolicyExtensions.HandleTransientHttpError().{{call}}(3, n => TimeSpan.FromSeconds(n)));
                {{others}}
            }
        }
        """;

    [Fact]
    public async Task What_the_fix_writes_makes_each_caller_wait_differently()
    {
        var without = new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.FromMilliseconds(2) };
        Assert.Equal(await WaitsOf(without), await WaitsOf(without));

        var with = new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.FromMilliseconds(2), BackoffType = DelayBackoffType.Exponential, UseJitter = true };
        Assert.NotEqual(await WaitsOf(with), await WaitsOf(with));
    }

    private static async Task<List<TimeSpan>> WaitsOf(RetryStrategyOptions options)
    {
        var waits = new List<TimeSpan>();
        options.OnRetry = args =>
        {
            waits.Add(args.RetryDelay);
            return default;
        };
        await Assert.ThrowsAsync<HttpRequestException>(async () => await new ResiliencePipelineBuilder().AddRetry(options).Build().ExecuteAsync(_ => throw new HttpRequestException()));
        return waits;
    }
}
