using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.ForgottenCallAnalyzer, Fallacies.CodeFixes.Reliability.ForgottenCallFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1033.</summary>
public sealed class ForgottenCallTests
{
    [Fact]
    public Task A_discarded_call_is_awaited() => Verify.FixAsync(
        Class(
            """
            public async Task Place(string order)
            {
                // Tell the warehouse.
                _ = http.[|PostAsync|](order, null); // soon
                _ = [|SaveAsync|](order).ConfigureAwait(false);
                _ = Task.[|Run|](async () => await http.PostAsync(order, null));
                await Task.Yield();
            }

            public async Task Move(string order)
            {
                var _ = http.[|PutAsync|](order, null); // later
                Task forgotten = [|SaveAsync|](order);
                await Task.Yield();
            }
            """),
        Class(
            """
            public async Task Place(string order)
            {
                // Tell the warehouse.
                await http.PostAsync(order, null); // soon
                await SaveAsync(order).ConfigureAwait(false);
                await Task.Run(async () => await http.PostAsync(order, null));
                await Task.Yield();
            }

            public async Task Move(string order)
            {
                await http.PutAsync(order, null); // later
                await SaveAsync(order);
                await Task.Yield();
            }
            """));

    [Theory]
    [InlineData("NLog.Targets.TargetWithLayout", "PostAsync")]
    [InlineData("Own.Target", "[|PostAsync|]")]
    public Task The_target_of_a_log_may_forget_what_it_writes(string above, string call) => Verify.AnalyzeAsync(
        $$"""
        namespace NLog.Targets { public abstract class Target; public abstract class TargetWithLayout : Target; }
        namespace Own { public abstract class Target; }
        class PostTarget(HttpClient http) : {{above}} { public void Write(string line) { _ = http.{{call}}("", new StringContent(line)); } }
        """);

    [Fact]
    public Task What_nobody_calls_forgets_nothing() => Verify.AnalyzeAsync(Class("public void Place(string order) { } private void Send(string order) { _ = http.PostAsync(order, null); }"));

    [Theory]
    [InlineData("private Task Save(string order) { http.Send(new HttpRequestMessage(HttpMethod.Post, order)); return Task.CompletedTask; }", "Save")]
    [InlineData("private async Task Save(string order) { http.Send(new HttpRequestMessage(HttpMethod.Post, order)); await Task.Yield(); }", "[|Save|]")]
    [InlineData("private Task Save(string order) => Task.Run(() => http.Send(new HttpRequestMessage(HttpMethod.Post, order)));", "[|Save|]")]
    [InlineData("private Task Save(string order) => http.PostAsync(order, null);", "[|Save|]")]
    public Task What_a_method_throws_before_it_returns_a_task_comes_back(string save, string call) => Verify.AnalyzeAsync(Class($"public void Place(string order) {{ _ = {call}(order); }} {save}"));

    [Theory]
    [InlineData("public void Place(string order) { _ = http.[|PostAsync|](order, null); }")]
    [InlineData("public void Place(string order) { http.[|PostAsync|](order, null); }")]
    [InlineData("public void Place(string order) => http.[|PostAsync|](order, null);")]
    [InlineData("public void Place(string order) { http?.[|PostAsync|](order, null); }")]
    [InlineData("public void Place(string order) { (http!).[|PostAsync|](order, null).ConfigureAwait(false); }")]
    [InlineData("public void Place(string order) { [|SaveAsync|](order); }")]
    [InlineData("public void Place(string order) { Task.[|Run|](() => SaveAsync(order)); }")]
    [InlineData("public void Place(string order) { void Now() => http.[|PostAsync|](order, null); Now(); }")]
    [InlineData("public void Place(string order) { var _ = http.[|PostAsync|](order, null); }")]
    [InlineData("public void Place(string order) { var _ = [|SaveAsync|](order); _ = http.[|PostAsync|](order, null); }")]
    [InlineData("public async Task Place(string order) { await Task.Yield(); Task first = http.[|PostAsync|](order, null), second; second = [|SaveAsync|](order); }")]
    [InlineData("public void Place(List<string> orders) => orders.ForEach(order => http.[|PostAsync|](order, null));")]
    public Task Reports_and_has_no_fix_outside_of_async_methods(string member) => Verify.NoFixAsync(Class(member));

