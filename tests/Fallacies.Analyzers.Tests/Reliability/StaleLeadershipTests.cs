using Microsoft.CodeAnalysis;
using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Reliability.StaleLeadershipAnalyzer, Fallacies.CodeFixes.Reliability.LostLeaseFixer>;

namespace Fallacies.Analyzers.Tests.Reliability;

/// <summary>FAL1032, for leadership.</summary>
public sealed class StaleLeadershipTests
{
    [Theory]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders) await http.[|PostAsync|](order, null, token);")]
    [InlineData("if (election.IsLeader() && orders.Length > 0) { while (!token.IsCancellationRequested) { await http.[|PostAsync|](\"tick\", null, token); await Task.Delay(1000, token); } }")]
    [InlineData("if (!await election.IsLeaderAsync(token)) { Console.WriteLine(\"no\"); return; } for (var i = 0; i < orders.Length; i++) await http.[|PutAsync|](orders[i], null, token);")]
    [InlineData("var first = await election.IsLeaderAsync(token).ConfigureAwait(false); if (!first) throw new InvalidOperationException(); foreach (var order in orders) await [|SendAsync|](order, token);")]
    [InlineData("while (!election.IsLeader()) await Task.Delay(1000, token); while (true) { await http.[|PostAsync|](\"tick\", null, token); }")]
    [InlineData("if (!_state.IsLeader) return; foreach (var order in orders) await http.[|PostAsync|](order, null, token);")]
    [InlineData("if (!IsLeader) return; foreach (var order in orders) await http.[|PostAsync|](order, null, token);")]
    public Task Says_that_nobody_asks_again(string statements) => Verify.NoFixAsync(Source(statements));

    [Theory]
    // Somebody asks again, or is told.
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders) { if (!election.IsLeader()) break; await http.PostAsync(order, null, token); }")]
    [InlineData("if (!election.IsLeader()) return; while (election.IsLeader()) { await http.PostAsync(\"tick\", null, token); }")]
    [InlineData("while (!token.IsCancellationRequested) { if (election.IsLeader()) { foreach (var order in orders) await http.PostAsync(order, null, token); } await Task.Delay(1000, token); }")]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders) { election.EnsureLeader(); await http.PostAsync(order, null, token); }")]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders) { if (Stop()) break; await http.PostAsync(order, null, token); }")]
    [InlineData("if (!election.IsLeader()) return; var leaderToken = token; foreach (var order in orders) await http.PostAsync(order, null, leaderToken);")]
    [InlineData("if (!election.IsLeader()) return; using var held = new CancellationTokenSource(); election.Lost += held.Cancel; foreach (var order in orders) await http.PostAsync(order, null, held.Token);")]
    // Whoever is not the leader does the work, or everybody.
    [InlineData("if (election.IsLeader()) return; foreach (var order in orders) await http.PostAsync(order, null, token);")]
    [InlineData("if (!election.IsLeader()) Console.WriteLine(\"no\"); foreach (var order in orders) await http.PostAsync(order, null, token);")]
    [InlineData("if (election.IsLeader()) Console.WriteLine(\"yes\"); else foreach (var order in orders) await http.PostAsync(order, null, token);")]
    // One write, a few, reads, and work of this machine.
    [InlineData("if (!election.IsLeader()) return; await http.PostAsync(\"one\", null, token);")]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in new[] { \"a\", \"b\" }) await http.PostAsync(order, null, token);")]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders.Take(10)) await http.PostAsync(order, null, token);")]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders) await http.GetStringAsync(order, token);")]
    [InlineData("if (!election.IsLeader()) return; foreach (var order in orders) Console.WriteLine(order);")]
    // It is data, or about another one.
    [InlineData("foreach (var broker in brokers) { if (!broker.IsLeader) continue; foreach (var order in orders) await http.PostAsync(order, null, token); }")]
    [InlineData("var broker = brokers[0]; if (!broker.IsLeader) return; foreach (var order in orders) await http.PostAsync(order, null, token);")]
    [InlineData("if (!election.IsLeader(\"topic\")) return; foreach (var order in orders) await http.PostAsync(order, null, token);")]
    public Task Leaves_alone(string statements) => Verify.AnalyzeAsync(Source(statements));

    [Fact]
    public Task Says_nothing_in_tests() => Verify.AnalyzeAsync(Source("if (!election.IsLeader()) return; foreach (var order in orders) await http.PostAsync(order, null, token);"), "fallacies.project_kind = test");

    [Fact]
    public async Task The_message_names_the_question_and_the_write()
    {
        var found = await Analysis.RunAsync(Analysis.Compile("using System; using System.Net.Http; using System.Threading; using System.Threading.Tasks;\n" + Source(
            "if (!election.IsLeader()) return; foreach (var order in orders) await http.PostAsync(order, null, token);")), ("fallacies.project_kind", "service"));

        Assert.Equal("Nobody asks 'IsLeader' again in the loop: when leadership is lost on the way, 'PostAsync' goes on beside the next leader", Assert.Single(found, finding => finding.Id == "FAL1032").GetMessage());
    }

    [Fact]
    public Task Half_typed_code_is_no_trouble() => PipelineSource.SurvivesAsync(Source("if (!election.IsLeader( return; foreach (var order in ) await http.PostAsync(order, ; while (IsLeader"));

    private static string Source(string statements) =>
        $$"""
        interface IElection
        {
            bool IsLeader();
            bool IsLeader(string topic);
            Task<bool> IsLeaderAsync(CancellationToken token);
            void EnsureLeader();
            {{(statements.Contains("Lost +=", StringComparison.Ordinal) ? "event Action Lost;" : "")}}
        }
        class State { public bool IsLeader { get; set; } }
        class Job(IElection election, HttpClient http, State[] brokers)
        {
            private readonly State _state = new();
            public bool IsLeader { get; set; }
            public async Task RunAsync(string[] orders, CancellationToken token)
            {
                {{statements}}
            }
            bool Stop() => !election.IsLeader();
            async Task SendAsync(string order, CancellationToken token) => (await http.PostAsync(order, null, token)).EnsureSuccessStatusCode();
        }
        """;
}
