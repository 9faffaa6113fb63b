using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>FAL3001: starts no more than a few calls at a time, in a parallel loop or, where the results are used, in batches.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnboundedFanOutFixer : CodeFixProvider
{
    /// <summary>How many calls run at once after the fix: enough to hide latency, few enough for one connection pool.</summary>
    internal const int AtOnce = 8;

    private const string InParallel = nameof(UnboundedFanOutFixer) + "." + nameof(InParallel);

    private const string InBatches = nameof(UnboundedFanOutFixer) + "." + nameof(InBatches);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnboundedFanOutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(FixAllAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await GatherAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } gather)
                continue;

            await OfferAsync(context, diagnostic, gather, InParallel, $"Run at most {AtOnce} calls at a time, stop at the first failure").ConfigureAwait(false);
            await OfferAsync(context, diagnostic, gather, InBatches, $"Wait for {AtOnce} calls at a time, start no more after a failure").ConfigureAwait(false);
        }
    }

    private static async Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, InvocationExpressionSyntax gather, string form, string title)
    {
        if (await BoundAsync(context.Document, gather, form, context.CancellationToken).ConfigureAwait(false) is { } bounded)
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(bounded), equivalenceKey: form), diagnostic);
    }

    // One finding's new names must be known to the next, so the findings of a document are repaired one after the other.
    private static async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        var gathers = new List<SyntaxNode>();
        foreach (var diagnostic in diagnostics)
        {
            if (await GatherAsync(document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } gather)
                gathers.Add(gather);
        }

        var marks = gathers.Distinct().ToDictionary(gather => gather, _ => new SyntaxAnnotation());
        var root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        var original = document;
        var marked = document = document.WithSyntaxRoot(root.ReplaceNodes(marks.Keys, (original, rewritten) => rewritten.WithAdditionalAnnotations(marks[original])));
        foreach (var mark in marks.Values)
        {
            root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
            if (root.GetAnnotatedNodes(mark).FirstOrDefault() is InvocationExpressionSyntax gather)
                document = await BoundAsync(document, gather, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false) ?? document;
        }

        return document == marked ? original : document;
    }

    private static async Task<InvocationExpressionSyntax?> GatherAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is not null && diagnostic.AdditionalLocations.Count > 0 && root.FullSpan.Contains(diagnostic.AdditionalLocations[0].SourceSpan)
            ? root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax
            : null;
    }

    private static async Task<Document?> BoundAsync(Document document, InvocationExpressionSyntax gather, string? form, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || FanOutSite.Find(model, gather, cancellation) is not { } site)
            return null;

        var root = form == InParallel ? new ParallelLoop(site, document).Build() : new Batches(site, document).Build();
        return root is not null && await Compilability.HoldsAsync(document, document.WithSyntaxRoot(root), cancellation).ConfigureAwait(false)
            ? document.WithSyntaxRoot(root)
            : null;
    }
}
