using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Follows read-only fields and properties to where they are declared.</summary>
internal static class Members
{
    /// <summary>The value that a read-only member has by its declaration, if no constructor gives it another one.</summary>
    public static IOperation? OnlyValue(ISymbol member, IOperation reference)
    {
        if (reference.SemanticModel is not { } model || member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } declaration)
            return null;

        var value = declaration switch
        {
            VariableDeclaratorSyntax { Initializer: { } initializer } => initializer.Value,
            PropertyDeclarationSyntax { ExpressionBody: { } body } => body.Expression,
            PropertyDeclarationSyntax { Initializer: { } initializer } => initializer.Value,
            _ => null,
        };
        return value is null || IsSetInConstructor(member) ? null : Source.Operation(value, model);
    }

    private static bool IsSetInConstructor(ISymbol member) =>
        member.ContainingType.DeclaringSyntaxReferences
            .SelectMany(part => part.GetSyntax().DescendantNodes(node => node is not MethodDeclarationSyntax).OfType<AssignmentExpressionSyntax>())
            .Any(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == member.Name
                || assignment.Left is MemberAccessExpressionSyntax access && access.Name.Identifier.ValueText == member.Name);
}
