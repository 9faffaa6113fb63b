using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Topology;

/// <summary>Moves the creation of a client from the constructor to the one place that uses it.</summary>
internal static class FactoryAtUse
{
    /// <summary>The changed file, or <see langword="null"/> where the client is used in more places, or made of more than the factory.</summary>
    public static SyntaxNode? Edits(InvocationExpressionSyntax create, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        var factory = ((MemberAccessExpressionSyntax)create.Expression).Expression;
        if (factory is not IdentifierNameSyntax || model.GetSymbolInfo(factory, cancellation).Symbol is not IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } parameter)
            return null;
        if (create.ArgumentList.Arguments.Any(argument => !model.GetConstantValue(argument.Expression, cancellation).HasValue))
            return null;

        return create.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax { Declaration.Variables.Count: 1 } field } variable } => WithoutField(create, field, variable, root, model, cancellation),
            AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax } assignment => WithFactory(create, assignment, parameter, root, model, cancellation),
            _ => null,
        };
    }

    // The parameter of a primary constructor is at hand everywhere.
    private static SyntaxNode? WithoutField(InvocationExpressionSyntax create, FieldDeclarationSyntax field, VariableDeclaratorSyntax variable, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetDeclaredSymbol(variable, cancellation) is not { } symbol || OnlyUse(symbol, except: null, root, model, cancellation) is not { } use || HasComment(field))
            return null;

        var changed = root.TrackNodes(field, use);
        changed = changed.ReplaceNode(changed.GetCurrentNode(use)!, create.WithTriviaFrom(use));
        return changed.RemoveNode(changed.GetCurrentNode(field)!, SyntaxRemoveOptions.KeepNoTrivia);
    }

    private static SyntaxNode? WithFactory(
        InvocationExpressionSyntax create, AssignmentExpressionSyntax assignment, IParameterSymbol factory, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(assignment.Left, cancellation).Symbol is not IFieldSymbol { IsStatic: false } field
            || field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not VariableDeclaratorSyntax { Initializer: null, Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } variable
            || variable.SyntaxTree != root.SyntaxTree
            || OnlyUse(field, assignment, root, model, cancellation) is not { } use)
            return null;

        var name = (field.Name.StartsWith("_", StringComparison.Ordinal) ? "_" : "") + factory.Name;
        if (name == factory.Name || field.ContainingType.GetMembers(name).Any())
            return null;

        var type = declaration.Type;
        var changed = root.TrackNodes(type, variable, assignment, use);
        changed = changed.ReplaceNode(changed.GetCurrentNode(use)!, create.WithExpression(((MemberAccessExpressionSyntax)create.Expression).WithExpression(IdentifierName(name))).WithTriviaFrom(use));
        changed = changed.ReplaceNode(
            changed.GetCurrentNode(assignment)!, assignment.WithLeft(IdentifierName(name).WithTriviaFrom(assignment.Left)).WithRight(IdentifierName(factory.Name).WithTriviaFrom(assignment.Right)));
        changed = changed.ReplaceNode(changed.GetCurrentNode(variable)!, variable.WithIdentifier(Identifier(name).WithTriviaFrom(variable.Identifier)));
        var typeName = ParseTypeName(factory.Type.ToDisplayString(NullableFlowState.None, SymbolDisplayFormat.FullyQualifiedFormat)).WithAdditionalAnnotations(Simplifier.Annotation);
        return changed.ReplaceNode(changed.GetCurrentNode(type)!, typeName.WithTriviaFrom(type));
    }

    // In a method of the same class; a local function or lambda there will do as well.
    private static IdentifierNameSyntax? OnlyUse(ISymbol field, SyntaxNode? except, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (field is not { DeclaredAccessibility: Accessibility.Private } || field.ContainingType.DeclaringSyntaxReferences.Length != 1)
            return null;

        var uses = root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == field.Name && except?.Contains(name) != true && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, field))
            .ToArray();
        return uses.Length == 1
            && uses[0].Parent is MemberAccessExpressionSyntax access && access.Expression == uses[0]
            && access.Parent is InvocationExpressionSyntax
            && uses[0].FirstAncestorOrSelf<MemberDeclarationSyntax>() is MethodDeclarationSyntax
                ? uses[0]
                : null;
    }

    private static bool HasComment(SyntaxNode node) => node.GetLeadingTrivia().Concat(node.GetTrailingTrivia())
        .Any(trivia => Comments.IsOrDirective(trivia) || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia));
}
