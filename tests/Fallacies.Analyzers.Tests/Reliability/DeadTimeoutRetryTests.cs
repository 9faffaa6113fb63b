using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.DeadTimeoutRetryAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1022, for retries.</summary>
public sealed class DeadTimeoutRetryTests
{
    private const string LeavesOut = "after 10 s HttpClient throws TaskCanceledException, which its filter leaves out";
    private const string Wrapped = "HttpClient throws TaskCanceledException, with the TimeoutException inside";
    private const string Together = "its 10 s count all tries together, so one that gets no reply is never repeated";

    [Theory]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("var retry = new ResiliencePipelineBuilder<HttpResponseMessage>().{|#0:AddRetry|}(new HttpRetryStrategyOptions()).AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions()).Build(); using var response = await retry.ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;", "AddRetry", "GetAsync", LeavesOut)]
    [InlineData("var own = new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(e => e.StatusCode is null).Handle<IOException>() }; return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(own).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await Policy.Handle<HttpRequestException>().{|#0:WaitAndRetryAsync|}(3, n => TimeSpan.FromSeconds(n)).ExecuteAsync(t => Http.GetStringAsync(url, t), token);", "WaitAndRetryAsync", "GetStringAsync", LeavesOut)]
    [InlineData("using var http = new HttpClient(); http.Timeout = TimeSpan.FromSeconds(10); return await Policy.Handle<HttpRequestException>().Or<System.Net.Sockets.SocketException>().{|#0:RetryAsync|}(2).ExecuteAsync(t => http.GetFromJsonAsync<string>(url, t), token);", "RetryAsync", "GetFromJsonAsync<string>", LeavesOut)]
    // The client is known from its registration.
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await plain.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    // Whoever names the exception means the timeout, whatever the client.
    [InlineData("return await Policy.Handle<HttpRequestException>().Or<TimeoutException>().{|#0:WaitAndRetryAsync|}(3, n => TimeSpan.FromSeconds(n)).ExecuteAsync(t => unknown.GetStringAsync(url, t), token);", "WaitAndRetryAsync", "GetStringAsync", Wrapped)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<TimeoutException>() }).Build().ExecuteAsync(async t => await unknown.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", Wrapped)]
    public Task Says_why_a_retry_around_a_client_stays_idle(string statements, string retry, string client, string reason) => Reports(InMethod(statements), retry, client, reason);

    [Theory]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is HttpRequestException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = args => new ValueTask<bool>(args.Outcome.Exception is HttpRequestException or IOException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || args.Outcome.Exception is IOException { Message.Length: > 3 }) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = async args => { return await ValueTask.FromResult(args.Outcome.Exception is HttpRequestException); } }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = args => args.Outcome switch { { Exception: HttpRequestException } => PredicateResult.True(), { Exception: IOException e } when e.Message.Length > 3 => PredicateResult.True(), _ => PredicateResult.False() } }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = args => args is { Outcome.Exception: HttpRequestException, AttemptNumber: < 9 } ? PredicateResult.True() : PredicateResult.False() }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = args => new(IsOneOfThem(args.Outcome.Exception)) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = Retried }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is HttpRequestException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<Exception>(IsOneOfThem) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", LeavesOut)]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().{|#0:AddRetry|}(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || args.Outcome.Result?.StatusCode >= System.Net.HttpStatusCode.InternalServerError) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;", "AddRetry", "GetAsync", LeavesOut)]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().{|#0:AddRetry|}(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => args.Outcome switch { { Exception: HttpRequestException } => PredicateResult.True(), { Result.IsSuccessStatusCode: false } => PredicateResult.True(), _ => PredicateResult.False() } }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;", "AddRetry", "GetAsync", LeavesOut)]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().{|#0:AddRetry|}(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is HttpRequestException || args.Outcome.Result is { IsSuccessStatusCode: false }) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;", "AddRetry", "GetAsync", LeavesOut)]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().{|#0:AddRetry|}(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || (args.Outcome.Result != null && args.Outcome.Result.Headers.RetryAfter != null)) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;", "AddRetry", "GetAsync", LeavesOut)]
    [InlineData("return await Policy.Handle<Exception>(e => e is HttpRequestException or IOException).{|#0:WaitAndRetryAsync|}(3, n => TimeSpan.FromSeconds(n)).ExecuteAsync(t => Http.GetStringAsync(url, t), token);", "WaitAndRetryAsync", "GetStringAsync", LeavesOut)]
    [InlineData("return await Policy.Handle<Exception>(e => e is HttpRequestException or TimeoutException).{|#0:WaitAndRetryAsync|}(3, n => TimeSpan.FromSeconds(n)).ExecuteAsync(t => unknown.GetStringAsync(url, t), token);", "WaitAndRetryAsync", "GetStringAsync", Wrapped)]
    [InlineData("return await new ResiliencePipelineBuilder().{|#0:AddRetry|}(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is TimeoutException) }).Build().ExecuteAsync(async t => await unknown.GetStringAsync(url, t), token);", "AddRetry", "GetStringAsync", Wrapped)]
    public Task Reads_a_filter_that_is_written_out(string statements, string retry, string client, string reason) => Reports(InMethod(statements), retry, client, reason);

    [Theory]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is not null) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException or OperationCanceledException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is not OperationCanceledException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => PredicateResult.True() }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception?.InnerException is TimeoutException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || args.Outcome.Exception?.InnerException is IOException) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => args.Outcome switch { { Exception: OperationCanceledException } => PredicateResult.False(), { Exception: not null } => PredicateResult.True(), _ => PredicateResult.False() } }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => { if (args.Outcome.Exception is HttpRequestException) return PredicateResult.True(); return PredicateResult.False(); } }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(IsAny(args.Outcome.Exception)) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException { StatusCode: System.Net.HttpStatusCode.TooManyRequests }) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is HttpRequestException http && http.StatusCode == System.Net.HttpStatusCode.TooManyRequests) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(e => e.StatusCode == System.Net.HttpStatusCode.TooManyRequests) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e.Message.Length > 3) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<Exception>(Endless) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => new(args.Outcome.Result?.StatusCode is System.Net.HttpStatusCode.TooManyRequests) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;")]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || args.Outcome.Result is null) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;")]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => new(args.Outcome.Exception is HttpRequestException || args.Outcome.Result?.IsSuccessStatusCode != true) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;")]
    [InlineData("using var response = await new ResiliencePipelineBuilder<HttpResponseMessage>().AddRetry(new RetryStrategyOptions<HttpResponseMessage> { ShouldHandle = args => new(HttpClientResiliencePredicates.IsTransient(args.Outcome)) }).Build().ExecuteAsync(async t => await Http.GetAsync(url, t), token); return null;")]
    [InlineData("var more = new ResiliencePipelineBuilder<bool>().AddRetry(new RetryStrategyOptions<bool> { ShouldHandle = args => new(args.Outcome is { Result: false }) }).Build(); return await more.ExecuteAsync(async t => await Http.GetFromJsonAsync<bool>(url, t), token) ? url : null;")]
    [InlineData("return await Policy.Handle<Exception>(e => e is HttpRequestException or TaskCanceledException).RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token);")]
    public Task Leaves_a_filter_alone_that_may_see_the_timeout_or_looks_at_replies(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Theory]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(10)).{|#0:AddResilienceHandler|}(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions { Delay = TimeSpan.FromMilliseconds(100) }));", "AddResilienceHandler")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(10)).AddHttpMessageHandler<Plain>().{|#0:AddTransientHttpErrorPolicy|}(p => p.WaitAndRetryAsync(3, n => TimeSpan.FromMilliseconds(n))).AddTransientHttpErrorPolicy(p => p.CircuitBreakerAsync(5, TimeSpan.FromSeconds(30)));", "AddTransientHttpErrorPolicy")]
    [InlineData("services.AddHttpClient(\"prices\").ConfigureHttpClient(c => c.Timeout = TimeSpan.FromSeconds(10)).{|#0:AddPolicyHandler|}(HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromMilliseconds(n)));", "AddPolicyHandler")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(10)).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler()).{|#0:AddPolicyHandler|}((sp, request) => Retry());", "AddPolicyHandler")]
    public Task Says_why_a_retry_below_a_client_stays_idle(string statement, string retry) => Reports(InSetup(statement), retry, "prices", Together);

    [Theory]
    // The filter lets the cancellation through, or cannot be read.
    [InlineData("return await Policy.Handle<HttpRequestException>().Or<TaskCanceledException>().RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token);")]
    [InlineData("return await Policy.Handle<HttpRequestException>().OrInner<TimeoutException>().RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token);")]
    [InlineData("return await Policy.Handle<Exception>().RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is not null) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(options).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    // It is about answers alone.
    [InlineData("using var response = await Policy.HandleResult<HttpResponseMessage>(r => (int)r.StatusCode >= 500).RetryAsync(2).ExecuteAsync(t => Http.GetAsync(url, t), token); return null;")]
    // Something ends each try before the client does.
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).AddTimeout(TimeSpan.FromSeconds(2)).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("var b = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()); if (url.Length > 3) b.AddTimeout(TimeSpan.FromSeconds(2)); return await b.Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("return await Policy.Handle<HttpRequestException>().RetryAsync(2).WrapAsync(Policy.TimeoutAsync(2)).ExecuteAsync(t => Http.GetStringAsync(url, t), token);")]
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => { using var own = CancellationTokenSource.CreateLinkedTokenSource(t); own.CancelAfter(100); return await Http.GetStringAsync(url, own.Token); }, token);")]
    // The cancellation is met inside.
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => { try { return await Http.GetStringAsync(url, t); } catch (TaskCanceledException) { throw new IOException(); } }, token);")]
    // Sent again, it may be carried out twice.
    [InlineData("using var response = await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await Http.PostAsync(url, null, t), token); return null;")]
    [InlineData("using var response = await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await Http.SendAsync(new HttpRequestMessage(HttpMethod.Patch, url), t), token); return null;")]
    // FAL1001 says that it sees nothing at all.
    [InlineData("return await Policy.Handle<HttpRequestException>().Retry(2).Execute(() => Http.GetStringAsync(url, token));")]
    // The timeout is not known, infinite, or set twice; the call is another one.
    [InlineData("return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await unknown.GetStringAsync(url, t), token);")]
    [InlineData("using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan }; return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(3) }; if (url.Length > 9) http.Timeout = TimeSpan.FromSeconds(30); return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("using var http = new HttpClient(); return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) }) { Timeout = TimeSpan.FromSeconds(3) }; return await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions()).Build().ExecuteAsync(async t => await http.GetStringAsync(url, t), token);")]
    [InlineData("return await Policy.Handle<TimeoutException>().RetryAsync(2).ExecuteAsync(t => OtherAsync(url, t), token);")]
    [InlineData("return await Policy.Handle<TimeoutException>().RetryAsync(2).ExecuteAsync(async t => await OtherAsync(await unknown.GetStringAsync(url, t), t), token);")]
    public Task Leaves_a_retry_around_a_client_alone(string statements) => Verify.AnalyzeAsync(InMethod(statements));

    [Theory]
    [InlineData("services.AddHttpClient(\"prices\").AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions()));")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = Timeout.InfiniteTimeSpan).AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions()));")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = time).AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions()));")]
    // Each try has a limit of its own.
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions()).AddTimeout(TimeSpan.FromSeconds(2)));")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddResilienceHandler(\"own\", b => { b.AddRetry(new HttpRetryStrategyOptions()); if (time > TimeSpan.Zero) b.AddTimeout(time); });")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry()).AddPolicyHandler(Policy.TimeoutAsync<HttpResponseMessage>(2));")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry().WrapAsync(Policy.TimeoutAsync<HttpResponseMessage>(2)));")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry()).AddHttpMessageHandler<TimeoutHandler>();")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry()).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1) });")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry()).AddPolicyHandlerFromRegistry(\"limits\");")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddResilienceHandler(\"own\", b => b.AddHedging(new HttpHedgingStrategyOptions()));")]
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddStandardHedgingHandler();")]
    [InlineData("services.ConfigureHttpClientDefaults(b => b.AddStandardResilienceHandler()); services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry());")]
    [InlineData("services.AddHttpClient<Poster>(c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Retry());")]
    // It answers one status only.
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(60)).AddPolicyHandler(Policy.HandleResult<HttpResponseMessage>(r => (int)r.StatusCode == 429).RetryAsync(2));")]
    // FAL1009 speaks of it.
    [InlineData("services.AddHttpClient(\"prices\", c => c.Timeout = TimeSpan.FromSeconds(1)).AddResilienceHandler(\"own\", b => b.AddRetry(new HttpRetryStrategyOptions { Delay = TimeSpan.FromSeconds(3) }));")]
    public Task Leaves_a_retry_below_a_client_alone(string statement) => Verify.AnalyzeAsync(InSetup(statement));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(InMethod("return await Policy.Handle<HttpRequestException>().RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token);"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("var again = again.Or<HttpRequestException>(); await again.RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token);")]
    [InlineData("await Policy.Handle<HttpRequestException>().RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(url, t), token); services.AddHttpClient<Client>(c => c.Timeout = ).AddPolicyHandler(Retr")]
    [InlineData("await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => args.Outcome switch { { Exception: Htt } => , { Result: } } }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = args => new(args.Outcome.Exception is  || args.) }).Build().ExecuteAsync(async t => await Http.GetStringAsync(url, t), token);")]
    [InlineData("await new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { ShouldHandle = new PredicateBuilder(). }).Build().ExecuteAsync(")]
    public Task Survives_half_typed(string statements) => PipelineSource.SurvivesAsync(InMethod(statements));

    [Fact]
    public Task Survives_half_typed_code() => PipelineSource.SurvivesAsync(InMethod("return await Policy.Handle<HttpRequestExceptio>().Or<TimeoutException>().RetryAsync(2).ExecuteAsync(t => Http.GetStringAsync(adr, t), ); services.AddHttpClient(\"p\", c => c.Timeout = ).AddPolicyHandler(Retr()"));

    private static Task Reports(string source, string retry, string client, string reason) => new Verify.Test(source, "fallacies.project_kind = service")
    {
        ExpectedDiagnostics =
        {
            new DiagnosticResult(Fallacies.Analyzers.Reliability.DeadTimeoutCatchAnalyzer.Descriptor).WithSeverity(DiagnosticSeverity.Info).WithLocation(0)
                .WithArguments($"'{retry}'", client, reason).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations),
        },
    }.RunAsync();

    private static string InMethod(string statements) => Source(statements, "services.AddHttpClient<Client>(c => c.Timeout = TimeSpan.FromSeconds(10));");

    private static string InSetup(string statement) => Source("await Task.Yield(); return null;", statement);

    private static string Source(string statements, string setup) =>
        $$"""
        using System.Net.Http.Json;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Http.Resilience;
        using Polly;
        using Polly.Extensions.Http;
        using Polly.Retry;
        sealed class Other(HttpClient unknown)
        {
            public HttpClient Unknown { get; } = unknown;
        }
        sealed class Poster(HttpClient http) { public Task<HttpResponseMessage> Send() => http.PostAsync("a", null); }
        sealed class Client(HttpClient plain)
        {
            private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
            public async Task<string?> LoadAsync(HttpClient unknown, RetryStrategyOptions options, string url, CancellationToken token)
            {
                {{statements}}
            }
            static bool IsOneOfThem(Exception? failure) => failure is HttpRequestException or IOException;
            static bool IsAny(Exception? failure) => failure is not null;
            static bool Endless(Exception failure) => Endless(failure);
            static ValueTask<bool> Retried(RetryPredicateArguments<object> args) => new(args.Outcome.Exception is HttpRequestException);
            static Task<string> OtherAsync(string url, CancellationToken token) => Task.FromResult(url);
        }
        static class Setup
        {
            public static void Add(IServiceCollection services, TimeSpan time)
            {
                {{setup}}
            }
            static IAsyncPolicy<HttpResponseMessage> Retry() => HttpPolicyExtensions.HandleTransientHttpError().WaitAndRetryAsync(3, n => TimeSpan.FromMilliseconds(n));
        }
        class Plain : DelegatingHandler;
        class TimeoutHandler : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => base.SendAsync(request, token).WaitAsync(TimeSpan.FromSeconds(1), token);
        }
        """;
}
