using static Fallacies.Analyzers.Tests.Reliability.RetrySource;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.RetryWithoutBackOffAnalyzer, Fallacies.CodeFixes.Reliability.RetryWithoutBackOffFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class RetryWithoutBackOffFixerTests
{
    [Fact]
    public Task Every_constant_wait_grows_with_its_counter() => Verify.FixAsync(
        Method("""
            for (var i = 0; i < 3; i++)
            {
                try { return await http.GetStringAsync(url); }
                catch (HttpRequestException) { await [|Task.Delay(Pause, token)|]; } // a busy server
            }

            var n = 0;
            while (true)
            {
                try { return await http.GetStringAsync(url); }
                catch (HttpRequestException)
                {
                    if (++n > limit) throw;
                    [|Thread.Sleep(TimeSpan.FromSeconds(2))|];
                }
            }
            """),
        Method("""
            for (var i = 0; i < 3; i++)
            {
                try { return await http.GetStringAsync(url); }
                catch (HttpRequestException) { await Task.Delay(TimeSpan.FromMilliseconds(Pause) * (Math.Pow(2, i) + Random.Shared.NextDouble()), token); } // a busy server
            }

            var n = 0;
            while (true)
            {
                try { return await http.GetStringAsync(url); }
                catch (HttpRequestException)
                {
                    if (++n > limit) throw;
                    Thread.Sleep(TimeSpan.FromSeconds(2) * (Math.Pow(2, Math.Min(n - 1, 6)) + Random.Shared.NextDouble()));
                }
            }
            """));

    [Theory]
    [InlineData("foreach (var i in Enumerable.Range(1, 4)) { try { return await http.GetStringAsync(url); } catch { await [|Task.Delay(500)|]; } } return null;", "Task.Delay(TimeSpan.FromMilliseconds(500) * (Math.Pow(2, i - 1) + Random.Shared.NextDouble()))")]
    [InlineData("for (var i = 0; i < 20; i++) { try { return await http.GetStringAsync(url); } catch { await [|Task.Delay(500)|]; } } return null;", "Task.Delay(TimeSpan.FromMilliseconds(500) * (Math.Pow(2, Math.Min(i, 6)) + Random.Shared.NextDouble()))")]
    [InlineData("for (var i = 0; i < 4; i++) { if (i > 0) await [|Task.Delay(TimeSpan.FromSeconds(1) + TimeSpan.FromSeconds(2))|]; try { return await http.GetStringAsync(url); } catch { } } return null;", "Task.Delay((TimeSpan.FromSeconds(1) + TimeSpan.FromSeconds(2)) * (Math.Pow(2, i - 1) + Random.Shared.NextDouble()))")]
    [InlineData("for (var i = 0; i < limit; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) { Console.WriteLine(e); } await [|Task.Delay(limit)|]; } return null;", "Task.Delay(TimeSpan.FromMilliseconds(limit) * (Math.Pow(2, Math.Min(i, 6)) + Random.Shared.NextDouble()))")]
    public Task The_first_wait_stays_as_long_as_it_was(string body, string wait)
    {
        var start = body.IndexOf("[|", StringComparison.Ordinal);
        var end = body.IndexOf("|]", StringComparison.Ordinal);
        return Verify.FixAsync(Method(body), Method(body[..start] + wait + body[(end + 2)..]));
    }

    [Theory]
    [InlineData("var n = 4; while (n-- > 0) { try { return await http.GetStringAsync(url); } catch (IOException) { Console.WriteLine(n); await [|Task.Delay(500)|]; } } return null;")]
    [InlineData("while (!stopped) { try { return await http.GetStringAsync(url); } catch { await [|Task.Delay(500)|]; } } return null;")]
    [InlineData("for (var i = 0; i < 4; i++) { try { return await http.GetStringAsync(url); } catch (IOException) { await [|Task.Delay(500)|]; } catch (HttpRequestException) { await Task.Delay(700); } } return null;")]
    public Task Without_a_counter_that_grows_no_wait_can(string body) => Verify.NoFixAsync(Method(body));

    [Fact]
    public Task A_loop_becomes_a_pipeline_and_one_call() => Verify.FixAsync(
        """
        using Microsoft.Extensions.Logging;

        namespace Shop
        {
            public sealed class Prices(HttpClient http)
            {
                private const int MaxTries = 4;

                public async Task<string> LoadAsync(string url, CancellationToken cancellationToken)
                {
                    // The price service restarts at night.
                    for (var attempt = 1; attempt <= MaxTries; attempt++)
                    {
                        try
                        {
                            // Reads only.
                            using var response = await http.GetAsync(url, cancellationToken).ConfigureAwait(false);
                            response.EnsureSuccessStatusCode();
                            return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                        }
                        catch (HttpRequestException)
                        {
                            if (attempt == MaxTries)
                                throw;

                            // Give it a moment.
                            await [|Task.Delay(TimeSpan.FromSeconds(2), cancellationToken)|].ConfigureAwait(false);
                        }
                    }

                    throw new InvalidOperationException("unreachable");
                }

                public async Task SendAsync(string url, CancellationToken token)
                {
                    var failures = 0;
                    while (true)
                    {
                        try
                        {
                            await http.PutAsync(url, null, token);
                            return;
                        }
                        catch (HttpRequestException) when (++failures < 3)
                        {
                            await [|Task.Delay(500, token)|];
                        }
                    }
                }
            }
        }
        """,
        """
        using Microsoft.Extensions.Logging;
        using Polly;
        using Polly.Retry;

        namespace Shop
        {
            public sealed class Prices(HttpClient http)
            {
                private const int MaxTries = 4;

                private static readonly ResiliencePipeline RetryPipeline = new ResiliencePipelineBuilder()
                    .AddRetry(new RetryStrategyOptions
                    {
                        ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
                        MaxRetryAttempts = MaxTries - 1,
                        Delay = TimeSpan.FromSeconds(2),
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                    })
                    .Build();

                private static readonly ResiliencePipeline RetryPipeline2 = new ResiliencePipelineBuilder()
                    .AddRetry(new RetryStrategyOptions
                    {
                        ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(),
                        MaxRetryAttempts = 2,
                        Delay = TimeSpan.FromMilliseconds(500),
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                    })
                    .Build();

                public async Task<string> LoadAsync(string url, CancellationToken cancellationToken)
                {
                    // The price service restarts at night.
                    // Give it a moment.
                    return await RetryPipeline.ExecuteAsync(async token =>
                    {
                        // Reads only.
                        using var response = await http.GetAsync(url, token).ConfigureAwait(false);
                        response.EnsureSuccessStatusCode();
                        return await response.Content.ReadAsStringAsync(token).ConfigureAwait(false);
                    }, cancellationToken).ConfigureAwait(false);
                }

                public async Task SendAsync(string url, CancellationToken token)
                {
                    await RetryPipeline2.ExecuteAsync(async token2 =>
                    {
                        await http.PutAsync(url, null, token2);
                    }, token);
                }
            }
        }
        """,
        action: 1);

    [Theory]
    // The number of tries is not known, or depends on more than failures.
    [InlineData("for (var i = 0; i < limit; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (i < limit) { } } return null;")]
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (i < 3 && !stopped) { } }")]
    [InlineData("while (!stopped) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { } } return null;")]
    [InlineData("var a = 0; var b = 0; while (true) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (a++ < 3) { } catch (IOException) when (b++ < 3) { } }")]
    // The last exception does not reach the caller, or another one does.
    [InlineData("for (var i = 0; i < 4; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { } } return null;")]
    [InlineData("for (var i = 0; i < 4; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) { } } throw new IOException();")]
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) { if (i == 3) throw new IOException(\"\", e); } }")]
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) { if (i == 3) throw e; } }")]
    [InlineData("Exception last = null; for (var i = 0; i < 4; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) { last = e; } } throw new IOException(\"\", last);")]
    // Something else is done on the way.
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException e) when (i < 3) { Console.WriteLine(e); } }")]
    [InlineData("for (var i = 0; ; i++) { Console.WriteLine(i); try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (i < 3) { } }")]
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (i < 3) { } finally { Stop(); } }")]
    [InlineData("for (var i = 0; ; i++) { using var m = new HttpRequestMessage(HttpMethod.Get, url); try { await http.SendAsync(m); return null; } catch (HttpRequestException) when (i < 3) { } }")]
    // The body knows the counter, writes locals that others read, or takes more ways out.
    [InlineData("for (var i = 0; ; i++) { try { var s = await http.GetStringAsync(url); return s + i; } catch (HttpRequestException) when (i < 3) { } }")]
    [InlineData("var size = 0; for (var i = 0; i < 4; i++) { try { var s = await http.GetStringAsync(url); size = s.Length; return s; } catch (HttpRequestException) when (i < 3) { } } return size.ToString();")]
    [InlineData("for (var i = 0; i < 4; i++) { try { var r = await http.GetAsync(url); if (r.IsSuccessStatusCode) return null; } catch (HttpRequestException) when (i < 3) { } } return null;")]
    [InlineData("for (var i = 0; i < 4; i++) { try { var s = await http.GetStringAsync(url); if (s.Length == 0) break; return s; } catch (HttpRequestException) when (i < 3) { } } return null;")]
    [InlineData("var done = false; for (var i = 0; i < 4 && !done; i++) { try { await http.DeleteAsync(url); done = true; } catch (HttpRequestException) when (i < 3) { } } return null;")]
    // Cancellation would end the loop at another try than the pipeline.
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (Exception) when (i < 3) { } }")]
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url, token); } catch (TaskCanceledException) when (i < 3) { } }")]
    [InlineData("for (var i = 0; ; i++) { try { var r = await http.GetAsync(url); return await r.Content.ReadAsStringAsync(token); } catch (HttpRequestException) when (i < 3) { } }")]
    // The predicate would need more than the exception, or could throw where the filter does not.
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (Exception e) when (i < 3 && Worth(e)) { } }")]
    [InlineData("for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (Exception e) when (i < 3 && e.InnerException.Message == \"x\") { } }")]
    public async Task The_pipeline_is_not_offered_for(string body)
    {
        var source = Verifier<Fallacies.Analyzers.Reliability.RetryWithoutBackOffAnalyzer, NoFix>.Test.ImplicitUsings + Method(body);

        Assert.DoesNotContain(RetryExecution.PipelineTitle, (await RetryExecution.FixesAsync(source)).Keys);
    }

    [Theory]
    [InlineData("struct Client { HttpClient http; public Client(HttpClient c) => http = c; public async Task<string> Load(string url) { LOOP } }")]
    [InlineData("interface IClient { HttpClient Http { get; } async Task<string> Load(string url) { var http = Http; LOOP } }")]
    public async Task There_is_no_place_for_a_pipeline_in(string type)
    {
        var source = Verifier<Fallacies.Analyzers.Reliability.RetryWithoutBackOffAnalyzer, NoFix>.Test.ImplicitUsings
            + type.Replace("LOOP", "for (var i = 0; ; i++) { try { return await http.GetStringAsync(url); } catch (HttpRequestException) when (i < 3) { } }", StringComparison.Ordinal);

        Assert.DoesNotContain(RetryExecution.PipelineTitle, (await RetryExecution.FixesAsync(source)).Keys);
    }

    [Fact]
    public async Task The_name_of_the_field_is_new()
    {
        var source = Verifier<Fallacies.Analyzers.Reliability.RetryWithoutBackOffAnalyzer, NoFix>.Test.ImplicitUsings + """
            class Base { protected int RetryPipeline; }
            class Client(HttpClient http) : Base
            {
                public async Task<string> Load(string url) { var RetryPipeline2 = url; for (var i = 0; ; i++) { try { return await http.GetStringAsync(RetryPipeline2); } catch (HttpRequestException) when (i < 3) { } } }
            }
            """;

        Assert.Contains("ResiliencePipeline RetryPipeline3 =", (await RetryExecution.FixesAsync(source))[RetryExecution.PipelineTitle], StringComparison.Ordinal);
    }
}
