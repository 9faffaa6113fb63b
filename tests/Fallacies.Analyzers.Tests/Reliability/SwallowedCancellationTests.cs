using static Fallacies.Analyzers.Tests.Reliability.RetrySource;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.SwallowedCancellationAnalyzer, Fallacies.CodeFixes.Reliability.SwallowedCancellationFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

public sealed class SwallowedCancellationTests
{
    [Fact]
    public Task Every_clause_lets_cancellation_pass() => Verify.FixAsync(
        Method("""
            for (var i = 0; i < 3; i++)
            {
                // The server is often slow.
                try { return await http.GetStringAsync(url, token); }
                [|catch (Exception failure)|] { Console.WriteLine(failure); }
            }

            for (var i = 0; ; i++)
            {
                try { return await http.GetStringAsync(url, token).ConfigureAwait(false); }
                [|catch (Exception)|] when (i < 3 || limit > 3) { await Task.Delay(i * 100); }
            }
            """),
        Method("""
            for (var i = 0; i < 3; i++)
            {
                // The server is often slow.
                try { return await http.GetStringAsync(url, token); }
                catch (Exception failure) when (failure is not OperationCanceledException) { Console.WriteLine(failure); }
            }

            for (var i = 0; ; i++)
            {
                try { return await http.GetStringAsync(url, token).ConfigureAwait(false); }
                catch (Exception ex) when ((i < 3 || limit > 3) && ex is not OperationCanceledException) { await Task.Delay(i * 100); }
            }
            """));

    [Fact]
    public Task A_clause_without_a_type_gets_one() => Verify.FixAsync(
        Method("for (var ex = 0; ex < 3; ex++) { try { return await http.GetStringAsync(url, token); } [|catch|] { } } return null;"),
        Method("for (var ex = 0; ex < 3; ex++) { try { return await http.GetStringAsync(url, token); } catch (Exception ex2) when (ex2 is not OperationCanceledException) { } } return null;"));

    [Fact]
    public Task Asking_the_token_keeps_the_retry_after_a_timeout() => Verify.FixAsync(
        Method("for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url, token); } [|catch (Exception)|] when (i < 2) { } } return null;"),
        Method("for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url, token); } catch (Exception) when (i < 2 && !token.IsCancellationRequested) { } } return null;"),
        action: 1);

    [Fact]
    public Task A_clause_without_a_type_can_ask_the_token_as_well() => Verify.FixAsync(
        Method("for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url, token); } [|catch|] { } } return null;"),
        Method("for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url, token); } catch when (!token.IsCancellationRequested) { } } return null;"),
        action: 1);

    [Fact]
    public Task A_token_that_also_limits_one_try_leaves_its_timeout_to_the_retry() => Verify.FixAsync(
        Method("for (var i = 0; i < 3; i++) { using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); linked.CancelAfter(500); try { return await http.GetStringAsync(url, linked.Token); } [|catch (Exception)|] { } } return null;"),
        Method("for (var i = 0; i < 3; i++) { using var linked = CancellationTokenSource.CreateLinkedTokenSource(token); linked.CancelAfter(500); try { return await http.GetStringAsync(url, linked.Token); } catch (Exception) when (!token.IsCancellationRequested) { } } return null;"));

    [Fact]
    public Task A_method_of_the_program_that_makes_the_call_is_tried_again_too() => Verify.AnalyzeAsync(
        Method("for (var i = 0; i < 3; i++) { try { return await OwnAsync(url, token); } [|catch|] { } } return null;"));

    [Theory]
    [InlineData("token", "catch (HttpRequestException) { }")]
    [InlineData("token", "catch (Exception e) when (e is not OperationCanceledException) { }")]
    [InlineData("token", "catch (Exception e) when (IsTransient(e)) { }")]
    [InlineData("token", "catch (Exception) when (!token.IsCancellationRequested) { }")]
    [InlineData("token", "catch (Exception e) when (e is HttpRequestException or IOException) { }")]
    [InlineData("token", "catch (Exception) when (WorthAt(i)) { }")]
    [InlineData("token", "catch (OperationCanceledException) { throw; } catch (Exception) { }")]
    [InlineData("token", "catch (TaskCanceledException) { throw; } catch { }")]
    [InlineData("token", "catch { await Task.Delay(9, token); }")]
    [InlineData("token", "catch { token.ThrowIfCancellationRequested(); }")]
    [InlineData("token", "catch { if (token.IsCancellationRequested) throw; }")]
    [InlineData("token", "catch (Exception e) { if (e is OperationCanceledException) throw; }")]
    [InlineData("token", "catch (Exception e) { switch (e) { case TaskCanceledException: throw; default: break; } }")]
    [InlineData("token", "catch (Exception e) { if (!IsTransient(e)) throw; }")]
    [InlineData("token", "catch (Exception e) { if (IsTransient(e)) Console.WriteLine(e); else throw; }")]
    [InlineData("CancellationToken.None", "catch { }")]
    [InlineData("default", "catch { }")]
    [InlineData("new CancellationTokenSource(500).Token", "catch { throw; }")]
    public Task Says_nothing_about(string argument, string clauses) => Verify.AnalyzeAsync(
        Method($$"""for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url, {{argument}}); } {{clauses}} } return null;"""));

    [Theory]
    [InlineData("for (var i = 0; i < 3 && !token.IsCancellationRequested; i++) { try { return await http.GetStringAsync(url, token); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 3; i++) { using var limited = new CancellationTokenSource(500); try { return await http.GetStringAsync(url, limited.Token); } catch { } } return null;")]
    [InlineData("for (var i = 0; i < 3; i++) { try { return await http.GetStringAsync(url); } catch { } } return null;")]
    [InlineData("foreach (var host in hosts) { try { return await http.GetStringAsync(host, token); } catch { } } return null;")]
    [InlineData("while (true) { try { await http.GetStringAsync(url, token); } catch { } await Task.Delay(1000); }")]
    public Task Says_nothing_about_a_loop(string body) => Verify.AnalyzeAsync(Method(body));
}
