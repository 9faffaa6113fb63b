using Microsoft.CodeAnalysis;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reaches the source of a symbol, in whichever file it stands.</summary>
internal static class Source
{
    /// <summary>The semantic model of a file of the same compilation.</summary>
#pragma warning disable RS1030 // Called for the few nodes a name has already matched, when the declaration stands in another file.
    public static SemanticModel Model(SyntaxTree tree, SemanticModel near) =>
        tree == near.SyntaxTree ? near : near.Compilation.GetSemanticModel(tree);
#pragma warning restore RS1030

    /// <summary>The operation of a node that may stand in another file.</summary>
    public static IOperation? Operation(SyntaxNode node, SemanticModel near) => Model(node.SyntaxTree, near).GetOperation(node);
}
