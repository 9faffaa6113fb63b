using System.Net;
using System.Reflection;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Transport.BusyPollingAnalyzer, Fallacies.CodeFixes.Transport.BusyPollingFixer>;

namespace Fallacies.Analyzers.Tests.Transport;

public sealed class BusyPollingTests
{
    private const string Busy = """
        public class Poller(HttpClient http)
        {
            public async Task RunAsync(Action<Exception> log, CancellationToken ct)
            {
                while (!ct.IsCancellationRequested)
                {
                    try
                    {
                        await http.GetStringAsync("jobs/next", ct);
                        await Task.Delay(TimeSpan.FromSeconds(10), ct);
                    }
                    [|catch|] (HttpRequestException exception)
                    {
                        log(exception); // and on
                    }
                }
            }
        }
        """;

    private const string Pausing = """
        public class Poller(HttpClient http)
        {
            public async Task RunAsync(Action<Exception> log, CancellationToken ct)
            {
                while (!ct.IsCancellationRequested)
                {
                    try
                    {
                        await http.GetStringAsync("jobs/next", ct);
                        await Task.Delay(TimeSpan.FromSeconds(10), ct);
                    }
                    catch (HttpRequestException exception)
                    {
                        log(exception); // and on
                        await Task.Delay(TimeSpan.FromSeconds(5), ct);
                    }
                }
            }
        }
        """;

    [Fact]
    public Task The_loop_waits_after_a_failure() => Verify.FixAsync(Busy, Pausing);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_is_down_is_called(bool pauses)
    {
        const int Enough = 1000;
        using var image = new MemoryStream();
        var source = pauses ? Pausing : Busy.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        var usings = "using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n";
        Assert.True(Analysis.Compile(usings + source).WithAssemblyName("Poller" + Guid.NewGuid().ToString("N")).Emit(image).Success);
        var poller = Assembly.Load(image.ToArray()).GetType("Poller")!;

        // The pause, if there is one, is cut short by the end of the test.
        using var end = new CancellationTokenSource();
        using var network = new Refusing();
        using var http = new HttpClient(network) { BaseAddress = new Uri("http://jobs") };
        var failures = 0;
        var run = (Task)poller.GetMethod("RunAsync")!.Invoke(Activator.CreateInstance(poller, http), [(Action<Exception>)Log, end.Token])!;
        if (pauses)
            end.Cancel();
        await Record.ExceptionAsync(() => run);

        Assert.Equal(pauses ? 1 : Enough, failures);

        void Log(Exception exception)
        {
            if (++failures == Enough)
                end.Cancel();
        }
    }

    [Fact]
    public Task Every_clause_that_goes_round_at_once_is_reported() => Verify.FixAsync(
        """
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;

        class Poller(HttpClient http, ILogger<Poller> logger) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    try
                    {
                        await LoadAsync(stoppingToken);
                    }
                    catch (OperationCanceledException)
                    {
                        return;
                    }
                    [|catch|] (Exception exception)
                    {
                        logger.LogError(exception, "Poll failed");
                        continue;
                    }
                }
            }
            async Task LoadAsync(CancellationToken ct) => await http.GetStringAsync("jobs", ct);
            async Task Endless()
            {
                while (true)
                {
                    try { await LoadAsync(default); await Task.Delay(1000); }
                    [|catch|]
                    {
                    }
                }
            }
        }
        """,
        """
        using Microsoft.Extensions.Hosting;
        using Microsoft.Extensions.Logging;

        class Poller(HttpClient http, ILogger<Poller> logger) : BackgroundService
        {
            protected override async Task ExecuteAsync(CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    try
                    {
                        await LoadAsync(stoppingToken);
                    }
                    catch (OperationCanceledException)
                    {
                        return;
                    }
                    catch (Exception exception)
                    {
                        logger.LogError(exception, "Poll failed");
                        await Task.Delay(TimeSpan.FromSeconds(5), stoppingToken);
                        continue;
                    }
                }
            }
            async Task LoadAsync(CancellationToken ct) => await http.GetStringAsync("jobs", ct);
            async Task Endless()
            {
                while (true)
                {
                    try { await LoadAsync(default); await Task.Delay(1000); }
                    catch
                    {
                        await Task.Delay(TimeSpan.FromSeconds(5));
                    }
                }
            }
        }
        """);

    [Fact]
    public async Task The_message_says_where_the_loop_waits()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n" + Busy.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)), ("fallacies.project_kind", "service"));

