using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Writes code into a message.</summary>
internal static class ShortText
{
    /// <summary>A piece of code as it is written, on one line, cut where a message would become hard to read.</summary>
    public static string Of(SyntaxNode code, int most = 60)
    {
        var text = string.Join(" ", code.ToString().Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= most ? text : text.Substring(0, most - 1) + "…";
    }
}
