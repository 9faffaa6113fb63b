using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6006: adds the missing instrumentation, where its package is referenced.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BrokenTraceFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BrokenTraceAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var missing = context.Diagnostics[0].Properties[BrokenTraceAnalyzer.Missing];
        if (root is null || missing is null || Finding.Around<InvocationExpressionSyntax>(root, context.Diagnostics[0])?.ArgumentList.Arguments.LastOrDefault()?.Expression is not LambdaExpressionSyntax lambda || Instrumented(lambda, missing) is not { } instrumented)
            return;

        var changed = root.ReplaceNode(lambda, instrumented);
        await Offer.FirstAsync(context, [changed, Usings.Add(changed, "OpenTelemetry.Trace")], $"Add '{missing}'", nameof(BrokenTraceFixer) + missing).ConfigureAwait(false);
    }

    private static LambdaExpressionSyntax? Instrumented(LambdaExpressionSyntax lambda, string method)
    {
        if (lambda.ExpressionBody is { } chain)
            return lambda.WithExpressionBody(Call(chain, method));

        // A statement that is a chain on the builder.
        var last = lambda.Block?.Statements.LastOrDefault() as ExpressionStatementSyntax;
        return last is null ? null : lambda.ReplaceNode(last.Expression, Call(last.Expression, method));
    }

    private static InvocationExpressionSyntax Call(ExpressionSyntax chain, string method)
    {
        // Dots that stand on lines of their own go on doing so.
        var dot = (chain as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax { OperatorToken: var token } ? token.LeadingTrivia : default;
        var end = dot.Any(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.TriviaList(SyntaxFactory.ElasticCarriageReturnLineFeed) : default;
        var access = SyntaxFactory.MemberAccessExpression(
            SyntaxKind.SimpleMemberAccessExpression, chain.WithTrailingTrivia(EndOf(chain, end)), SyntaxFactory.Token(dot, SyntaxKind.DotToken, default), SyntaxFactory.IdentifierName(method));
        return SyntaxFactory.InvocationExpression(access).WithTrailingTrivia(chain.GetTrailingTrivia());
    }

    private static SyntaxTriviaList EndOf(ExpressionSyntax chain, SyntaxTriviaList line) =>
        line.Count == 0 ? line : SyntaxFactory.TriviaList(chain.SyntaxTree.GetRoot().DescendantTrivia().First(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)));
}
