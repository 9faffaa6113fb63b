using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.SwallowedFailureAnalyzer, Fallacies.CodeFixes.Reliability.SwallowedFailureFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class SwallowedFailureTests
{
    [Fact]
    public Task The_failure_is_logged() => Verify.FixAsync(
        """
        using Microsoft.Extensions.Logging;

        class Orders(HttpClient http, ILogger<Orders> logger)
        {
            public async Task PlaceAsync(HttpContent order)
            {
                try
                {
                    await http.PostAsync("orders", order);
                }
                [|catch|]
                {
                    // Never mind.
                }

                try
                {
                    using var response = await http.PostAsync("bills", order).ConfigureAwait(false);
                }
                [|catch|] (HttpRequestException) { }
            }
        }
        """,
        """
        using Microsoft.Extensions.Logging;

        class Orders(HttpClient http, ILogger<Orders> logger)
        {
            public async Task PlaceAsync(HttpContent order)
            {
                try
                {
                    await http.PostAsync("orders", order);
                }
                catch (Exception exception)
                {
                    logger.LogWarning(exception, "PostAsync failed");
                    // Never mind.
                }

                try
                {
                    using var response = await http.PostAsync("bills", order).ConfigureAwait(false);
                }
                catch (HttpRequestException exception)
                {
                    logger.LogWarning(exception, "PostAsync failed");
                }
            }
        }
        """);

    [Theory]
    [InlineData("try { await http.PostAsync(\"orders\", null); } [|catch|] (Exception) { }")]
    [InlineData("try { await SendAsync(); } [|catch|] { /* best effort */ }")]
    [InlineData("try { http.PostAsync(\"orders\", null).Wait(); } [|catch|] (Exception e) { }")]
    [InlineData("var request = new HttpRequestMessage(HttpMethod.Post, \"orders\"); try { await http.SendAsync(request); } [|catch|] { }")]
    [InlineData("try { await http.PostAsync(\"orders\", null); } [|catch|] { } finally { Console.WriteLine(); }")]
    [InlineData("try { var response = await http.PostAsync(\"orders\", null); response.EnsureSuccessStatusCode(); } [|catch|] { }")]
    public Task Reports_and_has_no_fix_without_a_logger(string statements) => Verify.NoFixAsync(Around(statements));

    [Theory]
    [InlineData("try { await http.PostAsync(\"orders\", null); } catch (Exception e) { Console.WriteLine(e); }")]
    [InlineData("try { await http.PostAsync(\"orders\", null); } catch { throw; }")]
    [InlineData("try { await http.PostAsync(\"orders\", null); } catch (OperationCanceledException) { }")]
    [InlineData("try { await http.PostAsync(\"orders\", null); } catch (HttpRequestException e) when (e.StatusCode == System.Net.HttpStatusCode.Conflict) { }")]
    [InlineData("try { await http.GetStringAsync(\"orders\"); } catch { }")]
    [InlineData("try { var all = await http.GetStringAsync(\"orders\"); await http.PostAsync(all, null); } catch { }")]
    [InlineData("var done = false; try { await http.PostAsync(\"orders\", null); done = true; } catch { } Console.WriteLine(done);")]
    [InlineData("for (var i = 0; i < 3; i++) { try { await http.PostAsync(\"orders\", null); break; } catch { } }")]
    [InlineData("try { await http.PostAsync(\"orders\", null); return; } catch { } throw new IOException();")]
    [InlineData("try { var request = new HttpRequestMessage(HttpMethod.Get, \"orders\"); await http.SendAsync(request); } catch { }")]
    [InlineData("try { await redis.StringSetAsync(\"a\", \"b\"); } catch { }")]
    [InlineData("try { await PingAsync(); } catch { }")]
    [InlineData("try { Console.WriteLine(); } catch { }")]
    public Task Says_nothing_about(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("ReportTelemetryAsync")]
    [InlineData("WarmCacheAsync")]
    [InlineData("CleanupAsync")]
    [InlineData("StopAsync")]
    [InlineData("DisposeAsync")]
    public Task Says_nothing_where_the_name_says_that_it_is_only_tried(string method) => Verify.AnalyzeAsync(
        Around("try { await http.PostAsync(\"orders\", null); } catch { }").Replace("PlaceAsync", method, StringComparison.Ordinal));

    [Fact]
    public Task A_comment_excuses_where_the_project_says_so() => Verify.AnalyzeAsync(
        Around("try { await http.PostAsync(\"orders\", null); } catch { /* the job at night repairs it */ } try { await http.PostAsync(\"a\", null); } [|catch|] { }"),
        "fallacies.project_kind = service\nfal1027.comments = excuse");

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(
        Around("try { await http.{|CS1501:PostAsync|}(); } catch ({|CS0246:Excep|}) { } try { await http.PostAsync(\"a\", null); } [|catch|] { }"));

    private static string Around(string statements) => $$"""
        #nullable disable
        class Orders(HttpClient http, StackExchange.Redis.IDatabase redis)
        {
            public async Task PlaceAsync()
            {
                {{statements}}
                Console.WriteLine((http, redis));
            }

            private Task SendAsync() => http.PostAsync("orders", null);

            private Task PingAsync() => http.PostAsync("ping", null);
        }
        """;
}
