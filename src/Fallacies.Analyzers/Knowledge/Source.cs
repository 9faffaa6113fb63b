using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Reaches the source of a symbol, in whichever file it stands.</summary>
internal static class Source
{
    /// <summary>The semantic model of a file of the same compilation.</summary>
#pragma warning disable RS1030 // Called for the few nodes a name has already matched, when the declaration stands in another file.
    public static SemanticModel Model(SyntaxTree tree, SemanticModel near) =>
        tree == near.SyntaxTree ? near : near.Compilation.GetSemanticModel(tree);
#pragma warning restore RS1030

    /// <summary>The operation of a node that may stand in another file; <see langword="null"/> for the source of another project, which an editor shows as well.</summary>
    public static IOperation? Operation(SyntaxNode node, SemanticModel near) =>
        near.Compilation.ContainsSyntaxTree(node.SyntaxTree) ? Model(node.SyntaxTree, near).GetOperation(node) : null;

    /// <summary>The body of a method, local function or property getter of this compilation that no override can replace.</summary>
    public static IOperation? Body(ISymbol member, SemanticModel near)
    {
        var original = member is IMethodSymbol { ReducedFrom: { } reduced } ? reduced : member.OriginalDefinition;
        if (original.IsAbstract || original.IsVirtual || original.IsOverride)
            return null;

        return original.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            PropertyDeclarationSyntax { ExpressionBody: { } arrow } => Operation(arrow.Expression, near),
            PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } when accessors.FirstOrDefault() is { Body: not null } or { ExpressionBody: not null } => Operation(accessors[0], near),
            BaseMethodDeclarationSyntax method => Operation(method, near),
            LocalFunctionStatementSyntax function => Operation(function, near),
            _ => null,
        };
    }

    /// <summary>What a variable starts with: a local, a field, or a property with an initializer.</summary>
    public static ExpressionSyntax? Initializer(ISymbol variable) => variable.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
        PropertyDeclarationSyntax { Initializer: { } initializer } => initializer.Value,
        _ => null,
    };
}
