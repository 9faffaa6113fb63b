using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Tests;

/// <summary>Runs all rules over a source, where a test asks for the findings themselves.</summary>
internal static class Analysis
{
    /// <summary>The compilation of a source as a library, or as a program where it has top-level statements.</summary>
    public static CSharpCompilation Compile(string source, MetadataReference[]? references = null)
    {
        var tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Preview), path: "/Source.cs");
        var isProgram = tree.GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement));
        var options = new CSharpCompilationOptions(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Source", [tree], references ?? References.All, options);
    }

    /// <summary>What all rules report; an exception in a rule is a finding with the id AD0001.</summary>
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(Compilation compilation, params (string Key, string Value)[] options)
    {
        var analyzerOptions = new AnalyzerOptions([], new Options(options));
        var withAnalyzers = compilation.WithAnalyzers([new FallacyRouter()], analyzerOptions);
        return await withAnalyzers.GetAnalyzerDiagnosticsAsync();
    }

    internal sealed class Options((string Key, string Value)[] values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Dictionary(values.ToDictionary(v => v.Key, v => v.Value, StringComparer.OrdinalIgnoreCase));

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Dictionary(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
