using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Microsoft.CodeAnalysis;
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
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Named<InvocationExpressionSyntax>, BoundAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(
        context,
        Finding.Named<InvocationExpressionSyntax>,
        BoundAsync,
        ($"Run at most {AtOnce} calls at a time, stop at the first failure", InParallel),
        ($"Wait for {AtOnce} calls at a time, start no more after a failure", InBatches));

    private static async Task<Document?> BoundAsync(Document document, SyntaxNode node, string? form, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || node is not InvocationExpressionSyntax gather || FanOutSite.Find(model, gather, cancellation) is not { } site)
            return null;

        var root = form == InParallel ? new ParallelLoop(site, document).Build() : new Batches(site, document).Build();
        return await Compilability.CheckedAsync(document, root, cancellation).ConfigureAwait(false);
    }
}