    [Theory]
    [InlineData("public async Task Place(string order) { await http.PostAsync(order, null); }")]
    [InlineData("public Task Place(string order) => http.PostAsync(order, null);")]
    [InlineData("public void Place(string order) { _last = http.PostAsync(order, null); }")]
    [InlineData("public void Place(string order) { http.PostAsync(order, null).ContinueWith(t => Console.WriteLine(t.Exception)); }")]
    [InlineData("public void Place(string order) { http.PostAsync(order, null).Wait(); }")]
    [InlineData("public void Place(string order) { _ = SafelyAsync(order); }")]
    [InlineData("public void Place(string order) { Task.Run(async () => { try { await SaveAsync(order); } catch (Exception e) { Console.WriteLine(e); } }); }")]
    [InlineData("public void Place(string order) { Task.Run(async () => { while (true) await SaveAsync(order); }); }")]
    [InlineData("public void Place(string order) { Task.Run(() => Console.WriteLine(order)); }")]
    [InlineData("public void Place(string order) { _ = Task.Delay(1000); }")]
    [InlineData("public async Task Place(string order) { var saved = SaveAsync(order); await http.PostAsync(order, null); await saved; }")]
    [InlineData("public void Place(string order) { var _ = SaveAsync(order); _last = _; }")]
    [InlineData("public void Place(string order) { var saved = SaveAsync(order); void Wait() => saved.Wait(); Wait(); }")]
    [InlineData("public void Place(string order) { Task saved; saved = SaveAsync(order); GC.KeepAlive(saved); }")]
    [InlineData("public void Place(string order) { var _ = SafelyAsync(order); }")]
    [InlineData("public void Place(string order) { var saved = SaveAsync(order);\n#if DEBUG\nsaved.Wait();\n#endif\n}")]
    [InlineData("public void WarmUp(string order) { var _ = http.GetStringAsync(order); }")]
    [InlineData("public void Count(System.Net.Sockets.UdpClient udp) { Task<int> t = udp.SendAsync(new byte[1], 1); _ = udp.SendAsync(new byte[1], 1); }")]
    [InlineData("public void TrackUse(string order) { _ = http.PostAsync(order, null); }")]
    [InlineData("public void WarmUp(string order) { _ = http.GetStringAsync(order); }")]
    [InlineData("public void CloseSession() { _ = http.DeleteAsync(\"session\"); }")]
    [InlineData("public void Dispose() { _ = http.DeleteAsync(\"session\"); }")]
    [InlineData("public void Place(string order) { _ = redis.StringSetAsync(order, 1, flags: StackExchange.Redis.CommandFlags.FireAndForget); }")]
    [InlineData("public void Place(string order) { var batch = redis.CreateBatch(); _ = batch.StringSetAsync(order, 1); batch.Execute(); }")]
    [InlineData("public void Place(string order) { var change = redis.CreateTransaction(); change.StringSetAsync(order, 1); change.Execute(); }")]
    public Task Says_nothing_about(string member) => Verify.AnalyzeAsync(Class(member));

    [Theory]
    [InlineData("_ = StartAsync();", "onFailure: (n, e) => Console.WriteLine(e)")]
    [InlineData("_ = Task.Run(async () => { await Retry.Do(task: async () => { await http.PutAsync(\"a\", null); }, onFailure: (n, e) => logger.LogError(e, \"a\")); });", "")]
    [InlineData("_ = Retry.Do(() => http.PutAsync(\"a\", null), onFailure: (n, e) => logger.LogError(e, \"a\"));", "")]
    // Nobody is told, or nothing is written down.
    [InlineData("_ = [|StartAsync|]();", "times: 3")]
    [InlineData("_ = [|StartAsync|]();", "onFailure: (n, e) => { }")]
    [InlineData("_ = [|StartAsync|]();", "done: () => Console.WriteLine()")]
    public Task A_helper_that_writes_failures_down_tells_of_them(string start, string settings) => Verify.AnalyzeAsync(
        $$"""
        using Microsoft.Extensions.Logging;

        class Relay(HttpClient http, ILogger logger)
        {
            public object Fields => logger;
            public void Begin() { {{start}} }
            private async Task StartAsync() => await Retry.Do(async () => { await http.PutAsync("a", null); }{{(settings.Length > 0 ? ", " + settings : "")}});
        }

        static class Retry
        {
            public static async Task Do(Func<Task> task, int times = 3, Action<int, Exception>? onFailure = null, Action? done = null) => await task();
        }
        """);

    [Fact]
    public Task A_hosted_service_owns_what_it_starts() => Verify.AnalyzeAsync(
        """
        class Feed(HttpClient http) : Microsoft.Extensions.Hosting.IHostedService
        {
            public Task StartAsync(CancellationToken token) { _ = http.GetStringAsync("feed", token); return Task.CompletedTask; }
            public Task StopAsync(CancellationToken token) => Task.CompletedTask;
        }
        """);

    [Fact]
    public Task A_minimal_api_is_reported() => Verify.FixAsync(
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.Create(args);
        var http = new HttpClient();
        app.MapPost("/orders/{id}", async (string id) => { _ = http.[|PostAsync|](id, null); await Task.Yield(); });
        _ = http.[|GetStringAsync|]("first");
        await app.RunAsync();
        """,
        """
        using Microsoft.AspNetCore.Builder;
        var app = WebApplication.Create(args);
        var http = new HttpClient();
        app.MapPost("/orders/{id}", async (string id) => { await http.PostAsync(id, null); await Task.Yield(); });
        await http.GetStringAsync("first");
        await app.RunAsync();
        """);

    [Theory]
    [InlineData("library", "[|PostAsync|]")]
    [InlineData("tool", "PostAsync")]
    [InlineData("test", "PostAsync")]
    public Task Knows_the_kind_of_project(string kind, string call) =>
        Verify.AnalyzeAsync(Class($"public void Place(string order) {{ _ = http.{call}(order, null); }}"), "fallacies.project_kind = " + kind);

    [Theory]
    [InlineData("public void Place(string order) { _ = http.PostAsync(; }")]
    [InlineData("public void Place(string order) { Task.Run(async () => ); _ = Task.Run(; }")]
    [InlineData("public void Place( { _ = Place(); } Task A() => B(); Task B() => A(); void C() { _ = A(); }")]
    public async Task Survives_half_typed(string member)
    {
        var source = "using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n" + Class(member);

        var findings = await Analysis.RunAsync(Analysis.Compile(source), ("fallacies.project_kind", "service"));

        Assert.DoesNotContain(findings, finding => finding.Id == "AD0001");
    }

    private static string Class(string member) =>
        $$"""
        class Orders(HttpClient http, StackExchange.Redis.IDatabase redis)
        {
            private Task _last;
            {{member}}
            private async Task SaveAsync(string order) => await http.PutAsync(order, null);
            private async Task SafelyAsync(string order) { try { await SaveAsync(order); } catch (HttpRequestException e) { Console.WriteLine(e); } }
            public object Fields => (http, redis, _last);
        }
        """;
}
