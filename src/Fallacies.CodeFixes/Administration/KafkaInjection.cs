using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Administration;

/// <summary>Puts the trace context into the headers of a Kafka message that is built in the method that sends it.</summary>
internal static class KafkaInjection
{
    private const string Headers = "Headers";

    /// <summary>The edit for one call, or <see langword="null"/> where it cannot be made safely.</summary>
    public static Action<DocumentEditor>? Plan(TraceInjection make, SemanticModel model, SyntaxNode call, BaseObjectCreationExpressionSyntax message)
    {
        var type = model.Compilation.GetTypeByMetadataName("Confluent.Kafka.Headers");
        if (type is null || !type.GetMembers("Add").OfType<IMethodSymbol>().Any(method => method.Parameters.Length == 2))
            return null;

        return message.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax declaration } variable }
            ? PlanLocal(make, type, call, message, variable, declaration)
            : PlanInline(make, model, type, call, message);
    }

    private static Action<DocumentEditor>? PlanLocal(
        TraceInjection make, INamedTypeSymbol type, SyntaxNode call, BaseObjectCreationExpressionSyntax message, VariableDeclaratorSyntax variable, LocalDeclarationStatementSyntax declaration)
    {
        if (SendPlace.After(declaration, call) is not { } place || Assigns(place, variable.Identifier.ValueText))
            return null;

        var value = InitializerEdits.Value(message, Headers);
        var isSet = SendPlace.Between(declaration, place).Any(statement => Assigns(statement, variable.Identifier.ValueText));
        if (isSet && !SendPlace.Between(declaration, place).Any(statement => statement is ExpressionStatementSyntax && Assigns(statement, variable.Identifier.ValueText)))
            return null;

        return editor =>
        {
            var created = (ExpressionSyntax)make.Generator.ObjectCreationExpression(make.Type(type));
            if (!isSet)
                SetHeaders(editor, make, message, value, value is null || IsNull(value) ? created : null);

            var headers = make.Generator.MemberAccessExpression(make.Generator.IdentifierName(variable.Identifier.ValueText), Headers);
            SendPlace.InsertBefore(editor, place, [make.Inject(place, headers, type, hasIndexer: false)]);
        };
    }

    private static Action<DocumentEditor>? PlanInline(TraceInjection make, SemanticModel model, INamedTypeSymbol type, SyntaxNode call, BaseObjectCreationExpressionSyntax message)
    {
        var value = InitializerEdits.Value(message, Headers);
        if (SendPlace.Of(call, model) is not { } place || value is not null && DependsOn(value, place, model))
            return null;
        if (value is IdentifierNameSyntax)
            return editor => SendPlace.InsertBefore(editor, place, [make.Inject(place, value.WithoutTrivia(), type, hasIndexer: false)]);

        return editor =>
        {
            var name = make.Unique("headers");
            var initial = value is null || IsNull(value) ? make.Generator.ObjectCreationExpression(make.Type(type)) : value.WithoutTrivia();
            SetHeaders(editor, make, message, value, (ExpressionSyntax)make.Generator.IdentifierName(name));
            SendPlace.InsertBefore(editor, place, [(StatementSyntax)make.Generator.LocalDeclarationStatement(name, initial), make.Inject(place, make.Generator.IdentifierName(name), type, hasIndexer: false)]);
        };
    }

    private static void SetHeaders(DocumentEditor editor, TraceInjection make, BaseObjectCreationExpressionSyntax message, ExpressionSyntax? old, ExpressionSyntax? value)
    {
        if (value is null)
            return;

        if (old is not null)
            editor.ReplaceNode(old, value.WithTriviaFrom(old));
        else
            editor.ReplaceNode(message, (current, _) => InitializerEdits.Append(
                (BaseObjectCreationExpressionSyntax)current, (ExpressionSyntax)make.Generator.AssignmentStatement(make.Generator.IdentifierName(Headers), value)));
    }

    private static bool IsNull(ExpressionSyntax value) => value is LiteralExpressionSyntax;

    private static bool Assigns(SyntaxNode statement, string message) => statement.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment =>
        assignment.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: Headers, Expression: IdentifierNameSyntax name } && name.Identifier.ValueText == message);

    // What moves in front of the statement must not need anything that the statement declares.
    private static bool DependsOn(ExpressionSyntax value, SyntaxNode place, SemanticModel model) => value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .Any(name => model.GetSymbolInfo(name).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference => place.Span.Contains(reference.Span)));
}
