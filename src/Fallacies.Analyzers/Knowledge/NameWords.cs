using System.Text.RegularExpressions;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Takes names apart: <c>DownloadFileAsync</c> and <c>download-file</c> are made of the same words.</summary>
internal static class NameWords
{
    private static readonly Regex Word = new("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.CultureInvariant);

    public static IReadOnlyList<string> Of(string name) => Word.Matches(name).Cast<Match>().Select(match => match.Value).ToList();
}
