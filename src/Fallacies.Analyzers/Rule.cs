using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers;

/// <summary>Makes the descriptors of rules; parameters are named as those of <see cref="DiagnosticDescriptor"/>, so that release tracking sees through.</summary>
internal static class Rule
{
    /// <summary>The tag of a rule that reports only what is sure to fail; the mode <c>Certain</c> keeps these rules alone.</summary>
    public const string Certain = "Certain";

    private const string Pages = "https://github.com/fallacies/fallacies/blob/main/docs/rules/";

    public static DiagnosticDescriptor Create(
        string id,
        string category,
        DiagnosticSeverity defaultSeverity,
        string title,
        string messageFormat,
        string description,
        bool isEnabledByDefault = true,
        params string[] customTags) =>
        new(id, title, messageFormat, category, defaultSeverity, isEnabledByDefault, description, Pages + id + ".md", customTags);
}
