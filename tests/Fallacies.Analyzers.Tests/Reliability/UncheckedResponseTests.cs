using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UncheckedResponseAnalyzer, Fallacies.CodeFixes.Reliability.UncheckedResponseFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1023.</summary>
public sealed class UncheckedResponseTests
{
    [Theory]
    [InlineData("await {|#0:http.DeleteAsync(url)|}; return \"\";", "DeleteAsync", "a 404 or 503 looks like success")]
    [InlineData("using var response = await {|#0:http.PostAsJsonAsync(url, 1)|}.ConfigureAwait(false); return \"\";", "PostAsJsonAsync", "a 404 or 503 looks like success")]
    [InlineData("var response = await {|#0:http.GetAsync(url)|}; return await response.Content.ReadAsStringAsync();", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("var response = await {|#0:http.GetAsync(url)|}; return System.Text.Json.JsonSerializer.Deserialize<Money>(await response.Content.ReadAsStringAsync())?.Code;", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("return await (await {|#0:http.GetAsync(url)|}).Content.ReadAsStringAsync();", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("return {|#0:http.GetAsync(url)|}.Result.Content.ReadAsStringAsync().GetAwaiter().GetResult();", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("using (var response = await {|#0:http.GetAsync(url)|}) return response.Headers.ETag?.Tag;", "GetAsync", "'Headers' of an error is read as if all went well")]
    [InlineData("HttpResponseMessage? response = null; try { response = await {|#0:http.GetAsync(url)|}; return (await response.Content.ReadFromJsonAsync<string>())!; } finally { response?.Dispose(); }", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("using (await {|#0:http.GetAsync(url)|}) return \"\";", "GetAsync", "a 404 or 503 looks like success")]
    [InlineData("using var request = new HttpRequestMessage(); var response = {|#0:http.Send(request)|}; var alias = response; using var reader = new StreamReader(alias.Content.ReadAsStream()); return reader.ReadToEnd();", "Send", "an error page is read as if it were the answer")]
    [InlineData("if (await {|#0:http.GetAsync(url)|} is { } response) return await response.Content.ReadAsStringAsync(); return \"\";", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("if (await {|#0:http.GetAsync(url)|} is HttpResponseMessage response) return await response.Content.ReadAsStringAsync(); return \"\";", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("using var first = await {|#0:http.GetAsync(url)|}; return first is { } response ? await response.Content.ReadAsStringAsync() : \"\";", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("using var response = await {|#0:http.GetAsync(url)|}; return response != null && response is not null ? await response.Content.ReadAsStringAsync() : \"\";", "GetAsync", "an error page is read as if it were the answer")]
    [InlineData("await RemoveAsync(); return \"\"; Task RemoveAsync() => {|#0:http.DeleteAsync(url)|};", "DeleteAsync", "a 404 or 503 looks like success")]
    [InlineData("await RemoveAsync(); return \"\"; Task RemoveAsync() { return {|#0:SendOnAsync(url)|}; }", "SendOnAsync", "a 404 or 503 looks like success")]
    [InlineData("await {|#0:SendOnAsync(url)|}; return \"\";", "SendOnAsync", "a 404 or 503 looks like success")]
    [InlineData("using var response = await {|#0:SendOnAsync(url)|}.ConfigureAwait(false); return await response.Content.ReadAsStringAsync();", "SendOnAsync", "an error page is read as if it were the answer")]
    public Task Says_what_happens_instead(string statements, string call, string use) => new Verify.Test(Source(statements), "fallacies.project_kind = service")
    {
        ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.UncheckedResponseAnalyzer.Descriptor).WithLocation(0).WithArguments(call, use).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations) },
    }.RunAsync();

    [Theory]
    // Asked.
    [InlineData("(await http.DeleteAsync(url)).EnsureSuccessStatusCode(); return \"\";")]
    [InlineData("using var response = await http.GetAsync(url); response.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync();")]
    [InlineData("using var response = await http.GetAsync(url); return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : \"\";")]
    [InlineData("using var response = await http.GetAsync(url); var text = await response.Content.ReadAsStringAsync(); if (response.StatusCode != System.Net.HttpStatusCode.OK) throw new IOException(text); return text;")]
    [InlineData("return (await http.GetAsync(url)).StatusCode.ToString();")]
    [InlineData("var response = await http.GetAsync(url); var alias = response; alias.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync();")]
    [InlineData("var response = await http.GetAsync(url); return response is { IsSuccessStatusCode: true } ? \"\" : \"x\";")]
    [InlineData("var response = await http.GetAsync(url); return response switch { { IsSuccessStatusCode: true } => \"\", _ => \"x\" };")]
    [InlineData("if (await http.GetAsync(url) is { IsSuccessStatusCode: true } response) return await response.Content.ReadAsStringAsync(); return \"\";")]
    [InlineData("if (await http.GetAsync(url) is { } response) { response.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync(); } return \"\";")]
    [InlineData("var first = await http.GetAsync(url); return first is { } response && response.IsSuccessStatusCode ? await first.Content.ReadAsStringAsync() : \"\";")]
    // What comes with an error, too.
    [InlineData("using var response = await http.GetAsync(url); return response.Headers.WwwAuthenticate.ToString();")]
    [InlineData("using var response = await http.GetAsync(url); return response.Headers.Location?.ToString();")]
    [InlineData("using var response = await http.GetAsync(url); return response.Headers.GetValues(\"WWW-Authenticate\").First();")]
    [InlineData("using var response = await http.GetAsync(url); return response.Headers.TryGetValues(\"X-Version\", out var values) ? values.First() : \"\";")]
    [InlineData("using var response = await http.GetAsync(url); return response.Content.Headers.TryGetValues(\"Last-Modified\", out var values) ? values.First() : \"\";")]
    // The caller gets the response, or did not want it.
    [InlineData("using var response = await MakeAsync(); return response.StatusCode.ToString(); Task<HttpResponseMessage> MakeAsync() => http.DeleteAsync(url);")]
    [InlineData("await PingAsync(); return \"\"; Task PingAsync() => http.DeleteAsync(url);")]
    [InlineData("Task sent = http.DeleteAsync(url); return ((Task<HttpResponseMessage>)sent).Result.StatusCode.ToString();")]
    [InlineData("Func<Task> send = () => http.DeleteAsync(url); return send.ToString();")]
    // Judged on the way, or asked by whoever gets it.
    [InlineData("await SendSurelyAsync(url); return \"\";")]
    [InlineData("await PingOnAsync(url); return \"\";")]
    [InlineData("return (await SendOnAsync(url)).StatusCode.ToString();")]
    [InlineData("_ = await SendOnAsync(url); return \"\";")]
    // Handed on.
    [InlineData("var response = await http.GetAsync(url); return Check(response);")]
    [InlineData("var response = await http.GetAsync(url); response.Verify(); return \"\";")]
    [InlineData("return Check(await http.GetAsync(url));")]
    [InlineData("_kept = await http.GetAsync(url); return \"\";")]
    [InlineData("var response = await http.GetAsync(url); _kept = response; return \"\";")]
    [InlineData("var response = await http.GetAsync(url); Console.WriteLine($\"{response}\"); return \"\";")]
    [InlineData("var response = await http.GetAsync(url); return Read(response.Content);")]
    [InlineData("var responses = await Task.WhenAll(http.GetAsync(url), http.GetAsync(url)); return responses[0].StatusCode.ToString();")]
    [InlineData("HttpResponseMessage response; do { response = await http.GetAsync(url); } while (!response.IsSuccessStatusCode); return \"\";")]
    [InlineData("var response = new HttpResponseMessage(); response = await http.GetAsync(url); return await response.Content.ReadAsStringAsync();")]
    // The body has a word for it.
    [InlineData("using var response = await http.PostAsync(url, null); return (await response.Content.ReadFromJsonAsync<Reply>())?.Error;")]
    // Said so.
    [InlineData("var response = await http.GetAsync(url); return System.Text.Json.JsonSerializer.Deserialize<Reply>(await response.Content.ReadAsStringAsync())?.Error;")]
    [InlineData("var response = await http.GetAsync(url); return System.Text.Json.JsonSerializer.Deserialize<Topic>(await response.Content.ReadAsStringAsync())?.Id;")]
    [InlineData("var response = await http.GetAsync(url); return System.Text.Json.JsonSerializer.Deserialize<Places>(await response.Content.ReadAsStringAsync())?.Status;")]
    [InlineData("await foreach (var piece in PiecesAsync()) return piece; return null; async IAsyncEnumerable<string> PiecesAsync() { var response = await http.GetAsync(url); yield return await response.Content.ReadAsStringAsync(); }")]
    [InlineData("_ = await http.GetAsync(url); return \"\";")]
    [InlineData("try { await http.DeleteAsync(url); } catch { } return \"\";")]
    [InlineData("await PingAsync(); return \"\"; async Task PingAsync() { await http.GetAsync(url); }")]
    // A datagram has no status.
    [InlineData("await SendOffAsync(); return \"\"; Task SendOffAsync() => new System.Net.Sockets.UdpClient().SendAsync(new byte[1], 1, url, 9);")]
    // A method of one's own that only has the name.
    [InlineData("await http.GetAsync(5); return \"\";")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Theory]
    [InlineData("public void Use() { }", "await http.DeleteAsync(url)")]
    [InlineData("", "await [|http.DeleteAsync(url)|]")]
    [InlineData("public Task UseAsync() => RemoveAsync(\"x\");", "await [|http.DeleteAsync(url)|]")]
    public Task Leaves_a_private_method_alone_that_nothing_refers_to(string use, string call) => Verify.AnalyzeAsync(
        $$"""
        class Client(HttpClient http)
        {
            {{use}}
            private async Task RemoveAsync(string url) { {{call}}; }
        }
        """);

    [Fact]
    public Task A_client_that_throws_by_itself_checks() => Verify.AnalyzeAsync(
        """
        using Flurl.Http;
        class Catalog { public async Task RemoveAsync(IFlurlRequest item) => await item.DeleteAsync(); }
        namespace Flurl.Http
        {
            public interface IFlurlRequest;
            public static class GeneratedExtensions { public static Task<HttpResponseMessage> DeleteAsync(this IFlurlRequest request, CancellationToken cancellationToken = default) => Task.FromResult(new HttpResponseMessage()); }
        }
        """);

    [Fact]
    public Task A_handler_that_throws_checks_for_all() => Verify.AnalyzeAsync(
        Source("await http.DeleteAsync(url); return \"\";")
        + "class Checking : DelegatingHandler { protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token) => (await base.SendAsync(request, token)).EnsureSuccessStatusCode(); }");

    [Theory]
    [InlineData("var r = await http.GetAsync(url); var text = await r.Content.ReadAsStringAsync(); if (!text.Contains(\"\\\"ok\\\":true\")) throw new InvalidOperationException(text); return text;")]
    [InlineData("var r = await http.GetAsync(url); var text = await r.Content.ReadAsStringAsync().ConfigureAwait(false); return text.StartsWith(\"OK\", StringComparison.Ordinal) ? text : \"\";")]
    [InlineData("var r = await http.GetAsync(url); var text = await r.Content.ReadAsStringAsync(); return System.Text.RegularExpressions.Regex.IsMatch(text, \"^OK\") ? text : \"\";")]
    [InlineData("var r = await http.GetAsync(url); using var d = System.Text.Json.JsonDocument.Parse(await r.Content.ReadAsStringAsync()); CheckStatus(d.RootElement); return \"\"; static void CheckStatus(System.Text.Json.JsonElement root) { }")]
    [InlineData("var r = await http.GetAsync(url); using var d = System.Text.Json.JsonDocument.Parse(await r.Content.ReadAsStringAsync()); return d.RootElement.TryGetProperty(\"error\", out var error) ? error.GetString() : \"\";")]
    [InlineData("var r = await http.GetAsync(url); var node = System.Text.Json.Nodes.JsonNode.Parse(await r.Content.ReadAsStringAsync()); return node?[\"status\"]?.ToString();")]
    public Task A_body_may_be_asked_for_the_outcome(string body) => Verify.AnalyzeAsync(Source(body));

    [Theory]
    [InlineData("var r = await [|http.GetAsync(url)|]; var text = await r.Content.ReadAsStringAsync(); return url.Contains(\"x\") ? text : \"\";")]
    [InlineData("var r = await [|http.GetAsync(url)|]; var text = await r.Content.ReadAsStringAsync(); return text.Trim();")]
    [InlineData("var r = await [|http.GetAsync(url)|]; using var d = System.Text.Json.JsonDocument.Parse(await r.Content.ReadAsStringAsync()); return d.RootElement.GetProperty(\"price\").GetString();")]
    public Task Another_question_says_nothing_of_the_outcome(string body) => Verify.AnalyzeAsync(Source(body));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Source("await http.DeleteAsync(url); return \"\";"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Source("var response = await http.GetAsync(url); response.{|CS1061:Miss|}(); return await {|CS0103:missing|}.Content.ReadAsStringAsync();"));

    [Fact]
    public Task No_fix_where_the_method_would_have_to_wait() => Verify.NoFixAsync(Source("await RemoveAsync(); return \"\"; Task RemoveAsync() => [|http.DeleteAsync(url)|];"));

    [Fact]
    public Task The_fix_makes_an_error_throw() => Verify.FixAsync(
        Source(
            """
            // What is old goes.
            await [|http.DeleteAsync(url)|]; // now
            await [|http.PutAsync(url, null)|].ConfigureAwait(false);
            if (await [|http.GetAsync(url)|] is { } some)
                Console.WriteLine(await some.Content.ReadAsStringAsync());
            using var first = await [|http.GetAsync(url)|]; // first
            var text = await first.Content.ReadAsStringAsync();
            using var second = await [|http.GetAsync(url)|];
            using (var third = await [|http.GetAsync(url)|])
            {
                text += await third.Content.ReadAsStringAsync();
            }

            return text + await (await [|http.GetAsync(url)|]).Content.ReadAsStringAsync();
            """),
        Source(
            """
            // What is old goes.
            (await http.DeleteAsync(url)).EnsureSuccessStatusCode(); // now
            (await http.PutAsync(url, null).ConfigureAwait(false)).EnsureSuccessStatusCode();
            if ((await http.GetAsync(url)).EnsureSuccessStatusCode() is { } some)
                Console.WriteLine(await some.Content.ReadAsStringAsync());
            using var first = await http.GetAsync(url); // first
            first.EnsureSuccessStatusCode();
            var text = await first.Content.ReadAsStringAsync();
            using var second = await http.GetAsync(url);
            second.EnsureSuccessStatusCode();
            using (var third = await http.GetAsync(url))
            {
                third.EnsureSuccessStatusCode();
                text += await third.Content.ReadAsStringAsync();
            }

            return text + await (await http.GetAsync(url)).EnsureSuccessStatusCode().Content.ReadAsStringAsync();
            """));

    private static string Source(string statements) =>
        $$"""
        using System.Net.Http.Json;
        class Client(HttpClient http)
        {
            HttpResponseMessage? _kept;
            public async Task<string?> CallAsync(string url)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            Task<HttpResponseMessage> SendOnAsync(string url) => http.DeleteAsync(url);
            Task<HttpResponseMessage> PingOnAsync(string url) => http.DeleteAsync(url);
            async Task<HttpResponseMessage> SendSurelyAsync(string url) => (await http.DeleteAsync(url)).EnsureSuccessStatusCode();
            static string Check(HttpResponseMessage response) => response.StatusCode.ToString();
            static string Read(HttpContent content) => "";
        }
        record Verdict(bool Ok, string? Error);
        record Reply(string Text) : Verdict(true, null);
        record Coded(int Code, string Message);
        record Topic(string Id) : Coded(0, "");
        record Money(string Code, decimal Amount);
        record Places(string Status, string[] Results);
        static class Own
        {
            public static void Verify(this HttpResponseMessage response) { }
            public static Task<HttpResponseMessage> GetAsync(this HttpClient http, int key) => Task.FromResult(new HttpResponseMessage());
        }
        """;
}
