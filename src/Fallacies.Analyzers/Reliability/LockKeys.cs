using System.Text.RegularExpressions;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The keys that users declare to be locks, besides those that are named like one or are freed again.</summary>
internal static class LockKeys
{
    /// <summary><c>fallacies.lock_key_patterns</c>: texts of keys; <c>*</c> stands for anything.</summary>
    public static readonly Option<IReadOnlyList<string>> Patterns = Option.List("fallacies.lock_key_patterns", "texts of keys such as 'claim:*', in which '*' stands for anything", IsPattern);

    /// <summary>Whether a key was declared to be a lock; what the program fills in may be anything.</summary>
    public static bool Contain(IOperation key, AnalyzerConfigOptions options, KnownTypes types) =>
        Patterns.In(options) is { Count: > 0 } patterns && new WrittenTexts(types).Of(key).Any(text => patterns.Any(pattern => Matches(pattern, text.Text)));

    private static bool Matches(string pattern, string key) => Regex.IsMatch(key, "^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    // "*" alone would make a lock of every key.
    private static bool IsPattern(string entry) => entry.Any(char.IsLetterOrDigit) && !entry.Any(char.IsWhiteSpace);
}
