using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1033: awaits a call whose task is thrown away.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ForgottenCallFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ForgottenCallAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(ForgottenCallFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var (statement, call) = Finding.Around<StatementSyntax>(root, diagnostic) switch
        {
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var right } } assignment => (assignment, right),
            LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration when variables[0].Initializer is { Value: var value } => (declaration, value),
            _ => ((StatementSyntax?)null, (ExpressionSyntax?)null),
        };
        if (statement is null || model.GetEnclosingSymbol(statement.SpanStart) is not IMethodSymbol { IsAsync: true })
            return null;

        var waiting = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), call!.WithoutTrivia()).WithLeadingTrivia(statement.GetLeadingTrivia());
        return new ChainEdit("Wait for the call, and fail with it", [statement], (_, _) => SyntaxFactory.ExpressionStatement(waiting, statement.GetLastToken()));
    }
}
