using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.ResentRequestAnalyzer, Fallacies.CodeFixes.Reliability.ResentRequestFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1004.</summary>
public sealed class ResentRequestTests
{
    private const string Get = "using var request = new HttpRequestMessage(HttpMethod.Get, url); ";

    [Theory]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(async ct => await {|#0:http.SendAsync(request, ct)|}, token);", "'AddRetry'", "request", "a message that has been sent")]
    [InlineData(Get + "return await Policies.ExecuteAsync(() => {|#0:http.SendAsync(request)|});", "'WaitAndRetryAsync'", "request", "a message that has been sent")]
    [InlineData(Get + "return await Hedged.ExecuteAsync(async ct => await {|#0:http.SendAsync(request, ct)|}, token);", "'AddHedging'", "request", "a message that has been sent")]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(async (message, ct) => await {|#0:http.SendAsync(message, ct)|}, request, token);", "'AddRetry'", "message", "a message that has been sent")]
    [InlineData(Get + "return await Policy.TimeoutAsync(5).WrapAsync(Policy.Handle<HttpRequestException>().RetryAsync(2)).ExecuteAsync(ct => {|#0:http.SendAsync(request, ct)|}, token);", "'RetryAsync'", "request", "a message that has been sent")]
    [InlineData(Get + "for (var i = 0; ; i++) { try { return await {|#0:http.SendAsync(request, token)|}; } catch (HttpRequestException) when (i < 3) { await Task.Delay(100, token); } }", "The loop", "request", "a message that has been sent")]
    [InlineData(Get + "while (true) { var response = await {|#0:http.SendAsync(request, token)|}; if (response.IsSuccessStatusCode) return response; await Task.Delay(100, token); }", "The loop", "request", "a message that has been sent")]
    [InlineData("using var content = new StreamContent(await http.GetStreamAsync(url)); return await Pipeline.ExecuteAsync(async ct => await {|#0:http.PostAsync(url, content, ct)|}, token);", "'AddRetry'", "content", "a stream that has been read")]
    [InlineData("using var packed = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress); using var form = new MultipartFormDataContent(); form.Add(new StreamContent(packed), \"file\"); return await Pipeline.ExecuteAsync(async ct => await {|#0:http.PostAsync(url, form, ct)|}, token);", "'AddRetry'", "form", "a stream that has been read")]
    [InlineData("using var packed = new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress); using var form = new MultipartFormDataContent { { new StreamContent(packed), \"file\" } }; return await Pipeline.ExecuteAsync(async ct => await {|#0:http.PostAsync(url, form, ct)|}, token);", "'AddRetry'", "form", "a stream that has been read")]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(static async (state, ct) => await {|#0:state.http.SendAsync(state.request, ct)|}, (http, request), token);", "'AddRetry'", "request", "a message that has been sent")]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(static async (it, ct) => await {|#0:it.Client.SendAsync(it.Message, ct)|}, (Client: http, Message: request), token);", "'AddRetry'", "request", "a message that has been sent")]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(CallAsync, token); async ValueTask<HttpResponseMessage> CallAsync(CancellationToken ct) => await {|#0:http.SendAsync(request, ct)|};", "'AddRetry'", "request", "a message that has been sent")]
    public Task Says_what_is_sent_again(string statements, string by, string what, string why) => new Verify.Test(Source(statements), "fallacies.project_kind = service")
    {
        ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.ResentRequestAnalyzer.Descriptor).WithLocation(0).WithArguments(by, what, why).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations) },
    }.RunAsync();

    [Fact]
    public Task A_message_that_somebody_handed_over_is_the_same_each_time_too() => Verify.AnalyzeAsync(
        Source("return null;").Replace("static class End { }", "class Sender(HttpClient http, ResiliencePipeline own) { public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await Client.Pipeline.ExecuteAsync(async ct => await [|http.SendAsync(request, ct)|]); }", StringComparison.Ordinal));

    [Theory]
    // Made anew, or copied.
    [InlineData("return await Pipeline.ExecuteAsync(async ct => { using var request = new HttpRequestMessage(HttpMethod.Get, url); return await http.SendAsync(request, ct); }, token);")]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(async ct => await http.SendAsync(Copy(request), ct), token);")]
    [InlineData("HttpRequestMessage request; while (true) { request = new HttpRequestMessage(HttpMethod.Get, url); var response = await http.SendAsync(request, token); if (response.IsSuccessStatusCode) return response; }")]
    [InlineData(Get + "for (var i = 0; ; i++) { try { return await http.SendAsync(request, token); } catch (HttpRequestException) when (i < 3) { request = Copy(request); } }", true)]
    [InlineData("return await Pipeline.ExecuteAsync(CallAsync, token); async ValueTask<HttpResponseMessage> CallAsync(CancellationToken ct) { using var request = new HttpRequestMessage(HttpMethod.Get, url); return await http.SendAsync(request, ct); }")]
    [InlineData("return await Pipeline.ExecuteAsync(static async (state, ct) => await state.http.SendAsync(Copy(state.request), ct), (http, request: new HttpRequestMessage()), token);")]
    [InlineData("return await Pipeline.ExecuteAsync(static async (state, ct) => await state.http.SendAsync(new HttpRequestMessage(HttpMethod.Get, state.url), ct), (http, url), token);")]
    // Nothing that repeats.
    [InlineData(Get + "return await Limit.ExecuteAsync(CallAsync, token); async ValueTask<HttpResponseMessage> CallAsync(CancellationToken ct) => await http.SendAsync(request, ct);")]
    [InlineData(Get + "return await CallAsync(token); async ValueTask<HttpResponseMessage> CallAsync(CancellationToken ct) => await http.SendAsync(request, ct);")]
    [InlineData(Get + "return await Limit.ExecuteAsync(static async (state, ct) => await state.http.SendAsync(state.request, ct), (http, request), token);")]
    [InlineData(Get + "return await Limit.ExecuteAsync(async ct => await http.SendAsync(request, ct), token);")]
    [InlineData(Get + "return await Within(async ct => await http.SendAsync(request, ct));")]
    [InlineData(Get + "return await Unknown().ExecuteAsync(async ct => await http.SendAsync(request, ct), token);")]
    [InlineData(Get + "while (true) { await Task.Delay(1, token); return await http.SendAsync(request, token); }")]
    [InlineData(Get + "foreach (var pause in new[] { 1, 2 }) { if (pause > 1) { return await http.SendAsync(request, token); } await Task.Delay(pause, token); } return null;")]
    [InlineData(Get + "while (true) { if (token.IsCancellationRequested) { var response = await http.SendAsync(request, token); if (response.IsSuccessStatusCode) return response; else throw new InvalidOperationException(); } }")]
    // A handler may pass a message on twice, and a message whose mark is set back may be sent twice.
    [InlineData(Get + "return await Pipeline.ExecuteAsync(async ct => await invoker.SendAsync(request, ct), token);")]
    [InlineData(Get + "return await Pipeline.ExecuteAsync(async ct => { request.ResetSendStatus(); return await http.SendAsync(request, ct); }, token);")]
    // Contents that can be sent again.
    [InlineData("using var content = new StringContent(\"a\"); return await Pipeline.ExecuteAsync(async ct => await http.PostAsync(url, content, ct), token);")]
    [InlineData("using var content = new StreamContent(new MemoryStream()); return await Pipeline.ExecuteAsync(async ct => await http.PostAsync(url, content, ct), token);")]
    [InlineData("using var content = new StreamContent(file); return await Pipeline.ExecuteAsync(async ct => await http.PostAsync(url, content, ct), token);")]
    public Task Leaves_alone(string statements, bool assigns = false) => Verify.AnalyzeAsync(Source(assigns ? statements.Replace("using var request", "var request", StringComparison.Ordinal) : statements));

    [Theory]
    [InlineData("return await Pipeline.ExecuteAsync(static async (state, ct) => await [|state.http.SendAsync(state.request, ct)|], (http, request), token);")]
    public Task No_fix_where_the_message_comes_as_state(string statements) => Verify.NoFixAsync(Source(Get + statements));

    [Fact]
    public Task A_local_function_makes_the_message_anew_too() => Verify.FixAsync(
        Source(
            """
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            return await Pipeline.ExecuteAsync(CallAsync, token);

            async ValueTask<HttpResponseMessage> CallAsync(CancellationToken ct)
            {
                return await [|http.SendAsync(request, ct)|];
            }
            """),
        Source(
            """
            return await Pipeline.ExecuteAsync(CallAsync, token);

            async ValueTask<HttpResponseMessage> CallAsync(CancellationToken ct)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, url);
                return await http.SendAsync(request, ct);
            }
            """));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Source(Get + "return await Pipeline.ExecuteAsync(async ct => await http.SendAsync(request, ct), token);"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Source("return await Pipeline.ExecuteAsync(async ct => await http.SendAsync({|CS0103:request|}, ct), token);"));

    [Fact]
    public Task The_message_is_made_anew_for_each_try() => Verify.FixAsync(
        Source(
            """
            // What the partner wants.
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(1) };
            request.Headers.Add("X-Tenant", "shop");
            using var other = new HttpRequestMessage(HttpMethod.Get, url);
            for (var i = 0; ; i++)
            {
                try
                {
                    using var second = await [|http.SendAsync(other, token)|];
                    break;
                }
                catch (HttpRequestException) when (i < 3)
                {
                    await Task.Delay(100, token);
                }
            }

            return await Pipeline.ExecuteAsync(
                async ct =>
                {
                    return await [|http.SendAsync(request, ct)|];
                },
                token);
            """),
        Source(
            """
            for (var i = 0; ; i++)
            {
                try
                {
                    using var other = new HttpRequestMessage(HttpMethod.Get, url);
                    using var second = await http.SendAsync(other, token);
                    break;
                }
                catch (HttpRequestException) when (i < 3)
                {
                    await Task.Delay(100, token);
                }
            }

            return await Pipeline.ExecuteAsync(
                async ct =>
                {
                    // What the partner wants.
                    using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(1) };
                    request.Headers.Add("X-Tenant", "shop");
                    return await http.SendAsync(request, ct);
                },
                token);
            """));

    [Fact]
    public Task An_expression_becomes_a_block() => Verify.FixAsync(
        Source("using var request = new HttpRequestMessage(HttpMethod.Get, url);\nreturn await Pipeline.ExecuteAsync(async ct => await [|http.SendAsync(request, ct)|], token);"),
        Source("return await Pipeline.ExecuteAsync(async ct =>\n{\n    using var request = new HttpRequestMessage(HttpMethod.Get, url);\n    return await http.SendAsync(request, ct);\n}, token);"));

    [Theory]
    // Used up by the first try, or different in each.
    [InlineData("using var body = new StringContent(\"a\"); using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = body }; return await Pipeline.ExecuteAsync(async ct => await [|http.SendAsync(request, ct)|], token);")]
    [InlineData("using var request = new HttpRequestMessage(HttpMethod.Post, url); request.Headers.Add(\"Idempotency-Key\", Guid.NewGuid().ToString()); return await Pipeline.ExecuteAsync(async ct => await [|http.SendAsync(request, ct)|], token);")]
    // Used elsewhere.
    [InlineData(Get + "Console.WriteLine(request); return await Pipeline.ExecuteAsync(async ct => await [|http.SendAsync(request, ct)|], token);")]
    // Would lose a comment, or the message before it is sent.
    [InlineData("/* theirs */ using var request = new HttpRequestMessage(HttpMethod.Get, url); return await Pipeline.ExecuteAsync(async ct => await [|http.SendAsync(request, ct)|], token);")]
    [InlineData(Get + "return await Policies.ExecuteAsync(() => [|http.SendAsync(request)|]);")]
    [InlineData("using var content = new StreamContent(await http.GetStreamAsync(url)); return await Pipeline.ExecuteAsync(async ct => await [|http.PostAsync(url, content, ct)|], token);")]
    public Task Offers_nothing_where_a_second_message_would_not_be_the_same(string statements) => Verify.NoFixAsync(Source(statements));

    private static string Source(string statements) =>
        $$"""
        using System.Net.Http.Json;
        using Polly;
        using Polly.Retry;
        class Client(HttpClient http, HttpMessageInvoker invoker, Stream file)
        {
            internal static readonly ResiliencePipeline Pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions { UseJitter = true }).Build();
            static readonly ResiliencePipeline Limit = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(5)).Build();
            static readonly ResiliencePipeline<HttpResponseMessage> Hedged = new ResiliencePipelineBuilder<HttpResponseMessage>().AddHedging(new()).Build();
            static readonly IAsyncPolicy Policies = Policy.Handle<HttpRequestException>().WaitAndRetryAsync(3, n => TimeSpan.FromSeconds(n));
            async Task<HttpResponseMessage?> SendAsync(string url, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            static HttpRequestMessage Copy(HttpRequestMessage request) => new(request.Method, request.RequestUri);
            static Task<HttpResponseMessage> Within(Func<CancellationToken, Task<HttpResponseMessage>> send) => send(default);
            extern ResiliencePipeline Unknown();
        }
        static class Requests { public static void ResetSendStatus(this HttpRequestMessage request) { } }
        static class End { }
        """;
}
