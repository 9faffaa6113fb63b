using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>Writes a timeout into the initializer of a client.</summary>
internal static class CreationTimeout
{
    /// <summary>The edit, or <see langword="null"/> where the creation has no place for it.</summary>
    public static Action<DocumentEditor>? Edit(BaseObjectCreationExpressionSyntax creation, Func<SyntaxGenerator, ExpressionSyntax> limit)
    {
        if (creation.Initializer is { } initializer && !initializer.IsKind(SyntaxKind.ObjectInitializerExpression))
            return null;

        return editor => editor.ReplaceNode(creation, (current, generator) =>
        {
            var timeout = AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("Timeout"), limit(generator))
                .WithOperatorToken(Token(TriviaList(Space), SyntaxKind.EqualsToken, TriviaList(Space)));
            return CreationMember.With((BaseObjectCreationExpressionSyntax)current, timeout);
        });
    }
}
