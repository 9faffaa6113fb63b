using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2005: makes a source from the caller's token and gives it its time afterwards.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnlinkedTimeoutFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnlinkedTimeoutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // A source may be declared in the statement of another one.
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(
        context, EditOf, $"End the call when '{context.Diagnostics[0].Properties.GetValueOrDefault(UnlinkedTimeoutAnalyzer.TokenProperty)}' is cancelled, too", nameof(UnlinkedTimeoutFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(UnlinkedTimeoutAnalyzer.TokenProperty, out var token) || token is null
            || Finding.Node(root, diagnostic) is not BaseObjectCreationExpressionSyntax { Initializer: null } creation
            || creation.ArgumentList?.Arguments.Count > 1
            || creation.FirstAncestorOrSelf<VariableDeclaratorSyntax>() is not { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } source)
            return null;

        return AddTime(creation, declaration, source.Identifier) is { } addTime ? Link : null;

        void Link(DocumentEditor editor)
        {
            addTime(editor);
            editor.ReplaceNode(creation, (_, generator) => generator.InvocationExpression(
                generator.MemberAccessExpression(TypeOf(creation, declaration, editor), "CreateLinkedTokenSource"), SyntaxFactory.ParseExpression(token)).WithTriviaFrom(creation));
        }
    }

    // The type as it is written there; behind "new()" it stands at the declaration.
    private static SyntaxNode TypeOf(BaseObjectCreationExpressionSyntax creation, VariableDeclarationSyntax declaration, DocumentEditor editor) =>
        (creation as ObjectCreationExpressionSyntax)?.Type.WithoutTrivia() ?? (declaration.Type.IsVar ? editor.Generator.TypeExpression(editor.SemanticModel.GetTypeInfo(creation).Type!) : declaration.Type.WithoutTrivia());

    private static Action<DocumentEditor>? AddTime(BaseObjectCreationExpressionSyntax creation, VariableDeclarationSyntax declaration, SyntaxToken source)
    {
        if (creation.ArgumentList is not { Arguments: { Count: 1 } arguments })
            return _ => { };

        var call = Statements.Parse($"{source.Text}.CancelAfter({arguments[0].Expression.WithoutTrivia()});");
        return declaration.Parent switch
        {
            LocalDeclarationStatementSyntax statement when Statements.IsInList(statement) => editor => Statements.InsertAfter(editor, statement, call),
            UsingStatementSyntax { Statement: BlockSyntax block } => editor => Statements.InsertFirst(editor, block, call),
            _ => null,
        };
    }
}
