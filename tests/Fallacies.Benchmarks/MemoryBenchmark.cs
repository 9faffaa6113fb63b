using System.Collections.Immutable;
using Fallacies.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Fallacies.Benchmarks;

/// <summary>What the rules keep in memory for a compilation that an editor holds on to: the same keystrokes with the rules and with an analyzer that looks at the same operations and says nothing.</summary>
internal static class MemoryBenchmark
{
    private const int Compilations = 20;

    public static async Task<int> RunAsync()
    {
        foreach (var crowded in new[] { true, false })
        {
            // The first round pays for what is kept once per process.
            await HeldAsync(new FallacyRouter(), crowded);
            var silent = await HeldAsync(new Silent(), crowded);
            var rules = await HeldAsync(new FallacyRouter(), crowded);
            Console.WriteLine($"{(crowded ? "crowded with remote calls" : "an ordinary mix")}: {Kilobytes(rules)} held per compilation with the rules, {Kilobytes(silent)} with an analyzer that does nothing: {Kilobytes(rules - silent)} are ours");
        }

        return 0;
    }

    private static async Task<long> HeldAsync(DiagnosticAnalyzer analyzer, bool crowded)
    {
        var compilation = LargeProject.Compile(crowded);
        var tree = compilation.SyntaxTrees[LargeProject.Files / 2];
        var kept = new List<Compilation>();
        await TypeAsync();
        var before = Settled();
        for (var edit = 0; edit < Compilations; edit++)
            await TypeAsync();
        var after = Settled();
        GC.KeepAlive(kept);
        return (after - before) / Compilations;

        async Task TypeAsync()
        {
            var changed = (CSharpSyntaxTree)tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(0, 0), " ")));
            (compilation, tree) = (compilation.ReplaceSyntaxTree(tree, changed), changed);
            var analysis = LargeProject.With(compilation, analyzer);
            await analysis.GetAnalyzerSemanticDiagnosticsAsync(analysis.Compilation.GetSemanticModel(changed), null, default);
            kept.Add(analysis.Compilation);
        }
    }

    // Tables with weak keys let go one collection later.
    private static long Settled()
    {
        for (var i = 0; i < 5; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static string Kilobytes(long bytes) => $"{bytes / 1024.0:N0} KB";

#pragma warning disable RS1036, RS1038 // It runs here alone.
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class Silent : DiagnosticAnalyzer
#pragma warning restore RS1036, RS1038
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [new DiagnosticDescriptor("NONE0001", "Nothing", "Nothing", "None", DiagnosticSeverity.Info, isEnabledByDefault: true)];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterOperationAction(static _ => { }, OperationKind.Invocation, OperationKind.ObjectCreation, OperationKind.SimpleAssignment, OperationKind.Loop);
        }
    }
}
