using Microsoft.CodeAnalysis;

namespace Fallacies.CodeFixes;

/// <summary>The node that a finding is about.</summary>
internal static class Finding
{
    /// <summary>The innermost node with the place of the finding.</summary>
    public static SyntaxNode Node(SyntaxNode root, Diagnostic diagnostic) => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);

    /// <summary>The same, if it is of a kind.</summary>
    public static T? Itself<T>(SyntaxNode root, Diagnostic diagnostic)
        where T : SyntaxNode => Node(root, diagnostic) as T;

    /// <summary>The innermost node of a kind that holds the finding.</summary>
    public static T? Around<T>(SyntaxNode root, Diagnostic diagnostic)
        where T : SyntaxNode => Node(root, diagnostic).FirstAncestorOrSelf<T>();

    /// <summary>The node of a kind that the finding names besides its own place, if it stands in the same file.</summary>
    public static T? Named<T>(SyntaxNode root, Diagnostic diagnostic)
        where T : SyntaxNode =>
        diagnostic.AdditionalLocations.Count > 0 && diagnostic.AdditionalLocations[0] is var place && place.SourceTree == root.SyntaxTree
            ? root.FindNode(place.SourceSpan, getInnermostNodeForTie: true) as T
            : null;
}
