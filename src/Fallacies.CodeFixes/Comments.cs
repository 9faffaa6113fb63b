using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Fallacies.CodeFixes;

/// <summary>Tells comments from blanks.</summary>
internal static class Comments
{
    public static bool Is(SyntaxTrivia trivia) => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);

    /// <summary>Also tells <c>#if</c> and its like, which must not move either.</summary>
    public static bool IsOrDirective(SyntaxTrivia trivia) => Is(trivia) || trivia.IsDirective;
}