        Assert.Equal("When 'HttpClient.GetStringAsync' fails the loop goes round at once: it waits only after a success, and an error that comes back in 1 ms is 1,000 calls and 1,000 log lines a second", Assert.Single(found).GetMessage());
    }

    [Theory]
    [InlineData("try { await http.GetStringAsync(url, ct).ConfigureAwait(false); } [|catch|] (Exception) { }")]
    [InlineData("try { await (http.GetStringAsync(url, ct)); } [|catch|] (Exception e) when (e is not OperationCanceledException) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } [|catch|] (Exception e) when (!(e is TaskCanceledException)) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } [|catch|] (Exception) when (!ct.IsCancellationRequested) { }")]
    public Task Reports(string body) => Verify.AnalyzeAsync(Polling(body));

    [Theory]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception e) when (e is FormatException) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct).ConfigureAwait(false); } catch (Exception e) when (e is not HttpRequestException) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { } await Task.Delay(1000, ct);")]
    [InlineData("await Task.Delay(1000, ct); try { await http.GetStringAsync(url, ct); } catch (Exception) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { } finally { await Task.Delay(1000, ct); }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { await Task.Delay(1000, ct); }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { Thread.Sleep(1000); }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { BackOff(); }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { throw; }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (Exception) { break; }")]
    [InlineData("try { await Task.Delay(1000, ct); await http.GetStringAsync(url, ct); } catch (Exception) { }")]
    [InlineData("try { await timer.WaitForNextTickAsync(ct); await http.GetStringAsync(url, ct); } catch (Exception) { }")]
    [InlineData("try { var item = await queue.Reader.ReadAsync(ct); await http.GetStringAsync(item, ct); } catch (Exception) { }")]
    [InlineData("try { consumer.Consume(ct); await http.GetStringAsync(url, ct); } catch (Exception) { }")]
    [InlineData("try { await ReceiveAsync(ct); } catch (Exception) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); return; } catch (Exception) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (FormatException) { }")]
    [InlineData("try { await http.GetStringAsync(url, ct); } catch (OperationCanceledException) { }")]
    [InlineData("try { await File.ReadAllTextAsync(url, ct); } catch (Exception) { }")]
    [InlineData("if (queue.Reader.TryRead(out var item)) try { await http.GetStringAsync(item, ct); } catch (Exception) { }")]
    public Task Says_nothing_about(string body) => Verify.AnalyzeAsync(Polling(body));

    private static string Polling(string body) =>
        $$"""
        using System.Threading.Channels;
        using Confluent.Kafka;

        class Poller(HttpClient http, Channel<string> queue, PeriodicTimer timer, IConsumer<string, string> consumer)
        {
            void BackOff() => Thread.Sleep(1000);
            Task ReceiveAsync(CancellationToken ct) => http.GetStringAsync("long-poll", ct);
            async Task Run(string url, CancellationToken ct)
            {
                await Task.Yield();
                while (!ct.IsCancellationRequested) { {{body}} }
                Console.WriteLine(consumer.Name + timer + queue + url);
            }
        }
        """;

    [Theory]
    [InlineData("while (await timer.WaitForNextTickAsync(ct))")]
    [InlineData("while (stack.Count > 0)")]
    [InlineData("foreach (var item in stack)")]
    [InlineData("for (var i = 0; i < 3; i++)")]
    [InlineData("for (var i = 0; ; i++)")]
    public Task Other_loops_have_their_own_end(string head) => Verify.AnalyzeAsync(
        $$"""
        class Poller(HttpClient http, PeriodicTimer timer, Stack<string> stack)
        {
            async Task Run(CancellationToken ct)
            {
                {{head}}
                {
                    try { await http.GetStringAsync("a", ct); } catch (Exception) { }
                }
                Console.WriteLine(timer + stack.Pop());
            }
        }
        """);

    [Theory]
    [InlineData("for (;;)")]
    [InlineData("for (; !ct.IsCancellationRequested;)")]
    public Task A_for_loop_may_be_as_endless(string head) => Verify.AnalyzeAsync(
        $$"""
        class Poller(HttpClient http)
        {
            async Task Run(CancellationToken ct)
            {
                {{head}}
                {
                    try { await http.GetStringAsync("a", ct); } [|catch|] (Exception) { }
                }
            }
        }
        """);

    [Fact]
    public Task Where_only_one_way_out_would_wait_nothing_is_offered() => Verify.NoFixAsync(
        """
        class Poller(HttpClient http)
        {
            async Task Run(CancellationToken ct)
            {
                while (!ct.IsCancellationRequested)
                {
                    try { await http.GetStringAsync("a", ct); }
                    [|catch|] (Exception exception)
                    {
                        if (exception.Message == "")
                            continue;
                        Console.WriteLine(exception);
                    }
                }
            }
        }
        """);

    [Theory]
    [InlineData("tool")]
    [InlineData("test")]
    public Task Tools_and_tests_may_do_as_they_like(string kind) => Verify.AnalyzeAsync(
        Busy.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal), $"fallacies.project_kind = {kind}");

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        """
        class Poller(HttpClient http)
        {
            async Task Run(CancellationToken ct)
            {
                while (!ct.{|CS1061:Nothing|}) { try { await http.{|CS1501:GetStringAsync|}(); } catch ({|CS0246:Nothing|}) { } }
                while (!ct.IsCancellationRequested) { try { await {|CS0103:nothing|}.GetAsync(); } catch { } }
            }
        }
        """);

    private sealed class Refusing : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("refused", null, HttpStatusCode.ServiceUnavailable);
    }
}
