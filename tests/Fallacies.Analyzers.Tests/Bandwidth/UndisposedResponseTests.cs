using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Bandwidth.UndisposedResponseAnalyzer, Fallacies.CodeFixes.Bandwidth.UndisposedResponseFixer>;

namespace Fallacies.Analyzers.Tests.Bandwidth;

public sealed class UndisposedResponseTests
{
    private const string Send = "http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)";

    [Fact]
    public Task A_response_that_some_path_leaves_unread_is_disposed_with_its_block() => Verify.FixAsync(
        """
        class Client(HttpClient http)
        {
            public async Task<string> LoadAsync(Uri url)
            {
                // One page.
                var response = await [|http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)|]; // Headers only.
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadAsStringAsync();
            }

            public async Task CopyAsync(Uri url, Stream target, CancellationToken token)
            {
                HttpResponseMessage reply = await [|http.SendAsync(new(HttpMethod.Get, url), HttpCompletionOption.ResponseHeadersRead, token)|].ConfigureAwait(false);
                if (!reply.IsSuccessStatusCode)
                    return;

                using var body = await reply.Content.ReadAsStreamAsync(token);
                await body.CopyToAsync(target, token);
            }
        }
        """,
        """
        class Client(HttpClient http)
        {
            public async Task<string> LoadAsync(Uri url)
            {
                // One page.
                using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); // Headers only.
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadAsStringAsync();
            }

            public async Task CopyAsync(Uri url, Stream target, CancellationToken token)
            {
                using HttpResponseMessage reply = await http.SendAsync(new(HttpMethod.Get, url), HttpCompletionOption.ResponseHeadersRead, token).ConfigureAwait(false);
                if (!reply.IsSuccessStatusCode)
                    return;

                using var body = await reply.Content.ReadAsStreamAsync(token);
                await body.CopyToAsync(target, token);
            }
        }
        """);

