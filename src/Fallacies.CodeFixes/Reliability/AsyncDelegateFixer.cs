using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1001: runs the delegate asynchronously, and makes a policy of Polly 7 one that can.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncDelegateFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(AsyncDelegateAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // A policy turns together with all calls that run under it.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Around<InvocationExpressionSyntax>, RepairAsync, "Run the delegate asynchronously", nameof(AsyncDelegateFixer));

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model is null || model.GetOperation(node, cancellation) is not IInvocationOperation call || KnownTypes.Of(model.Compilation) is var types && !AsyncDelegateAnalyzer.IsFault(call, types))
            return null;

        var edits = types.IsPipeline(call.TargetMethod.ContainingType) ? OfPipeline(call, types) : SyncPolicy.Edits(call, model, cancellation);
        return edits is null ? null : await Checked.CompilesAsync(document, DelegateToken.With(root!, edits), cancellation).ConfigureAwait(false);
    }

    private static Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>? OfPipeline(IInvocationOperation call, KnownTypes types)
    {
        var edits = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
        return AsyncDelegate.Of(call) is { } given && new AsyncExecution(call, given, types).Edit(given, edits) ? edits : null;
    }
}
