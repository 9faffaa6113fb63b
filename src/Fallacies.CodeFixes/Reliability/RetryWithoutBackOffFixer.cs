using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1010: lets the wait grow, or hands the loop over to a resilience pipeline.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RetryWithoutBackOffFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RetryWithoutBackOffAnalyzer.Descriptor.Id);

    // Two loops of one type each get a field of their own: one after the other, each seeing the names the others took.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(AttemptOf, RewriteAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(
        context,
        AttemptOf,
        RewriteAsync,
        ("Double the wait with each try and add jitter", nameof(DoubledWait)),
        ("Retry with a resilience pipeline: exponential back-off and jitter", nameof(RetryPipeline)));

    private static Task<Document?> RewriteAsync(Document document, SyntaxNode attempt, string? key, CancellationToken cancellation) => key == nameof(RetryPipeline)
        ? RetryPipeline.RewriteAsync(document, (TryStatementSyntax)attempt, cancellation)
        : DoubledWait.RewriteAsync(document, (TryStatementSyntax)attempt, cancellation);

    private static TryStatementSyntax? AttemptOf(SyntaxNode root, Diagnostic diagnostic) =>
        diagnostic.AdditionalLocations.Count > 0 ? root.FindToken(diagnostic.AdditionalLocations[0].SourceSpan.Start).Parent as TryStatementSyntax : null;
}