    [Theory]
    [InlineData("var r = await [|SEND|]; return (int)r.StatusCode;")]
    [InlineData("var r = await [|SEND|]; if (r.IsSuccessStatusCode) return 1; return 2;")]
    [InlineData("var r = await ([|SEND|]).ConfigureAwait(false); if (r is { IsSuccessStatusCode: true }) return 1; return 2;")]
    [InlineData("var r = [|SEND|].Result; return r.Headers.Age == null ? 1 : 2;")]
    [InlineData("var r = [|SEND|].ConfigureAwait(false).GetAwaiter().GetResult(); return r!.Content.Headers.ContentLength > 10 ? 1 : 2;")]
    [InlineData("var r = (await [|SEND|]).EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r.StatusCode == System.Net.HttpStatusCode.NotFound) throw new IOException(); return (await r.Content.ReadAsByteArrayAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r.IsSuccessStatusCode) { await r.Content.CopyToAsync(target); } else { return 0; } return 1;")]
    [InlineData("var r = await [|SEND|]; if (r.IsSuccessStatusCode) await r.Content.CopyToAsync(target); return 1;")]
    [InlineData("var r = await [|SEND|]; var body = r.IsSuccessStatusCode ? 1 : throw new IOException(); await r.Content.CopyToAsync(target); return body;")]
    [InlineData("var r = await [|SEND|]; try { r.EnsureSuccessStatusCode(); } catch (HttpRequestException) { return 0; } return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; r.EnsureSuccessStatusCode(); return (await r.Content.ReadFromJsonAsync<string>()).Length;")]
    [InlineData("var r = await [|SEND|]; r.EnsureSuccessStatusCode(); var s = await r.Content.ReadAsStreamAsync(); await s.CopyToAsync(target); return 1;")]
    [InlineData("var r = await [|SEND|]; r.EnsureSuccessStatusCode(); using var s = new StreamReader(await r.Content.ReadAsStreamAsync()); return s.ReadToEnd().Length;")]
    [InlineData("var r = await [|SEND|]; r.EnsureSuccessStatusCode(); return await System.Text.Json.JsonSerializer.DeserializeAsync<int>(await r.Content.ReadAsStreamAsync());")]
    [InlineData("foreach (var i in new[] { 1, 2 }) { var r = await [|SEND|]; if (!r.IsSuccessStatusCode) continue; await r.Content.CopyToAsync(target); } return 1;")]
    [InlineData("HttpResponseMessage r; r = await [|SEND|]; r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("HttpResponseMessage r = null; try { r = await [|SEND|]; } catch (HttpRequestException) { return 0; } if (!r.IsSuccessStatusCode) return 2; return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|invoker.SendAsync(new(), HttpCompletionOption.ResponseHeadersRead)|]; return (int)r.StatusCode;")]
    [InlineData("var r = http.Send(new(HttpMethod.Get, url), HttpCompletionOption.ResponseHeadersRead); return (int)r.StatusCode;", "http.Send(new(HttpMethod.Get, url), HttpCompletionOption.ResponseHeadersRead)")]
    [InlineData("async Task<int> Inner() { var r = await [|SEND|]; return (int)r.StatusCode; } return await Inner();")]
    [InlineData("var r = await [|SEND|]; if (!r.IsSuccessStatusCode) return 0; await r.Content.CopyToAsync(target); r.Dispose(); return 1;")]
    [InlineData("var r = await [|SEND|]; r.EnsureSuccessStatusCode(); r.Dispose(); return 1;")]
    [InlineData("var r = await [|SEND|]; if (!r.IsSuccessStatusCode) { r.Dispose(); return 0; } return (int)r.StatusCode;")]
    [InlineData("var r = await [|SEND|]; return (int)(r?.StatusCode ?? 0);")]
    [InlineData("var r = await [|http.GetAsync(url, Headers)|]; return (int)r.StatusCode;")]
    [InlineData("var task = [|SEND|]; return (int)(await task).StatusCode;")]
    [InlineData("var task = [|SEND|]; var r = await task.ConfigureAwait(false); return (int)r.StatusCode;")]
    [InlineData("return await Task.Run(async () => { var r = await [|SEND|]; return (int)r.StatusCode; });")]
    public Task Reports(string statements, string marked = "") =>
        Verify.AnalyzeAsync(Around(marked.Length > 0 ? statements.Replace(marked, $"[|{marked}|]", StringComparison.Ordinal) : statements));

    [Theory]
    [InlineData("var r = await [|SEND|]; try { return (int)r.StatusCode; } catch { r.Dispose(); throw; }")]
    [InlineData("var r = await [|SEND|]; try { r.EnsureSuccessStatusCode(); return (int)r.StatusCode; } catch { r.Dispose(); throw; }")]
    [InlineData("var r = await [|SEND|]; try { r.EnsureSuccessStatusCode(); } catch { r.Dispose(); throw; } return (int)r.StatusCode;")]
    [InlineData("var r = await [|SEND|]; try { Console.WriteLine(r.StatusCode); } catch (Exception) { r.Dispose(); } return 0;")]
    [InlineData("var r = await [|SEND|]; try { if (!r.IsSuccessStatusCode) return 0; await r.Content.CopyToAsync(target); return 1; } catch (IOException) { r.Dispose(); return 2; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await [|SEND|]; return (int)r.StatusCode; } catch { r?.Dispose(); throw; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await [|SEND|]; r.EnsureSuccessStatusCode(); } catch { r?.Dispose(); throw; } return (int)r.StatusCode;")]
    [InlineData("HttpResponseMessage r = null; try { r = await [|SEND|]; if (r.IsSuccessStatusCode) return 1; } catch (HttpRequestException) { r?.Dispose(); } return 0;")]
    public Task Reports_what_only_a_failure_disposes(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await SEND; try { r.EnsureSuccessStatusCode(); } catch { r.Dispose(); throw; } return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; try { r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length; } catch { r.Dispose(); throw; }")]
    [InlineData("var r = await SEND; try { r.EnsureSuccessStatusCode(); var s = await r.Content.ReadAsStreamAsync(); stream = s; return 0; } catch { r.Dispose(); throw; }")]
    [InlineData("var r = await SEND; try { if (!r.IsSuccessStatusCode) throw new IOException(); return (await r.Content.ReadAsStringAsync()).Length; } catch { r.Dispose(); throw; }")]
    [InlineData("var r = await SEND; try { if (!r.IsSuccessStatusCode) throw new IOException(); kept = r; return 1; } catch { r.Dispose(); throw; }")]
    [InlineData("var r = await SEND; try { var code = (int)r.StatusCode; r.Dispose(); return code; } catch { r.Dispose(); throw; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await SEND; r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length; } catch { r?.Dispose(); throw; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await SEND; r.EnsureSuccessStatusCode(); using var s = await r.Content.ReadAsStreamAsync(); return s.ReadByte(); } catch { r?.Dispose(); throw; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await SEND; if (!r.IsSuccessStatusCode) throw new IOException(); return (await r.Content.ReadAsStringAsync()).Length; } catch (IOException) { r?.Dispose(); throw; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await SEND; r.EnsureSuccessStatusCode(); } catch { r?.Dispose(); throw; } return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("HttpResponseMessage r = null; try { r = await SEND; return (int)r.StatusCode; } catch { throw; } finally { r?.Dispose(); }")]
    public Task Says_nothing_where_both_ways_dispose_or_pass_it_on(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("await [|SEND|]; return 0;")]
    [InlineData("(await [|SEND|]).EnsureSuccessStatusCode(); return 0;")]
    [InlineData("return (int)(await [|SEND|]).StatusCode;")]
    [InlineData("var ok = (await [|SEND|]).IsSuccessStatusCode; return ok ? 1 : 0;")]
    [InlineData("HttpResponseMessage r; r = await [|SEND|]; return (int)r.StatusCode;")]
    public Task Offers_no_fix_where_no_block_declares_the_response(string statements) => Verify.NoFixAsync(Around(statements));

    [Theory]
    [InlineData("using var r = await SEND; return (int)r.StatusCode;")]
    [InlineData("using (var r = await SEND) return (int)r.StatusCode;")]
    [InlineData("var r = await SEND; using (r) return (int)r.StatusCode;")]
    [InlineData("var r = await SEND; try { return (int)r.StatusCode; } finally { r?.Dispose(); }")]
    [InlineData("var r = await SEND; var code = (int)r.StatusCode; r.Dispose(); return code;")]
    [InlineData("var r = await SEND; if (!r.IsSuccessStatusCode) { r.Dispose(); return 0; } return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (!r.IsSuccessStatusCode) { r.Dispose(); return 0; } kept = r; return 1;")]
    [InlineData("var r = await SEND; var code = (int)r.StatusCode; if (code > 300) r.Dispose(); else await r.Content.CopyToAsync(target); return code;")]
    [InlineData("var r = await SEND; Console.WriteLine(r.StatusCode); if (r != null) r.Dispose(); return 1;")]
    [InlineData("var r = await SEND; Console.WriteLine(r.StatusCode); if (all == null) { r.Dispose(); } return 1;")]
    [InlineData("for (var i = 0; ; i++) { var r = await SEND; if (!r.IsSuccessStatusCode && i < 3) { r.Dispose(); continue; } return (await r.Content.ReadAsStringAsync()).Length; }")]
    [InlineData("HttpResponseMessage r = null; try { r = await SEND; if (!r.IsSuccessStatusCode) return 0; r.Dispose(); return 1; } finally { r?.Dispose(); }")]
    public Task Says_nothing_where_the_response_is_disposed(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await SEND; return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; var text = await r.Content.ReadAsStringAsync(); r.EnsureSuccessStatusCode(); return text.Length;")]
    [InlineData("var r = await SEND; if (!r.IsSuccessStatusCode) throw new IOException(await r.Content.ReadAsStringAsync()); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; using var s = await r.Content.ReadAsStreamAsync(); return s.ReadByte();")]
    [InlineData("var r = await SEND; using (var s = await r.Content.ReadAsStreamAsync()) return s.ReadByte();")]
    [InlineData("var r = await SEND; var s = await r.Content.ReadAsStreamAsync(); var b = new byte[9]; while (s.Read(b, 0, 9) > 0) { } return 1;")]
    [InlineData("var r = await SEND; if (r.Content != null) await r.Content.CopyToAsync(target); return 1;")]
    [InlineData("var r = await SEND; await r.Content.LoadIntoBufferAsync(); r.EnsureSuccessStatusCode(); return 1;")]
    [InlineData("return (await (await SEND).Content.ReadAsStringAsync()).Length;")]
    public Task Says_nothing_where_the_body_is_read_to_its_end(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await SEND; if (r.StatusCode == System.Net.HttpStatusCode.NoContent) return 0; return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r.StatusCode is System.Net.HttpStatusCode.NotModified) return 0; return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await http.SendAsync(new(HttpMethod.Head, url), HttpCompletionOption.ResponseHeadersRead); return (int)r.StatusCode;")]
    [InlineData("var head = new HttpRequestMessage(HttpMethod.Head, url); var r = await http.SendAsync(head, HttpCompletionOption.ResponseHeadersRead); return (int)r.StatusCode;")]
    public Task Says_nothing_where_there_is_no_body(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await SEND; if (r.IsSuccessStatusCode) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r.IsSuccessStatusCode) { Console.WriteLine(); r.EnsureSuccessStatusCode(); } var s = await r.Content.ReadAsStreamAsync(); var b = new byte[9]; int n; do { n = await s.ReadAsync(b); } while (n > 0); return 1;")]
    [InlineData("var r = await SEND; if (!r.IsSuccessStatusCode) { Console.WriteLine(); } else { r.EnsureSuccessStatusCode(); } return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (!r.IsSuccessStatusCode) { r.Dispose(); return 0; } r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r.IsSuccessStatusCode == false) { r.Dispose(); throw new IOException(); } r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r.IsSuccessStatusCode) Console.WriteLine(); else { r.Dispose(); return 0; } r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; var ok = r.IsSuccessStatusCode; if (!ok) { r.Dispose(); return 0; } r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; bool failed; failed = !r.IsSuccessStatusCode; if (failed) { r.Dispose(); return 0; } r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; var ok = r.StatusCode == System.Net.HttpStatusCode.OK; var may = ok && option == 0; if (may) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (option == 0 && r.IsSuccessStatusCode) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (option == 0 || !r.IsSuccessStatusCode) Console.WriteLine(); else r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r is { IsSuccessStatusCode: true }) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r.IsSuccessStatusCode is not true) Console.WriteLine(); else r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r?.IsSuccessStatusCode == true) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; if (r.StatusCode == System.Net.HttpStatusCode.OK) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; foreach (var i in new[] { 1, 2 }) { if (r.IsSuccessStatusCode) { r.EnsureSuccessStatusCode(); } } return (await r.Content.ReadAsStringAsync()).Length;")]
    public Task Knows_that_a_success_is_not_thrown_out(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await [|SEND|]; var ok = r.IsSuccessStatusCode; if (ok) { r.Dispose(); return 0; } r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; var ok = r.IsSuccessStatusCode; if (option != 0) ok = true; if (ok) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; var ok = option == 0; if (ok) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; var first = await http.GetAsync(\"\"); var ok = first.IsSuccessStatusCode; if (ok) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("HttpResponseMessage r = null; var ok = r.IsSuccessStatusCode; r = await [|SEND|]; if (ok) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (!r.IsSuccessStatusCode) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r.IsSuccessStatusCode) Console.WriteLine(); else r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r.IsSuccessStatusCode) Console.WriteLine(); r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (!r.IsSuccessStatusCode) Console.WriteLine(); r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (option == 0 || r.IsSuccessStatusCode) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (option == 0 && !r.IsSuccessStatusCode) Console.WriteLine(); else r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r is not { IsSuccessStatusCode: true }) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r.StatusCode == System.Net.HttpStatusCode.NotFound) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (r.StatusCode != System.Net.HttpStatusCode.OK) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await [|SEND|]; if (kept.IsSuccessStatusCode) r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("HttpResponseMessage r = null; if (r?.IsSuccessStatusCode == true) { r = await [|SEND|]; r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length; } return 0;")]
    [InlineData("HttpResponseMessage r = null; if (r?.IsSuccessStatusCode != true) return 0; r = await [|SEND|]; r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;")]
    public Task Reports_a_check_that_says_nothing_of_this_response_or_the_opposite(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await SEND; kept = r; return 0;")]
    [InlineData("var r = await SEND; all.Add(r); return 0;")]
    [InlineData("var r = await SEND; return await CountAsync(r);")]
    [InlineData("var r = await SEND; var other = r; return (int)other.StatusCode;")]
    [InlineData("var r = await SEND; Action later = () => r.Dispose(); later(); return 0;")]
    [InlineData("var r = await SEND; int Code() => (int)r.StatusCode; return Code();")]
    [InlineData("var r = await SEND; all = [r]; return 0;")]
    [InlineData("kept = await SEND; return (int)kept.StatusCode;")]
    [InlineData("_ = await SEND; return 0;")]
    [InlineData("all.Add(await SEND); return 0;")]
    [InlineData("var task = SEND; all.Add(await task); return 0;")]
    [InlineData("var task = SEND; await Task.WhenAll(task); return (int)(await task).StatusCode;")]
    [InlineData("HttpResponseMessage r = null; for (var i = 0; i < 3; i++) { r = await SEND; if (r.IsSuccessStatusCode) break; } return (await r.Content.ReadAsStringAsync()).Length;")]
    [InlineData("var r = await SEND; r = await SEND; return (int)r.StatusCode;")]
    [InlineData("var r = await SEND; var s = new StreamReader(await r.Content.ReadAsStreamAsync()); r.EnsureSuccessStatusCode(); return s.Read();")]
    [InlineData("var r = await SEND; r.EnsureSuccessStatusCode(); stream = await r.Content.ReadAsStreamAsync(); return 0;")]
    [InlineData("var r = await SEND; r.EnsureSuccessStatusCode(); text = r.Content.ReadAsStringAsync(); return 0;")]
    [InlineData("var r = await SEND; r.EnsureSuccessStatusCode(); items = r.Content.ReadFromJsonAsAsyncEnumerable<int>(); return 0;")]
    [InlineData("var r = await SEND; r.EnsureSuccessStatusCode(); content = r.Content; return 0;")]
    public Task Says_nothing_where_the_response_or_its_body_goes_elsewhere(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var r = await http.GetAsync(url); return (int)r.StatusCode;")]
    [InlineData("var r = await http.GetAsync(url, HttpCompletionOption.ResponseContentRead); return (int)r.StatusCode;")]
    [InlineData("var r = await http.SendAsync(new(), option); return (int)r.StatusCode;")]
    public Task Says_nothing_where_the_body_was_buffered_or_may_have_been(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Fact]
    public Task Says_nothing_where_the_response_or_its_stream_is_returned() => Verify.AnalyzeAsync(
        """
        class Client(HttpClient http)
        {
            Task<HttpResponseMessage> StartAsync(Uri url) => http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            async Task<HttpResponseMessage> SendAsync(Uri url) { var r = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead); r.EnsureSuccessStatusCode(); return r; }
            async Task<Stream> OpenAsync(Uri url)
            {
                var r = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                if (r.StatusCode == System.Net.HttpStatusCode.NotFound)
                    return null;
                return await r.Content.ReadAsStreamAsync();
            }
            async Task<Stream> LaterAsync(Uri url)
            {
                var r = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                r.EnsureSuccessStatusCode();
                var stream = await r.Content.ReadAsStreamAsync();
                return stream;
            }
        }
        """);

    [Fact]
    public Task A_caller_that_stops_reading_is_a_way_out() => Verify.FixAsync(
        """
        class Client(HttpClient http)
        {
            async IAsyncEnumerable<int> ReadAsync(Uri url)
            {
                var response = await [|http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)|];
                var stream = await response.Content.ReadAsStreamAsync();
                int read;
                while ((read = stream.ReadByte()) >= 0)
                    yield return read;
            }
            async IAsyncEnumerable<int> OwnAsync(Uri url)
            {
                var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                using var stream = await response.Content.ReadAsStreamAsync();
                int read;
                while ((read = stream.ReadByte()) >= 0)
                    yield return read;
            }
        }
        """,
        """
        class Client(HttpClient http)
        {
            async IAsyncEnumerable<int> ReadAsync(Uri url)
            {
                using var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                var stream = await response.Content.ReadAsStreamAsync();
                int read;
                while ((read = stream.ReadByte()) >= 0)
                    yield return read;
            }
            async IAsyncEnumerable<int> OwnAsync(Uri url)
            {
                var response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
                using var stream = await response.Content.ReadAsStreamAsync();
                int read;
                while ((read = stream.ReadByte()) >= 0)
                    yield return read;
            }
        }
        """);

    [Fact]
    public Task Reports_in_programs_and_endpoints() => Verify.FixAsync(
        """
        using Microsoft.AspNetCore.Builder;

        var app = WebApplication.CreateBuilder(args).Build();
        var http = new HttpClient();
        app.MapGet("/ping", async (string url) =>
        {
            var inner = await [|http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead)|];
            return inner.StatusCode;
        });
        var first = await [|http.GetAsync("http://shop/", HttpCompletionOption.ResponseHeadersRead)|];
        Console.WriteLine(first.StatusCode);
        app.Run();
        """,
        """
        using Microsoft.AspNetCore.Builder;

        var app = WebApplication.CreateBuilder(args).Build();
        var http = new HttpClient();
        app.MapGet("/ping", async (string url) =>
        {
            using var inner = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            return inner.StatusCode;
        });
        using var first = await http.GetAsync("http://shop/", HttpCompletionOption.ResponseHeadersRead);
        Console.WriteLine(first.StatusCode);
        app.Run();
        """);

    [Theory]
    [InlineData("await SEND; return 0;", "The response is dropped")]
    [InlineData("return (int)(await SEND).StatusCode;", "The response is dropped after 'StatusCode'")]
    [InlineData("var r = await SEND; if (r.IsSuccessStatusCode) { } throw new IOException();", "'r' is not disposed before 'throw new IOException();'")]
    [InlineData("var r = await SEND; r.EnsureSuccessStatusCode(); return (await r.Content.ReadAsStringAsync()).Length;", "'r' is not disposed when 'EnsureSuccessStatusCode' throws")]
    [InlineData("{ var r = await SEND; } return 0;", "'r' is never disposed")]
    [InlineData("{ var r = await SEND; try { Console.WriteLine(r.StatusCode); } catch (IOException) { r.Dispose(); } } return 0;", "'r' is only disposed in a catch clause")]
    public async Task The_message_says_how_the_response_gets_lost(string statements, string loss)
    {
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + Around(statements)), ("fallacies.project_kind", "service"));

        Assert.Equal(loss + ", so its unread body keeps the connection busy: 100 such replies are 100 open connections until a garbage collection finds them", Assert.Single(found, finding => finding.Id == "FAL3003").GetMessage(null));
    }

    [Theory]
    [InlineData("tool", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("library", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    public async Task A_program_that_ends_by_itself_gets_a_suggestion(string kind, Microsoft.CodeAnalysis.DiagnosticSeverity severity)
    {
        var found = await Analysis.RunAsync(Analysis.Compile(Verify.Test.ImplicitUsings + Around("await SEND; return 0;")), ("fallacies.project_kind", kind));

        Assert.Equal(severity, Assert.Single(found, finding => finding.Id == "FAL3003").Severity);
    }

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Around("await SEND; return 0;"), "fallacies.project_kind = test");

    [Theory]
    [InlineData("var r = await SEND")]
    [InlineData("var = await SEND; return")]
    [InlineData("var r = await SEND; r. return 0;")]
    [InlineData("var r = await SEND; var s = r.Content.; while (r.Content.")]
    [InlineData("HttpResponseMessage r = (await SEND; if (r")]
    public async Task Survives_half_typed_code(string statements)
    {
        var test = new Verify.Test(Around(statements), "fallacies.project_kind = service") { CompilerDiagnostics = CompilerDiagnostics.None };
        test.DisabledDiagnostics.Add("FAL3003");
        await test.RunAsync();
    }

    private static string Around(string statements) =>
        $$"""
        class Client
        {
            HttpClient http; HttpClient invoker; HttpResponseMessage kept; List<HttpResponseMessage> all; Stream stream; Task<string> text; const HttpCompletionOption Headers = HttpCompletionOption.ResponseHeadersRead; IAsyncEnumerable<int> items; HttpContent content;
            async Task<int> CountAsync(HttpResponseMessage response) => (await response.Content.ReadAsStringAsync()).Length;
            async Task<int> LoadAsync(Uri url, Stream target, HttpCompletionOption option)
            {
                {{statements.Replace("SEND", Send, StringComparison.Ordinal)}}
            }
        }

        """.Insert(0, "using System.Net.Http.Json;\n");
}
