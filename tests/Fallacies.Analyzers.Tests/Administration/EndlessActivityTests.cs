using Verify = Fallacies.Analyzers.Tests.Verifier<Fallacies.Analyzers.Administration.EndlessActivityAnalyzer, Fallacies.CodeFixes.Administration.EndlessActivityFixer>;

namespace Fallacies.Analyzers.Tests.Administration;

public sealed class EndlessActivityTests
{
    [Fact]
    public Task The_activity_is_stopped_with_its_block() => Verify.FixAsync(
        """
        using System.Diagnostics;

        class Orders(ActivitySource source)
        {
            public async Task PlaceAsync(int id)
            {
                // One order.
                var activity = source.[|StartActivity|]("place"); // To be seen in the trace.
                activity?.SetTag("id", id);
                await Task.Yield();
            }

            public async Task<int> CountAsync(int id)
            {
                Activity? activity = source.[|StartActivity|]("count", ActivityKind.Client)?.SetTag("id", id);
                if (id == 0)
                    return 0;

                await Task.Yield();
                activity?.Stop();
                return id;
            }
        }
        """,
        """
        using System.Diagnostics;

        class Orders(ActivitySource source)
        {
            public async Task PlaceAsync(int id)
            {
                // One order.
                using var activity = source.StartActivity("place"); // To be seen in the trace.
                activity?.SetTag("id", id);
                await Task.Yield();
            }

            public async Task<int> CountAsync(int id)
            {
                using Activity? activity = source.StartActivity("count", ActivityKind.Client)?.SetTag("id", id);
                if (id == 0)
                    return 0;

                await Task.Yield();
                activity?.Stop();
                return id;
            }
        }
        """);

    [Theory]
    [InlineData("var a = source.[|StartActivity|](\"a\");")]
    [InlineData("var a = source.[|StartActivity|](\"a\"); a?.SetTag(\"b\", 1).AddEvent(new(\"c\")); a!.DisplayName = \"d\";")]
    [InlineData("var a = source.[|StartActivity|](\"a\"); if (a is { IsAllDataRequested: true }) a.SetStatus(ActivityStatusCode.Ok);")]
    [InlineData("var a = source.[|StartActivity|](\"a\"); a.Describe(); Console.WriteLine(a?.Id ?? \"none\");")]
    [InlineData("var a = source.[|StartActivity|](\"a\"); if (n > 3) throw new IOException(); if (n > 2) return; a?.Stop();")]
    [InlineData("var a = source.[|StartActivity|](\"a\"); if (n > 3) { a?.Dispose(); return; } if (n > 2) return; a?.Dispose();")]
    [InlineData("foreach (var i in new[] { 1 }) { var a = source.[|StartActivity|](\"a\"); if (i == n) continue; a?.Stop(); }")]
    public Task Reports(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("source.[|StartActivity|](\"a\");")]
    [InlineData("source.[|StartActivity|](\"a\")?.SetTag(\"b\", 1);")]
    [InlineData("_ = source.[|StartActivity|](\"a\");")]
    [InlineData("if (source.[|StartActivity|](\"a\") is { } a) a.SetTag(\"b\", 1);")]
    [InlineData("if (source.[|StartActivity|](\"a\") is Activity a) { a.SetTag(\"b\", 1); if (n > 3) return; }")]
    [InlineData("switch (n) { case 1: var a = source.[|StartActivity|](\"a\"); break; }")]
    public Task Offers_no_fix_where_no_block_declares_the_activity(string statements) => Verify.NoFixAsync(Around(statements));

