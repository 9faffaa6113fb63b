using static Fallacies.Analyzers.Tests.Reliability.RetrySource;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.RetryWithoutBackOffAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class RetryWithoutBackOffTests
{
    [Fact]
    public Task A_socket_of_this_machine_is_not_remote() => Verify.AnalyzeAsync(
        """
        using System.Net.Sockets;
        class Rpc
        {
            public async Task ConnectAsync(string path, Socket socket, CancellationToken cancellation)
            {
                var endpoint = new UnixDomainSocketEndPoint(path);
                for (var i = 0; i < 50; i++)
                {
                    try { await socket.ConnectAsync(endpoint, cancellation); return; }
                    catch (SocketException) { await Task.Delay(100, cancellation); }
                }
            }
        }
        """);

    [Theory]
    [InlineData("KafkaRetriableException", "while")]
    [InlineData("KafkaException", "[|while|]")]
    public Task Kafka_says_when_it_has_tried_long_enough_by_itself(string exception, string loop) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public void Begin()
            {
                {{loop}} (true)
                {
                    try { producer.InitTransactions(TimeSpan.FromSeconds(10)); return; }
                    catch ({{exception}}) { }
                }
            }
        }
        """);

    [Theory]
    [InlineData("MongoBulkWriteException", "for")]
    [InlineData("MongoConnectionException", "[|for|]")]
    public Task A_refused_write_says_that_the_server_is_well(string exception, string loop) => Verify.AnalyzeAsync(
        $$"""
        using MongoDB.Driver;

        class Messages(IMongoCollection<string> collection)
        {
            public async Task AddAsync(List<string> messages)
            {
                {{loop}} (var i = 0; i < 5; i++)
                {
                    try { await collection.InsertManyAsync(messages); return; }
                    catch ({{exception}}) { }
                }
            }
        }
        """,
        references: References.With("MongoDB.Driver"));

    [Theory]
    [InlineData("Local_QueueFull", "Thread.Sleep(1000)")]
    [InlineData("Local_Transport", "[|Thread.Sleep(1000)|]")]
    public Task A_full_queue_of_this_process_is_no_dependency(string code, string wait) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public void Place(string id)
            {
                while (true)
                {
                    try { producer.Produce("orders", new Message<string, string> { Key = id }); return; }
                    catch (KafkaException e) { if (e.Error.Code == ErrorCode.{{code}}) { {{wait}}; continue; } throw; }
                }
            }
        }
        """);

    [Theory]
    [InlineData("catch (DbUpdateConcurrencyException)")]
    [InlineData("catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.PreconditionFailed)")]
    [InlineData("catch (HttpRequestException e) when (e.StatusCode is System.Net.HttpStatusCode.Conflict)")]
    public async Task A_lost_race_is_tried_again_at_once(string clause)
    {
        var found = await FindAsync(
            $$"""
            using Microsoft.EntityFrameworkCore;

            class Stock(DbContext db, HttpClient http)
            {
                public async Task SaveAsync()
                {
                    var saved = false;
                    while (!saved)
                    {
                        try { await db.SaveChangesAsync(); (await http.PutAsync("stock", null)).EnsureSuccessStatusCode(); saved = true; }
                        {{clause}} { Console.WriteLine("Again"); }
                    }
                }
            }
            """);

        Assert.DoesNotContain(found, finding => finding.Id is "FAL1006" or "FAL1010");
    }

    [Theory]
    [InlineData("catch (HttpRequestException) { [|Task.Delay(500)|]; }", true)]
    [InlineData("catch (Exception) { await Task.Delay(500); }", false)]
    [InlineData("catch (IOException) { await Task.Delay(500); }", false)]
    public Task A_helper_is_a_retry_of_the_network_where_it_answers_failures_of_the_network(string clause, bool isReported) => Verify.AnalyzeAsync(
        $$"""
        static class Again
        {
            public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken token)
            {
                for (var i = 0; ; i++)
                {
                    try { return await work(token); }
                    {{(isReported ? clause.Replace("{ [|", "when (i < 4) { await [|", StringComparison.Ordinal) : clause)}}
                }
            }
        }
        """);

    [Theory]
    [InlineData("[|for|] (var i = 0; i < 3; i++) { try { return await OwnAsync(url, token); } catch (HttpRequestException) { } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 3; i++) try { return await http.GetStringAsync(url).ConfigureAwait(false); } catch { } return null;")]
    [InlineData("[|for|] (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (i < 3) { } }")]
    [InlineData("var n = 0; [|while|] (true) { try { return await http.GetStringAsync(url); } catch { if (++n == 3) throw; } }")]
    [InlineData("var n = 5; [|while|] (n-- > 0) { try { return await http.GetStringAsync(url); } catch { if (n == 0) throw; } } return null;")]
    [InlineData("[|foreach|] (var i in Enumerable.Range(1, 4)) { try { return await http.GetStringAsync(url); } catch { } } return null;")]
    [InlineData("string text = null; var n = 0; [|while|] (text == null && n < 3) { try { text = await http.GetStringAsync(url); } catch { n++; } } return text;")]
    [InlineData("var done = false; var n = 0; [|do|] { try { await http.DeleteAsync(url); done = true; } catch { n++; } } while (!done && n < 3); return null;")]
    [InlineData("[|for|] (var i = 0; i < 3; i++) { try { await http.DeleteAsync(url); } catch { continue; } break; } return null;")]
    [InlineData("var done = false; var n = 0; [|while|] (!done && n++ < 4) { try { if (url.Length > 0) { await http.DeleteAsync(url); done = true; } } catch { } } return null;")]
    [InlineData("var done = false; var n = 0; [|while|] (!done && n++ < 4) { try { var r = await http.GetAsync(url); if (r.IsSuccessStatusCode) done = true; } catch { } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 3; i++) { try { var r = await http.GetAsync(url); if (r.IsSuccessStatusCode) return null; } catch { } } return null;")]
    [InlineData("[|for|] (var i = 0; i < limit; i++) { try { return await http.GetStringAsync(url); } catch (Exception e) { Console.WriteLine(e); } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 3; i++) { using var request = new HttpRequestMessage(HttpMethod.Get, url); try { var r = await http.SendAsync(request); r.EnsureSuccessStatusCode(); return null; } catch { } } return null;")]
    public Task Trying_again_at_once_is_reported(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    // The time that was waited in vain lies between the tries.
    [InlineData("for (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch (TaskCanceledException e) when (e.InnerException is TimeoutException) { if (i == 4) throw; } } return null;")]
    [InlineData("for (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch (OperationCanceledException e) when (i < 4 && e.InnerException is TimeoutException) { await Task.Delay(500); } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch (TaskCanceledException e) when (e.InnerException is TimeoutException) { if (i == 4) throw; } catch (HttpRequestException) { if (i == 4) throw; } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) when (e.InnerException is TimeoutException) { if (i == 4) throw; } } return null;")]
    [InlineData("[|for|] (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch (TaskCanceledException e) when (e.InnerException is not TimeoutException) { if (i == 4) throw; } } return null;")]
    [InlineData("using var quick = new HttpClient { Timeout = TimeSpan.FromSeconds(2) }; [|for|] (var i = 0; i < 5; i++) { try { return await quick.GetStringAsync(url); } catch (TaskCanceledException e) when (e.InnerException is TimeoutException) { if (i == 4) throw; } } return null;")]
    public Task What_only_repeats_timeouts_has_waited(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    // CanConnect answers false where it cannot, and nothing is thrown.
    [InlineData("await db.Database.CanConnectAsync();", false)]
    [InlineData("var ok = await db.Database.CanConnectAsync(); Console.WriteLine(ok);", true)]
    [InlineData("await db.Database.CanConnectAsync(); await http.GetStringAsync(\"prices\");", true)]
    public async Task Who_drops_the_answer_of_CanConnect_tries_nothing_again(string call, bool isReported)
    {
        var source =
            $$"""
            using System;
            using System.IO;
            using System.Net.Http;
            using System.Threading.Tasks;
            using Microsoft.EntityFrameworkCore;

            class Stock(DbContext db, HttpClient http)
            {
                public async Task MigrateAsync()
                {
                    for (var i = 0; i < 5; i++)
                    {
                        try { {{call}} return; }
                        catch (Exception) when (i < 4) { await Task.Delay(2000); }
                    }
                }
            }
            """;
        var found = await Analysis.RunAsync(Analysis.Compile(source, References.With("Microsoft.EntityFrameworkCore.SqlServer")), ("fallacies.project_kind", "service"));

        Assert.Equal(isReported, found.Any(finding => finding.Id == "FAL1010"));
    }

    [Theory]
    [InlineData("[|Task.Delay(500)|]")]
    [InlineData("[|Task.Delay(TimeSpan.FromSeconds(2), token)|]")]
    [InlineData("[|Task.Delay(Pause)|].ConfigureAwait(false)")]
    [InlineData("[|Task.Delay(limit)|]")]
    [InlineData("[|Task.Delay((int)Math.Pow(1, i) * 1000)|]")]
    [InlineData("[|Task.Delay(TimeSpan.FromMilliseconds(limit))|]")]
    public Task The_same_wait_each_time_is_reported(string wait) => Verify.AnalyzeAsync(Method($$"""
        for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { await {{wait}}; } } return null;
        """));

    [Fact]
    public async Task The_message_names_call_wait_and_number()
    {
        var findings = await FindAsync(Method("for (var i = 0; i < 4; i++) { try { return await http.GetStringAsync(url); } catch { await Task.Delay(500); } } return null;"));

        Assert.Equal(
            "'http.GetStringAsync' is tried again after the same 500 ms, 3 times, so all callers come back in step to a dependency that is already in trouble",
            Assert.Single(findings, finding => finding.Id == "FAL1010").GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Task.Delay(500 * i)")]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, i)))")]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(2) * (i + 1))")]
    [InlineData("Task.Delay(Random.Shared.Next(500, 1000))")]
    [InlineData("Task.Delay(100 + random.Next(100))")]
    [InlineData("Task.Delay(Delays[i])")]
    [InlineData("Task.Delay(Compute())")]
    [InlineData("Task.Delay(Changing)")]
    [InlineData("Task.Delay(TimeSpan.FromMinutes(5))")]
    [InlineData("BackOffAsync(i)")]
    [InlineData("ReconnectAsync()")]
    [InlineData("Other()")]
    public Task A_wait_that_changes_or_may_is_left_alone(string wait) => Verify.AnalyzeAsync(Method($$"""
        for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { await {{wait}}; } } return null;
        """));

    // The extension of Microsoft.Bcl.TimeProvider, which shares its namespace with Task.
    [Fact]
    public Task A_time_providers_delay_may_be_a_wait() => Verify.AnalyzeAsync(Method("""
        for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { await TimeProvider.System.Delay(TimeSpan.FromSeconds(1)); } } return null;
        """) + """
        namespace System.Threading.Tasks { static class TimeProviderTaskExtensions { public static Task Delay(this TimeProvider time, TimeSpan delay) => Task.Delay(delay); } }
        """);

    [Theory]
    [InlineData("var wait = 100; for (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch { await Task.Delay(wait); wait *= 2; } } return null;")]
    [InlineData("for (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch { var wait = 100 << i; await Task.Delay(wait); } } return null;")]
    [InlineData("for (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch { var wait = Delays[i]; await Task.Delay(wait); } } return null;")]
    [InlineData("var wait = TimeSpan.FromSeconds(1); for (var i = 0; i < 5; i++) { try { return await http.GetStringAsync(url); } catch { await Task.Delay(wait); wait = wait + wait; } } return null;")]
    [InlineData("for (var i = 0; i < 5; i++) { if (i > 0) await Task.Delay(100 * i); try { return await http.GetStringAsync(url); } catch { } } return null;")]
    public Task Growth_in_a_variable_is_seen(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("foreach (var host in hosts) { try { return await http.GetStringAsync(host); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < hosts.Length; i++) { try { return await http.GetStringAsync(hosts[i]); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < hosts.Length; i++) { var host = hosts[i]; try { return await http.GetStringAsync(host); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url + \"?page=\" + i); } catch { } } return null;")]
    [InlineData("var queue = new Queue<string>(hosts); while (queue.TryDequeue(out var host)) { try { return await http.GetStringAsync(host); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } catch { url = hosts[0]; } } return null;")]
    [InlineData("var at = url; for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(at); } catch { at = Fallback(); } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { var host = PickHost(); try { return await http.GetStringAsync(host); } catch { } } return null;")]
    public Task Going_elsewhere_is_no_retry(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("while (true) { try { await http.GetStringAsync(url); } catch { } await Task.Delay(1000); }")]
    [InlineData("while (true) { try { var s = await http.GetStringAsync(url); if (s == \"done\") return s; } catch { } await Task.Delay(1000); }")]
    [InlineData("while (true) { try { var s = await http.GetStringAsync(url); if (s == \"done\") return s; else continue; } catch { } }")]
    [InlineData("var done = false; while (!done) { try { var s = await http.GetStringAsync(url); if (s == \"ACTIVE\") done = true; } catch { } await Task.Delay(1000); } return null;")]
    [InlineData("var done = false; while (true) { try { var s = await http.GetStringAsync(url); switch (s) { case \"ACTIVE\": done = true; break; } } catch { } if (done) return null; await Task.Delay(1000); }")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound) { await Task.Delay(1000); } } return null;")]
    [InlineData("var s = \"\"; while (s != \"done\") { try { s = await http.GetStringAsync(url); } catch { } } return s;")]
    [InlineData("var done = false; while (!done) { try { done = (await http.GetStringAsync(url)).Length > 0; } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { await http.GetStringAsync(url); } catch { } } return null;")]
    public Task Polling_is_no_retry(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("e.StatusCode != System.Net.HttpStatusCode.NotFound")]
    [InlineData("e.StatusCode is not System.Net.HttpStatusCode.Conflict")]
    [InlineData("!(e.StatusCode == System.Net.HttpStatusCode.PreconditionFailed)")]
    public Task Leaving_one_answer_out_is_neither_a_poll_nor_a_race(string filter) => Verify.AnalyzeAsync(
        Method($"[|for|] (var i = 0; i < 9; i++) {{ try {{ return await http.GetStringAsync(url); }} catch (HttpRequestException e) when ({filter}) {{ }} }} return null;"));

    [Theory]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } catch { throw; } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } catch { return null; } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } catch { break; } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } catch { } break; } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url); } finally { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await File.ReadAllTextAsync(url); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { Func<Task> later = () => http.GetStringAsync(url); return url; } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { return null; } } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(\"http://localhost:8080/health\"); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 2; i++) { try { return await http.GetStringAsync(url); } catch { } } return null;")]
    public Task Says_nothing_about(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("for (var i = 0; i < 9; i++) { try { return await http.GetStringAsync(url) + ; } catch { } } return null;")]
    [InlineData("for (var i = 0; i < ; i++) { try { return await http.GetStringAsync(); } catch (Unknown e) when { } }")]
    [InlineData("while () { try { return await http.GetStringAsync(url, ; } catch (Exception e) when (e.) { await Task.Delay(); } }")]
    [InlineData("foreach (var i in Enumerable.Range()) { try { var x = http.GetStringAsync(url; break } catch { Task.Delay( } }")]
    [InlineData("for (;;) { try { http.GetStringAsync(url); goto } catch { continue")]
    [InlineData("do { try { x = http.GetStringAsync(url); } catch { await Task.Delay(x *= 2); } } while (x == null && y++ < z)")]
    public async Task Half_typed_code_does_no_harm(string body) =>
        Assert.DoesNotContain(await FindAsync(Method(body)), finding => finding.Id == "AD0001");

    [Fact]
    public Task A_handler_that_sends_again_is_reported() => Verify.AnalyzeAsync(
        """
        sealed class Again : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                [|for|] (var i = 0; ; i++)
                {
                    try { return await base.SendAsync(request, token); }
                    catch (HttpRequestException) when (i < 3) { }
                }
            }
        }
        """);

    [Fact]
    public Task Tests_may_try_as_they_like() => Verify.AnalyzeAsync(
        Method("for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url); } catch { } } return null;"), "fallacies.project_kind = test");
}
