using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Administration;

/// <summary>Puts the trace context into the headers of a message that is published through RabbitMQ.Client before version 7.</summary>
internal static class RabbitMqInjection
{
    private const string Headers = "Headers";

    /// <summary>The edit for one call; <paramref name="created"/> is the call that made its properties, if there is one.</summary>
    public static Action<DocumentEditor>? Plan(TraceInjection make, SemanticModel model, InvocationExpressionSyntax call, SyntaxNode? created)
    {
        if (model.Compilation.GetTypeByMetadataName("RabbitMQ.Client.IBasicProperties")?.GetMembers(Headers).FirstOrDefault() is not IPropertySymbol { Type: INamedTypeSymbol { TypeArguments.Length: 2 } headers }
            || model.Compilation.GetTypeByMetadataName("System.Collections.Generic.Dictionary`2") is not { } dictionary)
        {
            return null;
        }

        var concrete = dictionary.Construct(headers.TypeArguments[0], headers.TypeArguments[1]);
        return created?.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { } declaration && created.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { } variable
            ? PlanLocal(make, call, headers, concrete, declaration, variable.Identifier.ValueText)
            : created is null ? PlanInline(make, model, call, headers, concrete) : null;
    }

    private static Action<DocumentEditor>? PlanLocal(
        TraceInjection make, SyntaxNode call, INamedTypeSymbol headers, INamedTypeSymbol dictionary, LocalDeclarationStatementSyntax declaration, string properties)
    {
        if (SendPlace.After(declaration, call) is not { } place || SendPlace.Assigned(place, properties).Any())
            return null;

        return editor =>
        {
            var target = make.Generator.MemberAccessExpression(make.Generator.IdentifierName(properties), Headers);
            var statements = new List<StatementSyntax> { make.Inject(place, target, headers, hasIndexer: true) };
            if (!SendPlace.Between(declaration, place).Any(statement => statement is ExpressionStatementSyntax && SendPlace.Assigned(statement, properties).Any(set => set is BaseObjectCreationExpressionSyntax)))
                statements.Insert(0, Ensure(make, (ExpressionSyntax)target, dictionary));
            SendPlace.InsertBefore(editor, place, statements);
        };
    }

    private static Action<DocumentEditor>? PlanInline(TraceInjection make, SemanticModel model, InvocationExpressionSyntax call, INamedTypeSymbol headers, INamedTypeSymbol dictionary)
    {
        if (SendPlace.Of(call, model) is not { } place
            || call.Expression is not MemberAccessExpressionSyntax { Expression: var channel } || !IsPlain(channel)
            || model.GetTypeInfo(channel).Type is not INamedTypeSymbol { Name: "IModel" }
            || model.GetOperation(call) is not IInvocationOperation operation
            || operation.Arguments.FirstOrDefault(argument => argument.Parameter?.Type.Name == "IBasicProperties") is not { } argument)
        {
            return null;
        }

        return editor =>
        {
            var name = make.Unique("properties");
            var identifier = (ExpressionSyntax)make.Generator.IdentifierName(name);
            if (argument.ArgumentKind == ArgumentKind.Explicit)
                editor.ReplaceNode(((ArgumentSyntax)argument.Syntax).Expression, identifier);
            else
                editor.ReplaceNode(call.ArgumentList, (current, _) => ((ArgumentListSyntax)current).AddArguments(
                    SyntaxFactory.Argument(SyntaxFactory.NameColon(argument.Parameter!.Name), default, identifier)));

            var target = make.Generator.MemberAccessExpression(identifier, Headers);
            SendPlace.InsertBefore(editor, place,
            [
                (StatementSyntax)make.Generator.LocalDeclarationStatement(name, make.Generator.InvocationExpression(make.Generator.MemberAccessExpression(channel.WithoutTrivia(), "CreateBasicProperties"))),
                (StatementSyntax)make.Generator.ExpressionStatement(make.Generator.AssignmentStatement(target, make.Generator.ObjectCreationExpression(make.Type(dictionary)))),
                make.Inject(place, target, headers, hasIndexer: true),
            ]);
        };
    }

    private static ExpressionStatementSyntax Ensure(TraceInjection make, ExpressionSyntax target, INamedTypeSymbol dictionary) => SyntaxFactory.ExpressionStatement(SyntaxFactory.AssignmentExpression(
        SyntaxKind.CoalesceAssignmentExpression, target, (ExpressionSyntax)make.Generator.ObjectCreationExpression(make.Type(dictionary))));

    // Read twice, it must be the same channel.
    private static bool IsPlain(ExpressionSyntax channel) =>
        channel is IdentifierNameSyntax or ThisExpressionSyntax || channel is MemberAccessExpressionSyntax access && IsPlain(access.Expression);
}
