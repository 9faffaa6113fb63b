using Microsoft.CodeAnalysis.Testing;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.DeadTimeoutCatchAnalyzer, Fallacies.CodeFixes.Reliability.DeadTimeoutCatchFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1022.</summary>
public sealed class DeadTimeoutCatchTests
{
    [Theory]
    [InlineData("try { return await http.GetStringAsync(url, token); } catch ({|#0:TimeoutException|}) { return null; }", "GetStringAsync")]
    [InlineData("try { using var response = await http.GetAsync(url, token).ConfigureAwait(false); response.EnsureSuccessStatusCode(); return await response.Content.ReadAsStringAsync(token); } catch (HttpRequestException) { return null; } catch ({|#0:TimeoutException|} e) { Console.WriteLine(e.Message); throw; }", "GetAsync")]
    [InlineData("try { var price = await http.GetFromJsonAsync<Price>(url, token); log.LogInformation(\"{Price}\", price); return price?.Text.Trim().Split(',').First(); } catch ({|#0:TimeoutException|}) when (url.Length > 0) { return null; } catch (Exception) { throw; }", "GetFromJsonAsync<Price>")]
    public Task Says_what_never_arrives(string statements, string call) => new Verify.Test(Source(statements), "fallacies.project_kind = service")
    {
        ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.DeadTimeoutCatchAnalyzer.Descriptor).WithLocation(0).WithArguments("'catch (TimeoutException)'", call, Fallacies.Analyzers.Reliability.DeadTimeoutCatchAnalyzer.Wrapped) },
    }.RunAsync();

    [Theory]
    // Somebody met the other exception.
    [InlineData("try { return await http.GetStringAsync(url, token); } catch (TaskCanceledException) { return null; } catch (TimeoutException) { return null; }")]
    [InlineData("try { return await http.GetStringAsync(url, token); } catch (TimeoutException) { return null; } catch (OperationCanceledException) { return null; }")]
    [InlineData("try { return await http.GetStringAsync(url, token); } catch (TimeoutException) { return null; } catch (Exception e) when (e.InnerException is TimeoutException) { return null; }")]
    // Something else may run out of time.
    [InlineData("try { return await http.GetStringAsync(url, token).WaitAsync(TimeSpan.FromSeconds(1), token); } catch (TimeoutException) { return null; }")]
    [InlineData("try { await Other(); return await http.GetStringAsync(url, token); } catch (TimeoutException) { return null; }")]
    [InlineData("try { if (url.Length == 0) throw new TimeoutException(); return await http.GetStringAsync(url, token); } catch (TimeoutException) { return null; }")]
    [InlineData("var call = http.GetStringAsync(url, token); var other = Other(); try { await other; return await http.GetStringAsync(url, token); } catch (TimeoutException) { return await call; }")]
    [InlineData("try { return System.Text.RegularExpressions.Regex.Replace(await http.GetStringAsync(url, token), \"a\", \"b\"); } catch (TimeoutException) { return null; }")]
    [InlineData("try { await Other(); return null; } catch (TimeoutException) { return null; }")]
    [InlineData("try { return await http.GetStringAsync(url, token); } catch (Own.TimeoutException) { return null; }")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Theory]
    [InlineData("catch (Exception e) when (e is {|#0:TimeoutException|}) { return null; }")]
    [InlineData("catch (Exception e) when (e is {|#0:TimeoutException|} or HttpRequestException) { return null; }")]
    [InlineData("catch (Exception e) when (e is HttpRequestException or {|#0:TimeoutException|}) { return null; }")]
    [InlineData("catch (Exception e) when (url.Length > 0 && (e is HttpRequestException || e is {|#0:TimeoutException|})) { return null; }")]
    [InlineData("catch (Exception e) when (e is {|#0:TimeoutException|} late && late.Message.Length > 0) { return null; }")]
    public Task A_filter_may_wait_for_it(string clause) => new Verify.Test(Source("try { return await http.GetStringAsync(url, token); } " + clause), "fallacies.project_kind = service")
    {
        ExpectedDiagnostics = { new DiagnosticResult(Fallacies.Analyzers.Reliability.DeadTimeoutCatchAnalyzer.Descriptor).WithLocation(0).WithArguments("'e is TimeoutException'", "GetStringAsync", Fallacies.Analyzers.Reliability.DeadTimeoutCatchAnalyzer.Wrapped) },
    }.RunAsync();

    [Theory]
    [InlineData("catch (Exception e) when (e is not TimeoutException) { return null; }")]
    [InlineData("catch (Exception e) when (!(e is TimeoutException)) { return null; }")]
    [InlineData("catch (Exception e) when (e is TimeoutException == false) { return null; }")]
    [InlineData("catch (Exception e) when (e is TimeoutException or TaskCanceledException) { return null; }")]
    [InlineData("catch (Exception e) when (e is TimeoutException || e is OperationCanceledException) { return null; }")]
    [InlineData("catch (Exception e) when (e is TimeoutException || e.InnerException is TimeoutException) { return null; }")]
    [InlineData("catch (Exception e) when (e is TimeoutException || IsTransient(e)) { return null; }")]
    [InlineData("catch (Exception e) when ((e.InnerException ?? e) is TimeoutException) { return null; }")]
    [InlineData("catch (Exception e) when (e is { InnerException: TimeoutException }) { return null; }")]
    [InlineData("catch (Exception e) when (e is Own.TimeoutException) { return null; }")]
    [InlineData("catch (Exception e) when (e is TimeoutException) { return null; } catch (OperationCanceledException) { return null; }")]
    [InlineData("catch (Exception e) when (e is HttpRequestException) { return null; }")]
    public Task Leaves_filters_alone(string clause) => Verify.AnalyzeAsync(Source("try { return await http.GetStringAsync(url, token); } " + clause));

    [Theory]
    [InlineData("try { await Other(); return await http.GetStringAsync(url, token); } catch (Exception e) when (e is TimeoutException) { return null; }")]
    [InlineData("try { return await http.GetStringAsync(url, token).WaitAsync(TimeSpan.FromSeconds(1), token); } catch (Exception e) when (e is TimeoutException or HttpRequestException) { return null; }")]
    [InlineData("try { return await http.GetStringAsync(url, token); } catch (Exception e) when (e is {|CS0246:TimeoutExceptio|}) { return null; }")]
    [InlineData("try { return await http.GetStringAsync(url, token); } catch (Exception) when ({|CS0103:e|} is TimeoutException) { return null; }")]
    public Task A_filter_around_something_else_may_see_it(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Fact]
    public Task A_handler_may_turn_the_one_into_the_other() => Verify.AnalyzeAsync(
        Source("try { return await http.GetStringAsync(url, token); } catch (TimeoutException) { return null; }")
        + """

        class TimeoutHandler : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken token)
            {
                try { return await base.SendAsync(request, token); } catch (OperationCanceledException) when (!token.IsCancellationRequested) { throw new TimeoutException(); }
            }
        }
        """);

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Source("try { return await http.GetStringAsync(url, token); } catch (TimeoutException) { return null; }"), "fallacies.project_kind = test");

    [Fact]
    public Task Survives_half_typed_code() => Verify.AnalyzeAsync(Source("try { return await http.GetStringAsync({|CS0103:address|}); } catch ({|CS0246:TimeoutExceptio|}) { return null; }"));

    [Fact]
    public Task The_fix_catches_what_arrives() => Verify.FixAsync(
        Source(
            """
            try
            {
                await http.GetStringAsync(url, token);
            }
            catch ([|TimeoutException|]) // too slow
            {
            }

            try
            {
                return await http.GetStringAsync(url, token);
            }
            catch ([|TimeoutException|] e) when (url.Length > 0 || token.CanBeCanceled)
            {
                Console.WriteLine(e.Message);
                return null;
            }
            """),
        Source(
            """
            try
            {
                await http.GetStringAsync(url, token);
            }
            catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException) // too slow
            {
            }

            try
            {
                return await http.GetStringAsync(url, token);
            }
            catch (TaskCanceledException e) when (e.InnerException is TimeoutException && (url.Length > 0 || token.CanBeCanceled))
            {
                Console.WriteLine(e.Message);
                return null;
            }
            """));

    [Fact]
    public Task The_fix_makes_a_filter_look_inside() => Verify.FixAsync(
        Source(
            """
            try
            {
                await http.GetStringAsync(url, token);
            }
            catch (Exception e) when (e is [|TimeoutException|]) // too slow
            {
            }

            try
            {
                return await http.GetStringAsync(url, token);
            }
            catch (Exception e) when (e is HttpRequestException or [|TimeoutException|] /* slow */ or IOException && url.Length > 0)
            {
                return null;
            }
            """),
        Source(
            """
            try
            {
                await http.GetStringAsync(url, token);
            }
            catch (Exception e) when (e is TaskCanceledException { InnerException: TimeoutException }) // too slow
            {
            }

            try
            {
                return await http.GetStringAsync(url, token);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException { InnerException: TimeoutException } /* slow */ or IOException && url.Length > 0)
            {
                return null;
            }
            """));

    [Fact]
    public Task No_fix_where_the_filter_gives_the_exception_a_name() =>
        Verify.NoFixAsync(Source("try { return await http.GetStringAsync(url, token); } catch (Exception e) when (e is [|TimeoutException|] late) { return late.Message; }"));

    [Fact]
    public Task No_fix_where_the_exception_goes_to_somebody_who_wants_a_TimeoutException() =>
        Verify.NoFixAsync(Source("try { return await http.GetStringAsync(url, token); } catch ([|TimeoutException|] e) { return Tell(e); }"));

    private static string Source(string statements) =>
        $$"""
        using System.Net.Http.Json;
        using Microsoft.Extensions.Logging;
        record Price(string Text);
        class Client(HttpClient http, ILogger log)
        {
            async Task<string?> LoadAsync(string url, CancellationToken token)
            {
                {{statements.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }
            static bool IsTransient(Exception exception) => exception is OperationCanceledException;
            Task Other() => Task.CompletedTask;
            static string Tell(TimeoutException exception) => exception.Message;
        }
        namespace Own { class TimeoutException : Exception; }
        """;
}
