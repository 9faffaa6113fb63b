using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1026: makes the key once, before the first try.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class FreshKeyFixer : CodeFixProvider
{
    private static readonly string[] Names = ["idempotencyKey", "requestKey", "keyOfAllTries"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(FreshKeyAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(context, EditOf, "Make the key once, before the first try", nameof(FreshKeyFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (diagnostic.AdditionalLocations.Count == 0 || diagnostic.AdditionalLocations[0] is not { } place || place.SourceTree != root.SyntaxTree)
            return null;

        var source = Finding.Around<InvocationExpressionSyntax>(root, diagnostic);
        var region = source?.Ancestors().FirstOrDefault(node => node.Span == place.SourceSpan && node is AnonymousFunctionExpressionSyntax or StatementSyntax);
        if (source is null || region is null || region.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(statement => statement.Parent is BlockSyntax) is not { } home)
            return null;

        return Edit(source, region, home, model);
    }

    private static Action<DocumentEditor>? Edit(InvocationExpressionSyntax source, SyntaxNode region, StatementSyntax home, SemanticModel model)
    {
        // A variable of its own moves as it is.
        if (source.FirstAncestorOrSelf<StatementSyntax>() is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration && variables[0].Initializer is { } initializer)
        {
            if (!declaration.Parent.IsKind(SyntaxKind.Block) || !IsIndependent(initializer.Value, region, model) || declaration.DescendantTrivia().Any(Comments.Is))
                return null;
            var indent = home.GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
            return editor =>
            {
                editor.RemoveNode(declaration, SyntaxRemoveOptions.KeepNoTrivia);
                editor.InsertBefore(home, declaration.WithLeadingTrivia(indent));
            };
        }

        var value = Whole(source);
        var name = Names.FirstOrDefault(free => model.LookupSymbols(home.SpanStart, name: free).IsEmpty && !home.DescendantTokens().Any(token => token.ValueText == free));
        if (name is null || !IsIndependent(value, region, model))
            return null;
        return editor =>
        {
            editor.ReplaceNode(value, SyntaxFactory.IdentifierName(name).WithTriviaFrom(value));
            editor.InsertBefore(home, editor.Generator.LocalDeclarationStatement(name, value.WithoutTrivia()).WithAdditionalAnnotations(Formatter.Annotation));
        };
    }

    // Guid.NewGuid().ToString("N"), $"order-{Guid.NewGuid()}".
    private static ExpressionSyntax Whole(ExpressionSyntax source)
    {
        var value = source;
        for (var around = source.Parent; around is MemberAccessExpressionSyntax or InvocationExpressionSyntax or InterpolationSyntax or InterpolatedStringExpressionSyntax or BinaryExpressionSyntax; around = around.Parent)
        {
            if (around is InvocationExpressionSyntax call && !call.Expression.Span.Contains(value.Span))
                break;
            value = around is ExpressionSyntax and not MemberAccessExpressionSyntax ? (ExpressionSyntax)around : value;
        }

        return value;
    }

    // Outside, what is declared inside does not exist.
    private static bool IsIndependent(ExpressionSyntax value, SyntaxNode region, SemanticModel model) => value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
        .Select(name => model.GetSymbolInfo(name).Symbol)
        .All(symbol => symbol is not null && !symbol.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == region.SyntaxTree && region.Span.Contains(reference.Span)));
}
