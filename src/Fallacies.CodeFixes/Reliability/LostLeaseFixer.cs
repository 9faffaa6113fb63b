using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1032: ends the work under a lock when the lock is lost.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LostLeaseFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(LostLeaseAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, LinkAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Around<InvocationExpressionSyntax>, LinkAsync, "Cancel the work when the lock is lost", nameof(LostLeaseFixer));

    private static async Task<Document?> LinkAsync(Document document, SyntaxNode call, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || call.FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Parent: BlockSyntax block, Declaration.Variables: { Count: 1 } variables } acquired)
            return null;

        // Where the lock may not have been got, the work begins behind the question.
        var after = (StatementSyntax)acquired;
        if (call is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } || (name.StartsWith("Try", StringComparison.Ordinal) && (after = Guard(block, acquired, variables[0].Identifier.ValueText)!) is null))
            return null;

        var tokens = block.DescendantNodes().OfType<ArgumentSyntax>().Where(argument => argument.SpanStart > after.Span.End && IsToken(argument, model, cancellation)).Select(argument => (IdentifierNameSyntax)argument.Expression).ToList();
        if (tokens.Count == 0 || tokens.Select(token => token.Identifier.ValueText).Distinct().Count() > 1)
            return null;

        var held = Names.Unused(call, "held");
        var source = TypeNames.Text(model, call.SpanStart, "System.Threading", "CancellationTokenSource");
        Action<DocumentEditor> edit = editor =>
        {
            Statements.InsertAfter(editor, after, Statements.Parse($"using var {held} = {source}.CreateLinkedTokenSource({tokens[0].Identifier.Text}, {variables[0].Identifier.Text}.HandleLostToken);"));
            foreach (var token in tokens)
                editor.ReplaceNode(token, SyntaxFactory.ParseExpression($"{held}.Token").WithTriviaFrom(token));
        };
        return await Edits.CheckedAsync(document, edit, cancellation).ConfigureAwait(false);
    }

    private static IfStatementSyntax? Guard(BlockSyntax block, StatementSyntax acquired, string handle) =>
        block.Statements.SkipWhile(statement => statement != acquired).Skip(1).FirstOrDefault() is IfStatementSyntax { Else: null } guard
        && guard.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == handle)
        && guard.Statement.DescendantNodesAndSelf().Any(node => node is ReturnStatementSyntax or ThrowStatementSyntax or ContinueStatementSyntax) ? guard : null;

    private static bool IsToken(ArgumentSyntax argument, SemanticModel model, CancellationToken cancellation) =>
        argument.Expression is IdentifierNameSyntax name && argument.RefOrOutKeyword.RawKind == 0 && model.GetSymbolInfo(name, cancellation).Symbol is IParameterSymbol { Type.Name: "CancellationToken" };
}
