using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Benchmarks;

/// <summary>Types into the middle of one file and analyses that file after each keystroke, as an editor does: a new compilation each time, one file's findings.</summary>
internal static class EditBenchmark
{
    private const double BudgetMilliseconds = 10;

    public static async Task<int> RunAsync(int edits)
    {
        Console.WriteLine($"{edits} edits of a file in a project of {LargeProject.Files} files of about {LargeProject.Lines} lines; milliseconds, median (90th percentile)");
        await MeasureAsync("crowded with remote calls", crowded: true, edits);
        return await MeasureAsync("an ordinary mix", crowded: false, edits) <= BudgetMilliseconds ? 0 : 1;
    }

    private static async Task<double> MeasureAsync(string what, bool crowded, int edits)
    {
        var compilation = LargeProject.Compile(crowded);
        var tree = compilation.SyntaxTrees[LargeProject.Files / 2];
        var at = tree.GetText().ToString().IndexOf("return _items.Sum(item", tree.Length / 2, StringComparison.Ordinal) + "return ".Length;
        var (rules, all, plain) = (new List<double>(), new List<double>(), new List<double>());
        for (var edit = -20; edit < edits; edit++)
        {
            var changed = (CSharpSyntaxTree)tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(at, 0), edit % 2 == 0 ? "1 + " : "2 * ")));
            var next = compilation.ReplaceSyntaxTree(tree, changed);
            (compilation, tree) = (next, changed);

            var clock = Stopwatch.StartNew();
            next.Clone().GetSemanticModel(changed).GetDiagnostics();
            var withoutRules = clock.Elapsed;
            var analysis = LargeProject.WithRules(next);
            clock.Restart();
            await analysis.GetAnalyzerSyntaxDiagnosticsAsync(changed, default);
            await analysis.GetAnalyzerSemanticDiagnosticsAsync(analysis.Compilation.GetSemanticModel(changed), null, default);
            var withRules = clock.Elapsed;
            var inRules = await LargeProject.TimeInRulesAsync(analysis);
            if (edit < 0)
                continue;
            rules.Add(inRules.TotalMilliseconds);
            all.Add(withRules.TotalMilliseconds);
            plain.Add(withoutRules.TotalMilliseconds);
        }

        Console.WriteLine(what);
        Print("  compiler's own diagnostics of the file", plain);
        Print("  analysis of the file, binding included", all);
        Print("  of it in the rules", rules);
        return Median(rules);
    }

    private static void Print(string what, List<double> times) => Console.WriteLine($"{what,-42} {Median(times),7:F1} ({times.Order().ElementAt(times.Count * 9 / 10):F1})");

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
