using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1012: runs the callback where it is waited for: in a loop, in <c>Parallel.ForEachAsync</c>, in <c>Task.Run</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncVoidCallbackFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(AsyncVoidCallbackAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // One callback may stand inside another.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(CallAt, async (document, node, _, cancellation) => (await RepairAsync(document, node, cancellation).ConfigureAwait(false))?.Document);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is not null && CallAt(root, context.Diagnostics[0]) is { } call && await RepairAsync(context.Document, call, context.CancellationToken).ConfigureAwait(false) is var (title, repaired))
            context.RegisterCodeFix(CodeAction.Create(title, _ => Task.FromResult(repaired), nameof(AsyncVoidCallbackFixer)), context.Diagnostics);
    }

    private static SyntaxNode? CallAt(SyntaxNode root, Diagnostic diagnostic) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();

    private static async Task<(string Title, Document Document)?> RepairAsync(Document document, SyntaxNode node, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model?.GetOperation(node, cancellation) is not IInvocationOperation call)
            return null;

        var edit = call.TargetMethod switch
        {
            { Name: "ForEach", ContainingType.Name: "List" } => WaitedLoop.ForEach(call),
            { Name: "ForEach", ContainingType.Name: "Parallel" } => WaitedLoop.Parallel(call),
            { Name: "StartNew" } => WaitedStart.Of(call),
            _ => null,
        };
        if (edit is not var (title, old, changed))
            return null;
        return await Checked.CompilesAsync(document, document.WithSyntaxRoot(root!.ReplaceNode(old, changed)), cancellation).ConfigureAwait(false) is { } repaired ? (title, repaired) : null;
    }
}
