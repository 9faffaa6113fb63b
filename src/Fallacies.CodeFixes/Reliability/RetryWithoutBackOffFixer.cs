using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1010: lets the wait grow, or hands the loop over to a resilience pipeline.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RetryWithoutBackOffFixer : CodeFixProvider
{
    private delegate Task<Document?> Rewrite(Document document, TryStatementSyntax attempt, CancellationToken cancellation);

    private static readonly (string Title, string Key, Rewrite Rewrite)[] Actions =
    [
        ("Double the wait with each try and add jitter", nameof(DoubledWait), DoubledWait.RewriteAsync),
        ("Retry with a resilience pipeline: exponential back-off and jitter", nameof(RetryPipeline), RetryPipeline.RewriteAsync),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RetryWithoutBackOffAnalyzer.Descriptor.Id);

    // Two loops of one type each get a field of their own: one after the other, each seeing the names the others took.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(FixAllAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || AttemptOf(context.Diagnostics[0], root) is not { } attempt)
            return;

        foreach (var (title, key, rewrite) in Actions)
        {
            if (await rewrite(context.Document, attempt, context.CancellationToken).ConfigureAwait(false) is { } changed)
                context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(changed), key), context.Diagnostics);
        }
    }

    private static async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var rewrite = Actions.FirstOrDefault(action => action.Key == context.CodeActionEquivalenceKey).Rewrite;
        if (root is null || rewrite is null)
            return document;

        var attempts = diagnostics.Select(diagnostic => AttemptOf(diagnostic, root)).OfType<TryStatementSyntax>().Distinct().ToList();
        var marks = attempts.ToDictionary(attempt => attempt, _ => new SyntaxAnnotation());
        var original = document;
        var marked = document = document.WithSyntaxRoot(root.ReplaceNodes(attempts, (before, now) => now.WithAdditionalAnnotations(marks[before])));
        foreach (var mark in attempts.Select(attempt => marks[attempt]))
        {
            var current = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
            if (current?.GetAnnotatedNodes(mark).FirstOrDefault() is TryStatementSyntax attempt)
                document = await rewrite(document, attempt, context.CancellationToken).ConfigureAwait(false) ?? document;
        }

        return document == marked ? original : document;
    }

    private static TryStatementSyntax? AttemptOf(Diagnostic diagnostic, SyntaxNode root) =>
        diagnostic.AdditionalLocations.Count > 0 ? root.FindToken(diagnostic.AdditionalLocations[0].SourceSpan.Start).Parent as TryStatementSyntax : null;
}
