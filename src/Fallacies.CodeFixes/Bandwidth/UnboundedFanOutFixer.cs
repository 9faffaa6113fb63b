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
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Gather, BoundAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;

        foreach (var diagnostic in context.Diagnostics)
        {
            if (Gather(root, diagnostic) is not { } gather)
                continue;

            await OfferAsync(context, diagnostic, gather, InParallel, $"Run at most {AtOnce} calls at a time, stop at the first failure").ConfigureAwait(false);
            await OfferAsync(context, diagnostic, gather, InBatches, $"Wait for {AtOnce} calls at a time, start no more after a failure").ConfigureAwait(false);
        }
    }

    private static async Task OfferAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode gather, string form, string title)
    {
        if (await BoundAsync(context.Document, gather, form, context.CancellationToken).ConfigureAwait(false) is { } bounded)
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(bounded), equivalenceKey: form), diagnostic);
    }

    private static InvocationExpressionSyntax? Gather(SyntaxNode root, Diagnostic diagnostic) =>
        diagnostic.AdditionalLocations.Count > 0 && root.FullSpan.Contains(diagnostic.AdditionalLocations[0].SourceSpan)
            ? root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true) as InvocationExpressionSyntax
            : null;

    private static async Task<Document?> BoundAsync(Document document, SyntaxNode node, string? form, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || node is not InvocationExpressionSyntax gather || FanOutSite.Find(model, gather, cancellation) is not { } site)
            return null;

        var root = form == InParallel ? new ParallelLoop(site, document).Build() : new Batches(site, document).Build();
        return root is not null && await Compilability.HoldsAsync(document, document.WithSyntaxRoot(root), cancellation).ConfigureAwait(false)
            ? document.WithSyntaxRoot(root)
            : null;
    }
}
