using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1024: hands the whole transaction to the execution strategy of its context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class TransactionUnderRetryFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(TransactionUnderRetryAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(
        context, Finding.Around<InvocationExpressionSyntax>, RepairAsync, "Run the transaction in the execution strategy, which may repeat all of it", nameof(TransactionUnderRetryFixer));

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode begin, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        // What callers do in the transaction stands elsewhere.
        if (model is null || root is null || model.GetOperation(begin, cancellation) is not IInvocationOperation call || UserTransaction.Of(call, KnownTypes.Of(model.Compilation))?.FirstWork() is null)
            return null;

        return await Checked.CompilesAsync(document, StrategyCall.Of((InvocationExpressionSyntax)begin, model)?.PutInto(root), cancellation).ConfigureAwait(false);
    }
}
