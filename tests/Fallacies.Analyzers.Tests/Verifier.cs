using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Fallacies.Analyzers.Tests;

/// <summary>Runs one rule, and its fix, over a source whose findings are marked <c>[|…|]</c> or <c>{|id:…|}</c>.</summary>
internal static class Verifier<TRule, TFix>
    where TRule : FallacyAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>What the rule reports, in a service unless <paramref name="config"/> says otherwise; more packages come from <see cref="References.With(string[])"/>.</summary>
    public static Task AnalyzeAsync(string source, string config = "fallacies.project_kind = service", MetadataReference[]? references = null) =>
        new Test(source, config, references).RunAsync();

    /// <summary>What the fix with index <paramref name="action"/> makes of the source, for one finding and for all at once.</summary>
    public static Task FixAsync(string source, string fixedSource, int action = 0, string config = "fallacies.project_kind = service", MetadataReference[]? references = null) =>
        new Test(source, config, references) { FixedCode = Test.ImplicitUsings + fixedSource, CodeActionIndex = action, CodeActionValidationMode = CodeActionValidationMode.None }.RunAsync();

    /// <summary>The findings are reported, and no fix is offered for them.</summary>
    public static Task NoFixAsync(string source, string config = "fallacies.project_kind = service", MetadataReference[]? references = null) =>
        FixAsync(source, source, config: config, references: references);

    internal sealed class Test : CSharpCodeFixTest<FallacyRouter, TFix, DefaultVerifier>
    {
        public const string ImplicitUsings = """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Net.Http;
            global using System.Threading;
            global using System.Threading.Tasks;


            """;

        public Test(string source, string config, MetadataReference[]? references = null)
        {
            TestCode = ImplicitUsings + source;
            if (CSharpSyntaxTree.ParseText(Unmarked(source)).GetRoot().ChildNodes().Any(node => node.IsKind(SyntaxKind.GlobalStatement)))
                TestState.OutputKind = OutputKind.ConsoleApplication;
            ReferenceAssemblies = References.None;
            TestState.AdditionalReferences.AddRange(references ?? References.All);
            TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + config));
            TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck | TestBehaviors.SkipSuppressionCheck;

            // All at once in the solution: of one document, and of the project that is only it, that says the same. What a scope holds is KeyedFixAllTests' matter.
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllInDocumentCheck | CodeFixTestBehaviors.SkipFixAllInProjectCheck;
        }

        // A mark between two statements can look like the start of a program.
        private static string Unmarked(string source) => Regex.Replace(source, @"\[\||\|\]|\{\|\w+:|\|\}", "");

        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new FallacyRouter([new TRule()])];

        protected override Microsoft.CodeAnalysis.ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);
    }
}
