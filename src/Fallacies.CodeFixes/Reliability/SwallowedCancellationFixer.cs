using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1011: lets cancellation pass a catch clause that retries.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SwallowedCancellationFixer : CodeFixProvider
{
    private const string ByType = nameof(SwallowedCancellationFixer);

    private const string ByToken = nameof(SwallowedCancellationFixer) + ".Token";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(SwallowedCancellationAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindToken(context.Span.Start).Parent is not CatchClauseSyntax clause)
            return;

        if (!context.Diagnostics[0].Properties.ContainsKey(SwallowedCancellationAnalyzer.LimitProperty))
            Propose(PassByType(clause), "Let every cancellation end the retry, time-outs of the client included", ByType);
        if (context.Diagnostics[0].Properties.TryGetValue(SwallowedCancellationAnalyzer.TokenProperty, out var token) && token is not null)
            Propose(With(clause, SyntaxFactory.ParseExpression($"!{token}.IsCancellationRequested")), $"End the retry when '{token}' is cancelled", ByToken);

        void Propose(SyntaxNode changed, string title, string key) => Offer.Changed(context, context.Document.WithSyntaxRoot(root.ReplaceNode(clause, changed)), title, key);
    }

    private static CatchClauseSyntax PassByType(CatchClauseSyntax clause)
    {
        var name = clause.Declaration?.Identifier is { RawKind: not 0, ValueText: { Length: > 0 } declared } ? declared : Names.Unused(clause, "ex");
        var named = clause.Declaration is { } declaration
            ? declaration.Identifier.ValueText is { Length: > 0 } ? clause : clause.WithDeclaration(declaration.WithType(declaration.Type.WithTrailingTrivia(SyntaxFactory.Space)).WithIdentifier(SyntaxFactory.Identifier(name)))
            : clause.WithCatchKeyword(clause.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space))
                .WithDeclaration(Declaration(name).WithTrailingTrivia(clause.CatchKeyword.TrailingTrivia));

        var test = (IsPatternExpressionSyntax)SyntaxFactory.ParseExpression($"{name} is not OperationCanceledException");
        return With(named, test.ReplaceNode(test.Pattern.DescendantNodes().OfType<IdentifierNameSyntax>().Single(), Type("global::System.OperationCanceledException")));
    }

    private static CatchClauseSyntax With(CatchClauseSyntax clause, ExpressionSyntax test)
    {
        if (clause.Filter is { } filter)
        {
            var existing = filter.FilterExpression.WithoutTrivia();
            var both = SyntaxFactory.BinaryExpression(
                SyntaxKind.LogicalAndExpression,
                existing is BinaryExpressionSyntax { RawKind: not (int)SyntaxKind.LogicalOrExpression and not (int)SyntaxKind.CoalesceExpression } or not (BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax or LambdaExpressionSyntax)
                    ? existing
                    : SyntaxFactory.ParenthesizedExpression(existing),
                SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.AmpersandAmpersandToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
                test);
            return clause.WithFilter(filter.WithFilterExpression(both.WithTriviaFrom(filter.FilterExpression)));
        }

        var added = SyntaxFactory.CatchFilterClause(test).WithWhenKeyword(SyntaxFactory.Token(SyntaxKind.WhenKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        return clause.Declaration is { } declaration
            ? clause.WithDeclaration(declaration.WithTrailingTrivia(SyntaxFactory.Space)).WithFilter(added.WithTrailingTrivia(declaration.GetTrailingTrivia()))
            : clause.WithCatchKeyword(clause.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space)).WithFilter(added.WithTrailingTrivia(clause.CatchKeyword.TrailingTrivia));
    }

    private static CatchDeclarationSyntax Declaration(string name)
    {
        var declaration = ((TryStatementSyntax)SyntaxFactory.ParseStatement($"try {{ }} catch (global::System.Exception {name}) {{ }}")).Catches[0].Declaration!;
        return declaration.WithType(declaration.Type.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
    }

    private static TypeSyntax Type(string name) => SyntaxFactory.ParseTypeName(name).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
}
