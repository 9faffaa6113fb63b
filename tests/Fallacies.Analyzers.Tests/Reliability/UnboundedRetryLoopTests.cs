using Microsoft.CodeAnalysis;
using static Fallacies.Analyzers.Tests.Reliability.RetrySource;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.UnboundedRetryLoopAnalyzer, Fallacies.Analyzers.Tests.NoFix>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class UnboundedRetryLoopTests
{
    private const string Plain = "while (true) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { await Task.Delay(1000); } }";

    [Theory]
    [InlineData("[|while|] (true) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { await Task.Delay(1000); } }")]
    [InlineData("[|for|] (;;) { try { return await http.GetStringAsync(url); } catch { await BackOffAsync(3); } }")]
    [InlineData("[|do|] { try { return await http.GetStringAsync(url).ConfigureAwait(false); } catch (Exception) { } } while (true);")]
    [InlineData("[|for|] (var i = 1; ; i++) { try { return await http.GetStringAsync(url); } catch { await Task.Delay(i * 100); } }")]
    [InlineData("[|while|] (true) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) { if (e.StatusCode == System.Net.HttpStatusCode.NotFound) throw; } }")]
    [InlineData("[|while|] (true) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) when (e.StatusCode != null) { } }")]
    [InlineData("[|while|] (true) { try { var r = await http.GetAsync(url); if (r.IsSuccessStatusCode) return null; } catch { } }")]
    [InlineData("[|while|] (true) { try { return await http.GetStringAsync(url, token); } catch { } }")]
    [InlineData("var sent = false; [|while|] (!sent) { try { await http.GetStringAsync(url); sent = true; } catch (HttpRequestException) { await Task.Delay(1000); } } return null;")]
    [InlineData("string text = null; [|while|] (text is null) { try { text = await http.GetStringAsync(url); } catch (HttpRequestException) { await Task.Delay(1000); } } return text;")]
    [InlineData("var sent = false; [|do|] { try { await http.GetStringAsync(url); sent = true; } catch (HttpRequestException) { await Task.Delay(1000); } } while (sent == false); return null;")]
    [InlineData("[|while|] (true) { try { return await OwnAsync(url, default); } catch (HttpRequestException) { await Task.Delay(1000); } }")]
    public Task A_loop_that_only_success_ends_is_reported(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("while", "catch (ProduceException<string, string> e) when (e.Error.Code == ErrorCode.Local_QueueFull) { producer.Poll(TimeSpan.FromSeconds(1)); }")]
    [InlineData("while", "catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_QueueFull) { Thread.Sleep(1000); }")]
    [InlineData("while", "catch (KafkaException e) { if (e.Error.Code == ErrorCode.Local_QueueFull) { Thread.Sleep(1000); continue; } throw; }")]
    [InlineData("while", "catch (KafkaException e) { if (e.Error.Code != ErrorCode.Local_QueueFull) throw; Thread.Sleep(1000); }")]
    [InlineData("while", "catch (KafkaException e) { if (e.Error.Code == ErrorCode.Local_QueueFull) Thread.Sleep(1000); else throw; }")]
    // Others go round as well.
    [InlineData("[|while|]", "catch (KafkaException e) { if (e.Error.Code == ErrorCode.Local_QueueFull) Thread.Sleep(1000); }")]
    [InlineData("[|while|]", "catch (KafkaException e) { if (e.Error.Code == ErrorCode.Local_QueueFull) { Thread.Sleep(1000); continue; } if (e.Error.IsError) continue; throw; }")]
    [InlineData("[|while|]", "catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_Transport) { Thread.Sleep(1000); }")]
    public Task Room_in_the_own_queue_may_be_waited_for(string loop, string clause) => Verify.AnalyzeAsync(
        $$"""
        using Confluent.Kafka;

        class Orders(IProducer<string, string> producer)
        {
            public void Place(string id)
            {
                {{loop}} (true)
                {
                    try { producer.Produce("orders", new Message<string, string> { Key = id }); return; }
                    {{clause}}
                    }
            }
        }
        """);

    [Theory]
    [InlineData("var n = 0; while (true) { try { return await http.GetStringAsync(url); } catch { if (++n > 3) throw; } }")]
    [InlineData("var n = 0; while (true) { try { return await http.GetStringAsync(url); } catch when (n++ < 3) { } }")]
    [InlineData("for (var n = 0; ; n++) { try { return await http.GetStringAsync(url); } catch when (n < limit) { } }")]
    [InlineData("var n = 0; while (true) { n += 1; try { return await http.GetStringAsync(url); } catch { if (WorthAt(n)) continue; throw; } }")]
    [InlineData("var sent = false; while (!sent) { try { await http.GetStringAsync(url); sent = true; } catch (HttpRequestException) { if (stopped) sent = true; } } return null;")]
    [InlineData("var over = false; Console.CancelKeyPress += (_, _) => over = true; while (!over) { try { await http.GetStringAsync(url); over = true; } catch (HttpRequestException) { } } return null;")]
    [InlineData("var sent = false; while (!sent && !stopped) { try { await http.GetStringAsync(url); sent = true; } catch (HttpRequestException) { } } return null;")]
    [InlineData("var n = 0; while (n < 3) { try { return await http.GetStringAsync(url); } catch { n++; } } return null;")]
    public Task A_counter_is_a_bound(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("var end = DateTime.UtcNow.AddSeconds(9); while (true) { try { return await http.GetStringAsync(url); } catch { if (DateTime.UtcNow > end) throw; } }")]
    [InlineData("var watch = System.Diagnostics.Stopwatch.StartNew(); while (true) { try { return await http.GetStringAsync(url); } catch when (watch.ElapsedMilliseconds < 9000) { } }")]
    [InlineData("var end = Environment.TickCount64 + 9000; while (true) { try { return await http.GetStringAsync(url); } catch { if (Environment.TickCount64 > end) throw; } }")]
    public Task A_deadline_is_a_bound(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("while (!token.IsCancellationRequested) { try { return await http.GetStringAsync(url); } catch { } } return null;")]
    [InlineData("while (true) { token.ThrowIfCancellationRequested(); try { return await http.GetStringAsync(url); } catch { } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(url); } catch { await Task.Delay(1000, token); } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(url, token); } catch (HttpRequestException) { } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(url); } catch { if (token.IsCancellationRequested) throw; } }")]
    public Task A_token_is_a_bound(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("while (true) { try { return await http.GetStringAsync(url); } catch { if (stopped) throw; } }")]
    [InlineData("while (true) { if (stopped) return null; try { return await http.GetStringAsync(url); } catch { } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(url); } catch (Exception e) { if (!Worth(e)) throw; } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(url); } catch when (!stopped) { } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(url); } catch (Exception e) when (Worth(e)) { } }")]
    [InlineData("while (true) { try { return await http.GetStringAsync(\"http://127.0.0.1/ready\"); } catch { } }")]
    [InlineData("while (true) { try { await http.GetStringAsync(url); } catch { } }")]
    [InlineData("while (true) { try { return await File.ReadAllTextAsync(url); } catch { } }")]
    public Task Says_nothing_about(string body) => Verify.AnalyzeAsync(Method(body));

    [Theory]
    [InlineData("Microsoft.Extensions.Hosting.BackgroundService")]
    [InlineData("Base")]
    public Task A_hosted_service_may_go_on(string type) => Verify.AnalyzeAsync(
        $$"""
        abstract class Base : Microsoft.Extensions.Hosting.BackgroundService;
        sealed class Worker(HttpClient http) : {{type}}
        {
            protected override async Task ExecuteAsync(CancellationToken stop) => await new Part().Load(http);
            Task<string> Own(string url) => Load(url);
            async Task<string> Load(string url) { {{Plain}} }
            sealed class Part { public async Task<string> Load(HttpClient http) { var url = "/"; {{Plain}} } }
        }
        """);

    [Theory]
    [InlineData("async Task<string> LoadAsync", "service", DiagnosticSeverity.Warning)]
    [InlineData("async Task<string> ConnectAsync", "service", DiagnosticSeverity.Info)]
    [InlineData("static async Task<string> Main", "service", DiagnosticSeverity.Info)]
    [InlineData("async Task<string> LoadAsync", "library", DiagnosticSeverity.Info)]
    [InlineData("async Task<string> LoadAsync", "tool", DiagnosticSeverity.Info)]
    public async Task It_is_a_warning_where_requests_are_served(string method, string kind, DiagnosticSeverity severity)
    {
        var findings = await FindAsync($$"""class Client { {{method}}(HttpClient http, string url) { {{Plain}} } }""", kind);

        var finding = Assert.Single(findings, finding => finding.Id == "FAL1006");
        Assert.Equal(severity, finding.Severity);
        Assert.StartsWith("The loop around 'http.GetStringAsync' tries again", finding.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lambda_may_belong_to_anybody()
    {
        var findings = await FindAsync($$"""class Client { Task<string> Load(HttpClient http, string url) => Task.Run(async () => { {{Plain}} }); }""");

        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(findings, finding => finding.Id == "FAL1006").Severity);
    }

    [Fact]
    public Task Tests_may_try_for_ever() => Verify.AnalyzeAsync(Method(Plain), "fallacies.project_kind = test");
}
