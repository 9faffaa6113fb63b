using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.BufferedResponseAnalyzer, Fallacies.CodeFixes.Bandwidth.BufferedResponseFixer>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class BufferedResponseTests
{
    [Theory]
    [InlineData("public void Stop() { }", "http.GetByteArrayAsync(report)")]
    [InlineData("public Task Show(Uri report, Stream target) => DownloadAsync(report, target);", "[|http.GetByteArrayAsync(report)|]")]
    public Task Leaves_a_private_method_alone_that_nothing_refers_to(string others, string call) => Verify.AnalyzeAsync(
        $$"""
        class Reports(HttpClient http)
        {
            {{others}}
            private async Task DownloadAsync(Uri report, Stream target) { var bytes = await {{call}}; await target.WriteAsync(bytes); }
        }
        """);

    [Fact]
    public Task Bytes_that_go_into_a_stream_are_copied() => Verify.FixAsync(
        """
        class Reports(HttpClient http)
        {
            public async Task DownloadAsync(Uri report, Uri cover, Stream target, CancellationToken cancellation)
            {
                // The report itself.
                var bytes = await [|http.GetByteArrayAsync(report, cancellation)|].ConfigureAwait(false);
                await target.WriteAsync(bytes, cancellation).ConfigureAwait(false); // All of it.
                byte[] page = await [|http.GetByteArrayAsync(cover)|];
                target.Write(page, 0, page.Length);
            }
        }
        """,
        """
        class Reports(HttpClient http)
        {
            public async Task DownloadAsync(Uri report, Uri cover, Stream target, CancellationToken cancellation)
            {
                // The report itself.
                using var body = await http.GetStreamAsync(report, cancellation).ConfigureAwait(false);
                await body.CopyToAsync(target, cancellation).ConfigureAwait(false); // All of it.
                using var body2 = await http.GetStreamAsync(cover);
                await body2.CopyToAsync(target);
            }
        }
        """);

    [Fact]
    public Task A_body_that_is_only_copied_is_streamed_and_its_response_disposed() => Verify.FixAsync(
        """
        class Reports(HttpClient http)
        {
            public async Task DownloadAsync(Uri report, Stream target, CancellationToken cancellation)
            {
                // The report itself.
                var response = await [|http.GetAsync(report, cancellation)|];
                response.EnsureSuccessStatusCode();
                await response.Content.CopyToAsync(target);
                using var other = await [|http.SendAsync(new(HttpMethod.Get, report), HttpCompletionOption.ResponseContentRead)|];
                using (var stream = await other.Content.ReadAsStreamAsync(cancellation))
                    await stream.CopyToAsync(target, cancellation);
                using (var last = await [|http.GetAsync(requestUri: report)|])
                    await (await last.Content.ReadAsStreamAsync()).CopyToAsync(target);
            }
        }
        """,
        """
        class Reports(HttpClient http)
        {
            public async Task DownloadAsync(Uri report, Stream target, CancellationToken cancellation)
            {
                // The report itself.
                using var response = await http.GetAsync(report, HttpCompletionOption.ResponseHeadersRead, cancellation);
                response.EnsureSuccessStatusCode();
                await response.Content.CopyToAsync(target);
                using var other = await http.SendAsync(new(HttpMethod.Get, report), HttpCompletionOption.ResponseHeadersRead);
                using (var stream = await other.Content.ReadAsStreamAsync(cancellation))
                    await stream.CopyToAsync(target, cancellation);
                using (var last = await http.GetAsync(requestUri: report, completionOption: HttpCompletionOption.ResponseHeadersRead))
                    await (await last.Content.ReadAsStreamAsync()).CopyToAsync(target);
            }
        }
        """);

    [Theory]
    [InlineData("var bytes = await [|http.GetByteArrayAsync(url)|]; await target.WriteAsync(bytes); return bytes.Length;")]
    [InlineData("var bytes = await [|http.GetByteArrayAsync(url)|]; await target.WriteAsync(bytes, 1, bytes.Length - 1); return 1;")]
    [InlineData("var bytes = await [|http.GetByteArrayAsync(url)|]; await File.WriteAllBytesAsync(\"x\", bytes); return 1;")]
    [InlineData("var bytes = await [|http.GetByteArrayAsync(url)|]; using var memory = new MemoryStream(bytes); return memory.ReadByte();")]
    [InlineData("return (await [|http.GetByteArrayAsync(url)|]).Length;")]
    [InlineData("var r = await [|http.GetAsync(url)|]; return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("var r = await [|http.GetAsync(url)|]; using var s = await r.Content.ReadAsStreamAsync(); return s.Length;")]
    [InlineData("var r = await [|http.GetAsync(url)|]; stream = await r.Content.ReadAsStreamAsync(); return 0;")]
    [InlineData("return (await (await [|http.GetAsync(url)|]).Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("using var r = await [|http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)|]; return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("var request = new HttpRequestMessage(HttpMethod.Get, url); using var r = await [|http.SendAsync(request)|].ConfigureAwait(false); return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("var request = new HttpRequestMessage { RequestUri = new Uri(url) }; using var r = [|http.Send(request)|]; return r.Content.ReadAsStream().Length;")]
    [InlineData("return [|http!.GetByteArrayAsync(new Uri(url))|].GetAwaiter().GetResult().Length;")]
    [InlineData("HttpResponseMessage r; r = (await [|http.GetAsync(url)|])!; return (await r!.Content.ReadAsByteArrayAsync()).Length;")]
    public Task Offers_no_fix_where_more_than_a_stream_is_wanted(string statements) => Verify.NoFixAsync(Around("DownloadAsync", statements));

    [Theory]
    [InlineData("DownloadAsync")]
    [InlineData("GetFile")]
    [InlineData("ExportToPdf")]
    [InlineData("LoadBlobAsync")]
    [InlineData("ReadAttachments")]
    public Task The_name_of_the_method_may_say_that_it_fetches_files(string method) => Verify.AnalyzeAsync(Around(method, "return (await [|http.GetByteArrayAsync(url)|]).Length;"));

    [Theory]
    [InlineData("GetProfileAsync")]
    [InlineData("GetFileMetadataAsync")]
    [InlineData("DownloadManifest")]
    [InlineData("GetThumbnailFile")]
    [InlineData("LoadAsync")]
    [InlineData("UploadFile")]
    public Task Or_that_what_it_fetches_is_small_or_unknown(string method) => Verify.AnalyzeAsync(Around(method, "return (await http.GetByteArrayAsync(url)).Length;"));

    [Theory]
    [InlineData("fileUrl")]
    [InlineData("file.DownloadUrl")]
    [InlineData("$\"orders/{url}/export\"")]
    [InlineData("$\"files/{url}\"")]
    [InlineData("\"blobs/\" + url")]
    public Task The_URL_may_say_it(string url) =>
        Verify.AnalyzeAsync(Around("LoadAsync", $"return (await [|http.GetByteArrayAsync({url})|]).Length;"));

    [Theory]
    [InlineData("return (await http.GetStringAsync(url)).Length;")]
    [InlineData("var r = await http.GetAsync(url); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await http.GetAsync(url); return await System.Text.Json.JsonSerializer.DeserializeAsync<int>(await r.Content.ReadAsStreamAsync());")]
    [InlineData("var r = await http.GetAsync(url); return (long)r.StatusCode;")]
    [InlineData("using var r = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); await r.Content.CopyToAsync(target); return 1;")]
    [InlineData("var r = await http.GetAsync(url, option); return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("return (await other.GetByteArrayAsync(url)).Length;")]
    [InlineData("return (await http.GetByteArrayAsync(\"https://shop.contoso.com/files/prices.bin\")).Length;")]
    [InlineData("var r = await http.GetAsync(url); if (r.Content.Headers.ContentLength > 10_000_000) return 0; return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("var m = new HttpRequestMessage(HttpMethod.Get, url); m.Headers.Range = new System.Net.Http.Headers.RangeHeaderValue(0, 99); var r = await http.SendAsync(m); return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("var all = await http.GetStreamAsync(url); var bytes = await http.GetByteArrayAsync(url); using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(bytes)); return zip.Entries.Count;")]
    [InlineData("var chunk = 3; return (await http.GetByteArrayAsync($\"{url}/{chunk}\")).Length;")]
    public Task Says_nothing_of_text_of_streams_and_of_what_has_a_limit(string statements) => Verify.AnalyzeAsync(Around("DownloadAsync", statements));

    [Fact]
    public Task Says_nothing_where_clients_have_a_limit() => Verify.AnalyzeAsync(
        Around("DownloadAsync", "return (await http.GetByteArrayAsync(url)).Length;") + "class Setup { HttpClient Create() => new() { MaxResponseContentBufferSize = 10_000_000 }; }");

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Says_nothing_in_tools_and_tests(string kind) =>
        Verify.AnalyzeAsync(Around("DownloadAsync", "return (await http.GetByteArrayAsync(url)).Length;"), "fallacies.project_kind = " + kind);

    [Fact]
    public Task A_caller_that_names_the_URL_chooses_the_size() => Verify.AnalyzeAsync(
        """
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Mvc;

        var app = WebApplication.CreateBuilder(args).Build();
        var client = new HttpClient();
        app.MapGet("/preview", async (string url) => await [|client.GetStringAsync(url)|]);
        app.MapPost("/hook", async (Hook hook) => await [|client.GetStringAsync(new Uri(hook.Url))|]);
        app.MapPost("/named", Named);
        app.MapGet("/user", async (string id) => await client.GetStringAsync($"users/{id}"));
        app.MapGet("/settings", async (Settings settings, [FromServices] Hook hook) => await client.GetStringAsync(hook.Url));
        app.Run();

        async Task<string> Named(Uri target) { var address = target; return await [|client.GetStringAsync(address)|]; }
        async Task<string> Unmapped(Uri target) => await client.GetStringAsync(target);

        record Hook(string Url);
        record Settings(string Url);

        public class PreviewController(HttpClient http) : ControllerBase
        {
            public async Task<string> Get(string url) => await [|http.GetStringAsync(url)|];
            public async Task<string> GetReply(Uri url) { using var reply = await [|http.GetAsync(url)|]; return await reply.Content.ReadAsStringAsync(); }
            private async Task<string> Load(string url) => await http.GetStringAsync(url);
            protected static string Root => "x";
        }
        """);

    [Fact]
    public async Task The_message_names_the_call_the_source_and_why()
    {
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + Around("LoadAsync", "return (await http.GetByteArrayAsync(fileUrl)).Length;")), ("fallacies.project_kind", "service"));

        Assert.Equal("'GetByteArrayAsync' keeps the whole reply of 'fileUrl' in memory: 'fileUrl' can be of any size, and the only limit is 2 GB for each", Assert.Single(found, finding => finding.Id == "FAL3002").GetMessage(null));
    }

    [Theory]
    [InlineData("return http.GetByteArrayAsync(")]
    [InlineData("var bytes = await http.GetByteArrayAsync(url); await target.")]
    [InlineData("var r = await http.GetAsync(url; await r.Content.CopyToAsync(")]
    [InlineData("using (await http.GetAsync(url)")]
    public async Task Survives_half_typed_code(string statements)
    {
        var test = new Verify.Test(Around("DownloadAsync", statements), "fallacies.project_kind = service") { CompilerDiagnostics = Microsoft.CodeAnalysis.Testing.CompilerDiagnostics.None };
        test.DisabledDiagnostics.Add("FAL3002");
        await test.RunAsync();
    }

    private static string Around(string method, string statements) =>
        $$"""
        class Other { public Task<byte[]> GetByteArrayAsync(string url) => null; }
        class Stored { public string DownloadUrl { get; set; } }
        class Client
        {
            HttpClient http; Other other; Stream stream; Stored file;
            public async Task<long> {{method}}(string url, string fileUrl, Stream target, HttpCompletionOption option)
            {
                {{statements}}
            }
        }

        """;
}