    [Theory]
    [InlineData("using var a = source.StartActivity(\"a\");")]
    [InlineData("using (source.StartActivity(\"a\")) Console.WriteLine();")]
    [InlineData("using (_ = source.StartActivity(\"a\")) Console.WriteLine();")]
    [InlineData("using (var a = source.StartActivity(\"a\")?.SetTag(\"b\", 1)) Console.WriteLine();")]
    [InlineData("var a = source.StartActivity(\"a\"); using (a) Console.WriteLine();")]
    [InlineData("var a = source.StartActivity(\"a\"); a?.Stop();")]
    [InlineData("var a = source.StartActivity(\"a\"); a?.SetTag(\"b\", 1).Stop();")]
    [InlineData("var a = source.StartActivity(\"a\"); a?.SetTag(\"b\", 1)?.Stop();")]
    [InlineData("source.StartActivity(\"a\")?.SetTag(\"b\", 1)?.Stop();")]
    [InlineData("Activity a = null; if (n > 3) a = source.StartActivity(\"a\"); Console.WriteLine(); a?.Stop();")]
    [InlineData("var a = source.StartActivity(\"a\"); if (a != null) { a.SetTag(\"b\", 1); a.Dispose(); }")]
    [InlineData("var a = source.StartActivity(\"a\"); if (a is null) return; Console.WriteLine(); a.Stop();")]
    [InlineData("var a = source.StartActivity(\"a\"); try { if (n > 3) return; Console.WriteLine(); } finally { a?.Stop(); }")]
    [InlineData("var a = source.StartActivity(\"a\"); try { Console.WriteLine(); a?.Stop(); } catch (IOException e) { a?.SetStatus(ActivityStatusCode.Error, e.Message); a?.Stop(); throw; }")]
    // An exception is no way that the code is written to take.
    [InlineData("var a = source.StartActivity(\"a\"); if (n > 3) throw new IOException(); a?.Stop();")]
    [InlineData("var a = source.StartActivity(\"a\"); switch (n) { case 3: throw new IOException(); } a?.Stop();")]
    [InlineData("source.StartActivity(\"a\")?.Dispose();")]
    [InlineData("if (source.StartActivity(\"a\") is { } a) using (a) a.SetTag(\"b\", 1);")]
    [InlineData("if (source.StartActivity(\"a\") is { } a) { a.SetTag(\"b\", 1); a.Stop(); } if (n > 3) return;")]
    [InlineData("if (source.StartActivity(\"a\") is not { } a) return; a.SetTag(\"b\", 1); a.Dispose();")]
    [InlineData("Activity a = null; try { a = source.StartActivity(\"a\"); if (n > 3) return; Console.WriteLine(); } finally { a?.Stop(); }")]
    public Task Says_nothing_where_the_activity_is_stopped(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Theory]
    [InlineData("var a = source.StartActivity(\"a\"); kept = a;")]
    [InlineData("kept = source.StartActivity(\"a\");")]
    [InlineData("var a = source.StartActivity(\"a\"); Take(a);")]
    [InlineData("Take(source.StartActivity(\"a\"));")]
    [InlineData("var a = source.StartActivity(\"a\"); Action end = () => a?.Stop(); Take(end);")]
    [InlineData("var a = source.StartActivity(\"a\"); var pair = (a, n); Take(pair);")]
    [InlineData("var a = source.StartActivity(\"a\"); a.End();")]
    [InlineData("var a = source.StartActivity(\"a\"); Take(new { a });")]
    [InlineData("var a = source.StartActivity(\"a\"); a?.SetTag(\"b\", 1); Activity.Current?.Stop();")]
    [InlineData("var a = source.CreateActivity(\"a\", ActivityKind.Client); Console.WriteLine(a?.Id);")]
    public Task Says_nothing_where_somebody_else_may_stop_it(string statements) => Verify.AnalyzeAsync(Around(statements));

    [Fact]
    public Task Says_nothing_about_a_method_that_hands_the_activity_out() => Verify.AnalyzeAsync(
        """
        using System.Diagnostics;

        class Telemetry(ActivitySource source)
        {
            public Activity? Start(int id)
            {
                var activity = source.StartActivity("a");
                activity?.SetTag("id", id);
                return activity;
            }

            public Activity? StartOther() => source.StartActivity("b");

            public IEnumerable<Activity?> StartAll()
            {
                var activity = source.StartActivity("c");
                yield return activity;
            }
        }

        class Lookalike { public IDisposable StartActivity(string name) => throw new IOException(name); void Use() { var a = StartActivity("a"); } }
        """);

    [Fact]
    public Task Half_typed_code_is_no_trouble() => Verify.AnalyzeAsync(Around("var a = source.[|StartActivity|](\"a\"); a?{|CS1061:.Sto|}(); {|CS0103:sourc|}.StartActivity(\"b\");"));

    private static string Around(string statements) => $$"""
        #nullable disable
        using System.Diagnostics;

        static class Extensions
        {
            public static void Describe(this Activity activity) => activity?.SetTag("a", 1);

            public static void End(this Activity activity) => activity?.Stop();
        }

        class Orders(ActivitySource source)
        {
            private Activity kept;

            public void Place(int n)
            {
                {{statements}}
            }

            private void Take(object something) => Console.WriteLine((kept, something));
        }
        """;
}
