using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Homogeneity;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Homogeneity;

/// <summary>FAL8003: decodes the bytes that came, and no others.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PartialMessageFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(PartialMessageAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, CountAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Around<InvocationExpressionSyntax>, CountAsync, "Decode only the bytes that came", nameof(PartialMessageFixer));

    private static async Task<Document?> CountAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (root is null || node is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } receive
            || arguments[0].Expression is not IdentifierNameSyntax { Identifier.ValueText: var buffer }
            || receive.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement)
            return null;

        var decodings = block.DescendantNodes().OfType<ArgumentSyntax>().Where(argument => argument.SpanStart > receive.Span.End && IsWhole(argument, buffer)).ToList();
        if (decodings.Count == 0)
            return null;

        var name = Names.Unused(receive, "received");
        var changed = root.ReplaceNodes(decodings.Select(argument => argument.Parent!).Append(statement), (old, _) => old is StatementSyntax ? Declared(statement, name) : Sliced((ArgumentListSyntax)old, name));
        return await Compilability.CheckedAsync(document, changed, cancellation).ConfigureAwait(false);
    }

    private static bool IsWhole(ArgumentSyntax argument, string buffer) =>
        argument.Expression is IdentifierNameSyntax { Identifier.ValueText: var name } && name == buffer
        && argument.Parent is ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetString" } } };

    private static LocalDeclarationStatementSyntax Declared(ExpressionStatementSyntax statement, string name) =>
        LocalDeclarationStatement(VariableDeclaration(IdentifierName("var").WithTrailingTrivia(Space), SingletonSeparatedList(
            VariableDeclarator(Identifier(name), null, EqualsValueClause(Token(TriviaList(Space), SyntaxKind.EqualsToken, TriviaList(Space)), statement.Expression.WithoutTrivia())))))
        .WithTriviaFrom(statement);

    private static ArgumentListSyntax Sliced(ArgumentListSyntax list, string name) => list.WithArguments(ParseArgumentList($"({list.Arguments[0]}, 0, {name})").Arguments);
}
