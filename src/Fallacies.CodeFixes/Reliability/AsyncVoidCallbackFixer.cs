using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1012: runs the callback where it is waited for: in a loop, in <c>Parallel.ForEachAsync</c>, in <c>Task.Run</c>, by an asynchronous policy.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncVoidCallbackFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(AsyncVoidCallbackAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // One callback may stand inside another.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Around<InvocationExpressionSyntax>, RepairAsync, nameof(AsyncVoidCallbackFixer));

    private static async Task<(string Title, Document Document)?> RepairAsync(Document document, SyntaxNode node, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model?.GetOperation(node, cancellation) is not IInvocationOperation call)
            return null;
        if (VoidCallbacks.KindOf(call, KnownTypes.Of(model.Compilation)) == CallbackKind.Policy)
            return WaitingPolicy(call, model, cancellation) is { } edits && await Checked.CompilesAsync(document, DelegateToken.With(root!, edits), cancellation).ConfigureAwait(false) is { } turned
                ? ("Make the policy asynchronous: it then waits for the callback", turned) : null;

        var edit = call.TargetMethod switch
        {
            { Name: "ForEach", ContainingType.Name: "List" } => WaitedLoop.ForEach(call),
            { Name: "ForEach", ContainingType.Name: "Parallel" } => WaitedLoop.Parallel(call),
            { Name: "StartNew" } => WaitedStart.Of(call),
            _ => null,
        };
        if (edit is not var (title, old, changed))
            return null;
        return await Checked.CompilesAsync(document, root!.ReplaceNode(old, changed), cancellation).ConfigureAwait(false) is { } repaired ? (title, repaired) : null;
    }

    // Only retries have callbacks that a policy waits for, and only calls that are asynchronous already can run under it then.
    private static Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>? WaitingPolicy(IInvocationOperation maker, SemanticModel model, CancellationToken cancellation) =>
        maker is { TargetMethod.Name: "Retry" or "RetryForever" or "WaitAndRetry" or "WaitAndRetryForever", Syntax: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } } }
        && PolicyUse.Executions(maker).Select(run => model.GetOperation(run, cancellation)).OfType<IInvocationOperation>().FirstOrDefault() is { } execution
        && SyncPolicy.Edits(execution, model, cancellation) is { } edits && edits.ContainsKey(name) ? edits : null;
}
