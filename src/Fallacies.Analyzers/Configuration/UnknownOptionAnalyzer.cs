using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Configuration;

/// <summary>FAL0001: a key or value of ours in <c>.editorconfig</c> that no rule understands.</summary>
internal sealed class UnknownOptionAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL0001",
        Fallacy.Configuration,
        DiagnosticSeverity.Warning,
        title: "Option of Fallacies is not understood",
        messageFormat: "'{0} = {1}' has no effect: {2}",
        description: "A misspelt option changes nothing, and nobody notices. Every key that starts with 'fallacies.' or with the number of a rule must be known and have an allowed value.",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    // Filled at first use: the list of rules is complete only when all of them exist.
    private static readonly Lazy<ImmutableDictionary<string, Option>> Known = new(() =>
        FallacyRouter.AllRules.SelectMany(rule => rule.Options)
            .Append(Projects.KindOption)
            .Append(DeclaredCalls.RemoteMethods)
            .Append(DeclaredCalls.IdempotentMethods)
            .GroupBy(option => option.Key)
            .ToImmutableDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase));

    /// <summary>All options there are.</summary>
    internal static IEnumerable<Option> AllOptions => Known.Value.Values;

    public override void Register(Registration registration) => registration.OnEnd(Analyze);

    private static void Analyze(CompilationAnalysisContext context)
    {
        var seen = new HashSet<(string Key, string Value)>();
        var provider = context.Options.AnalyzerConfigOptionsProvider;
        foreach (var options in context.Compilation.SyntaxTrees.Select(provider.GetOptions).Prepend(provider.GlobalOptions))
        {
            foreach (var key in options.Keys.Where(IsOurs))
            {
                if (options.TryGetValue(key, out var value) && Fault(key, value, context.Compilation) is { } fault && seen.Add((key, value)))
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, Location.None, key, value, fault));
            }
        }
    }

    private static string? Fault(string key, string value, Compilation compilation)
    {
        if (!Known.Value.TryGetValue(key, out var option))
            return Nearest(key) is { } near ? $"there is no such option; did you mean '{near}'?" : "there is no such option";
        return option.Accepts(value) ? option.FaultIn(value, compilation) : $"allowed is {option.Allowed}";
    }

    private static bool IsOurs(string key) =>
        key.StartsWith("fallacies.", StringComparison.OrdinalIgnoreCase)
        || (key.Length > 7 && key[7] == '.' && key.StartsWith("fal", StringComparison.OrdinalIgnoreCase) && key.Skip(3).Take(4).All(char.IsDigit));

    private static string? Nearest(string key) =>
        Known.Value.Keys.Select(known => (known, Distance: Distance(key, known))).Where(k => k.Distance <= 3).OrderBy(k => k.Distance).Select(k => k.known).FirstOrDefault();

    // Levenshtein, "Binary codes capable of correcting deletions, insertions and reversals", 1966.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substituted = diagonal + (char.ToLowerInvariant(from[i - 1]) == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
