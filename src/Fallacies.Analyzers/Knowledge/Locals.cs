using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Follows local variables inside the member that declares them.</summary>
internal static class Locals
{
    /// <summary>The one value that a local ever gets, or the collection it runs through; <see langword="null"/> where there are several or none.</summary>
    public static IOperation? OnlyValue(ILocalReferenceOperation reference)
    {
        if (reference.SemanticModel is not { } model || reference.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration || declaration.SyntaxTree != model.SyntaxTree)
            return null;

        var written = Mentions(declaration, reference.Local.Name).Where(IsWritten).ToArray();
        return declaration switch
        {
            VariableDeclaratorSyntax { Initializer: { } initializer } when written.Length == 0 => Source.Operation(initializer.Value, model),
            VariableDeclaratorSyntax { Initializer: null } when written.Length == 1 && written[0].Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => Source.Operation(assignment.Right, model),
            ForEachStatementSyntax each when written.Length == 0 => Source.Operation(each.Expression, model),
            _ => null,
        };
    }

    /// <summary>Where a local is named before a reference to it, in the order of the source.</summary>
    public static IEnumerable<IdentifierNameSyntax> MentionsBefore(ILocalReferenceOperation reference) =>
        reference.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } declaration
            ? Mentions(declaration, reference.Local.Name).Where(name => name.SpanStart < reference.Syntax.SpanStart)
            : [];

    private static IEnumerable<IdentifierNameSyntax> Mentions(SyntaxNode declaration, string name)
    {
        // The statements of a program without Main stand side by side, each a member of its own.
        var member = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>(m => m is not GlobalStatementSyntax) ?? declaration.SyntaxTree.GetRoot();
        return member.DescendantNodes().OfType<IdentifierNameSyntax>().Where(identifier => identifier.Identifier.ValueText == name);
    }

    private static bool IsWritten(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        ArgumentSyntax argument => !argument.RefOrOutKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax target } && target.Left == argument.Parent,
        RefExpressionSyntax => true,
        PrefixUnaryExpressionSyntax unary => unary.IsKind(SyntaxKind.AddressOfExpression),
        _ => false,
    };
}
