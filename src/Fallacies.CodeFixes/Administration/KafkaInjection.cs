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
            ? PlanLocal(make, model, type, call, message, variable, declaration)
            : PlanInline(make, model, type, call, message);
    }

    private static Action<DocumentEditor>? PlanLocal(
        TraceInjection make, SemanticModel model, INamedTypeSymbol type, SyntaxNode call, BaseObjectCreationExpressionSyntax message, VariableDeclaratorSyntax variable, LocalDeclarationStatementSyntax declaration)
    {
        var value = InitializerEdits.Value(message, Headers);
        if (SendPlace.After(declaration, call) is not { } place || !IsSafe(value, model) || SendPlace.Assigned(place, variable.Identifier.ValueText).Any())
            return null;

        // Headers that are set on one path only, or to something that may be null, are nothing to rely on.
        var setters = SendPlace.Between(declaration, place).Where(statement => SendPlace.Assigned(statement, variable.Identifier.ValueText).Any()).ToArray();
        var isSet = setters.Length > 0;
        if (setters.Any(statement => statement is not ExpressionStatementSyntax || SendPlace.Assigned(statement, variable.Identifier.ValueText).Any(set => set is not BaseObjectCreationExpressionSyntax)))
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
        if (SendPlace.Of(call, model) is not { } place || !IsSafe(value, model) || value is not null && DependsOn(value, place, model))
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

    private static bool IsSafe(ExpressionSyntax? value, SemanticModel model) => value switch
    {
        null or BaseObjectCreationExpressionSyntax => true,
        IdentifierNameSyntax name => model.GetSymbolInfo(name).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local
            && local.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax },
        _ => IsNull(value),
    };

    // What moves in front of the statement must not need anything that the statement declares.
    private static bool DependsOn(ExpressionSyntax value, SyntaxNode place, SemanticModel model) => value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .Any(name => model.GetSymbolInfo(name).Symbol is ILocalSymbol local && local.DeclaringSyntaxReferences.Any(reference => place.Span.Contains(reference.Span)));
}
