using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes;

/// <summary>Takes out an assignment, or a call that is a statement, where no hole remains.</summary>
internal static class RemovedAssignment
{
    public static ChainEdit? Of(SyntaxNode culprit, string title) => culprit.Parent switch
    {
        InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } =>
            new ChainEdit(title, [creation], (_, current) => WithoutMember((BaseObjectCreationExpressionSyntax)current, culprit)),
        InitializerExpressionSyntax { Expressions.Count: > 1 } initializer => new ChainEdit(title, [initializer], (_, current) => Without((InitializerExpressionSyntax)current, culprit)),
        ExpressionStatementSyntax { Parent: GlobalStatementSyntax global } => new ChainEdit(title, [global], (_, _) => null),
        ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement => new ChainEdit(title, [statement], (_, _) => null),
        // A statement that is the whole body of a lambda or of an 'if' leaves a hole.
        _ => null,
    };

    // Another change may have taken its neighbours already.
    private static BaseObjectCreationExpressionSyntax WithoutMember(BaseObjectCreationExpressionSyntax creation, SyntaxNode member) => creation.Initializer switch
    {
        { Expressions.Count: > 1 } initializer => creation.WithInitializer(Without(initializer, member)),
        { } => WithoutInitializer(creation),
        null => creation,
    };

    private static BaseObjectCreationExpressionSyntax WithoutInitializer(BaseObjectCreationExpressionSyntax creation)
    {
        var arguments = (creation.ArgumentList ?? SyntaxFactory.ArgumentList()).WithoutTrailingTrivia();
        var bare = creation is ObjectCreationExpressionSyntax { ArgumentList: null } typed ? typed.WithType(typed.Type.WithoutTrailingTrivia()) : creation;
        return bare.WithArgumentList(arguments).WithInitializer(null).WithTrailingTrivia(creation.GetTrailingTrivia());
    }

    // The neighbours keep their lines and comments: what goes is one element and the comma that belongs to it.
    private static InitializerExpressionSyntax Without(InitializerExpressionSyntax initializer, SyntaxNode member)
    {
        var index = initializer.Expressions.IndexOf(expression => expression.IsEquivalentTo(member, topLevel: false));
        if (index < 0)
            return initializer;

        var parts = initializer.Expressions.GetWithSeparators().ToList();
        var isLast = index * 2 == parts.Count - 1;
        if (isLast)
        {
            parts[(index * 2) - 2] = parts[(index * 2) - 2].AsNode()!.WithTrailingTrivia(parts[(index * 2) - 1].GetTrailingTrivia());
            parts.RemoveRange((index * 2) - 1, 2);
        }
        else
        {
            parts.RemoveRange(index * 2, 2);
        }

        return initializer.WithExpressions(SyntaxFactory.SeparatedList<ExpressionSyntax>(new SyntaxNodeOrTokenList(parts)));
    }
}
