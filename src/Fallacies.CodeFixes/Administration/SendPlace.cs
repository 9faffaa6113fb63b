using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Administration;

/// <summary>Where statements can be put so that they run right before a message is sent.</summary>
internal static class SendPlace
{
    /// <summary>The statement around a call, or the method whose expression body it is; <see langword="null"/> inside an expression lambda.</summary>
    public static SyntaxNode? Of(SyntaxNode call, SemanticModel model)
    {
        foreach (var ancestor in call.Ancestors())
        {
            if (ancestor is StatementSyntax statement)
                return statement.Parent is LabeledStatementSyntax || statement is LocalFunctionStatementSyntax ? null : statement;
            if (ancestor is ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method })
                return model.GetDeclaredSymbol(method) is null ? null : method;
            if (ancestor is AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax or ArrowExpressionClauseSyntax)
                return null;
        }

        return null;
    }

    /// <summary>The statement around a call that stands in the same list as a declaration, after it.</summary>
    public static StatementSyntax? After(LocalDeclarationStatementSyntax declaration, SyntaxNode call) =>
        call.Ancestors().OfType<StatementSyntax>().FirstOrDefault(statement => statement.SpanStart > declaration.SpanStart && IsBeside(statement, declaration));

    /// <summary>The statements between a declaration and a later one of the same list.</summary>
    public static IEnumerable<StatementSyntax> Between(LocalDeclarationStatementSyntax declaration, StatementSyntax later) => Siblings(declaration)
        .Where(statement => statement.SpanStart > declaration.SpanStart && statement.SpanStart < later.SpanStart);

    /// <summary>Puts statements before a place; an embedded statement gets a block, an expression body becomes one.</summary>
    public static void InsertBefore(DocumentEditor editor, SyntaxNode place, IReadOnlyList<StatementSyntax> statements)
    {
        if (place is MethodDeclarationSyntax method)
            editor.ReplaceNode(method, ToBlock(statements, ReturnsValue(method, editor.SemanticModel)));
        else if (place.Parent is GlobalStatementSyntax global)
            editor.InsertBefore(global, statements.Select(statement => SyntaxFactory.GlobalStatement(statement)));
        else if (place.Parent is BlockSyntax or SwitchSectionSyntax)
            editor.InsertBefore(place, statements);
        else
            editor.ReplaceNode(place, (current, _) => SyntaxFactory.Block(statements.Append((StatementSyntax)current)));
    }

    /// <summary>What a statement assigns to <c>Headers</c> of a local.</summary>
    public static IEnumerable<ExpressionSyntax> Assigned(SyntaxNode statement, string local) => statement.DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .Where(assignment => assignment.Left is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Headers", Expression: IdentifierNameSyntax name } && name.Identifier.ValueText == local)
        .Select(assignment => assignment.Right);

    private static Func<SyntaxNode, SyntaxGenerator, SyntaxNode> ToBlock(IReadOnlyList<StatementSyntax> statements, bool returnsValue) => (current, _) =>
    {
        var method = (MethodDeclarationSyntax)current;
        var sending = method.ExpressionBody!.Expression;
        var last = returnsValue ? (StatementSyntax)SyntaxFactory.ReturnStatement(sending) : SyntaxFactory.ExpressionStatement(sending);
        return method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(SyntaxFactory.Block(statements.Append(last))).WithTrailingTrivia(method.GetTrailingTrivia());
    };

    private static bool ReturnsValue(MethodDeclarationSyntax method, SemanticModel model) =>
        model.GetDeclaredSymbol(method) is { ReturnsVoid: false } symbol && !(symbol.IsAsync && symbol.ReturnType is INamedTypeSymbol { IsGenericType: false });

    private static bool IsBeside(StatementSyntax statement, StatementSyntax other) =>
        statement.Parent == other.Parent && statement.Parent is BlockSyntax or SwitchSectionSyntax
        || statement.Parent is GlobalStatementSyntax && other.Parent is GlobalStatementSyntax;

    private static IEnumerable<StatementSyntax> Siblings(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement),
        _ => [],
    };
}
