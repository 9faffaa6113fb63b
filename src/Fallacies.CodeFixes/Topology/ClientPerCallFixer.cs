using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5003: takes the client from a factory that is at hand.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClientPerCallFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ClientPerCallAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(ClientPerCallFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Node(root, diagnostic) is BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 } } creation
        && Factory(creation, model) is { } factory && Changed(creation, factory) is var (old, changed)
            ? new ChainEdit($"Take the client from '{factory}', which shares connections", [old], (_, _) => changed)
            : null;

    private static string? Factory(SyntaxNode creation, SemanticModel model) => new Scope(model, creation).Symbols().FirstOrDefault(symbol => IsFactory(TypeNames.Of(symbol)))?.Name;

    private static bool IsFactory(ITypeSymbol? type) =>
        type is { Name: "IHttpClientFactory", ContainingNamespace: { Name: "Http", ContainingNamespace: { Name: "Net", ContainingNamespace.Name: "System" } } };

    private static (SyntaxNode Old, SyntaxNode Changed)? Changed(BaseObjectCreationExpressionSyntax creation, string factory)
    {
        var call = InvocationExpression(MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(factory), IdentifierName("CreateClient"))).WithTriviaFrom(creation);
        if (creation.Initializer is not { Expressions: { Count: > 0 } members })
            return (creation, call);

        // What the initializer sets must be set by statements, which need a name and a place.
        if (creation.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1, Parent: BlockSyntax block } declaration } declarator })
            return null;
        if (!members.All(member => member is AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: not InitializerExpressionSyntax }) || creation.Initializer.DescendantTrivia().Any(Comments.Is))
            return null;

        var settings = members.Cast<AssignmentExpressionSyntax>().Select(member => ExpressionStatement(
            AssignmentExpression(
                SyntaxKind.SimpleAssignmentExpression,
                MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(declarator.Identifier.WithoutTrivia()), (SimpleNameSyntax)member.Left.WithoutTrivia()),
                member.OperatorToken.WithLeadingTrivia(Space).WithTrailingTrivia(Space),
                member.Right.WithoutTrivia())).WithAdditionalAnnotations(Formatter.Annotation));
        var at = block.Statements.IndexOf(declaration);
        var statements = block.Statements.Replace(declaration, declaration.ReplaceNode(creation, call.WithTrailingTrivia()));
        return (block, block.WithStatements(statements.InsertRange(at + 1, settings)));
    }
}
