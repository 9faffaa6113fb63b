using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2007: awaits the call, and makes the private method around it asynchronous where it is not yet.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BlockingCallFixer : CodeFixProvider
{
    private const string Await = nameof(BlockingCallFixer);
    private const string MakeAsync = nameof(BlockingCallFixer) + ".MakeAsync";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BlockingCallAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Calls of one method become asynchronous together.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
    {
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        foreach (var method in diagnostics.Select(diagnostic => BlockerAt(root!, diagnostic)).OfType<ExpressionSyntax>().GroupBy(AwaitedBlock.Function))
        {
            if (await EditOfAsync(document, method.ToList(), context.CodeActionEquivalenceKey!, context.CancellationToken).ConfigureAwait(false) is { } edit)
                edit(editor);
        }

        return editor.GetChangedDocument();
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await Edits.OfferAsync(context, EditOf(Await), "Await the call", Await).ConfigureAwait(false);
        await Edits.OfferAsync(context, EditOf(MakeAsync), "Await the call, and make the method and its callers wait without a thread", MakeAsync).ConfigureAwait(false);
    }

    private static EditOf EditOf(string key) => async (document, diagnostic, cancellation) =>
        await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is { } root && BlockerAt(root, diagnostic) is { } blocker
            ? await EditOfAsync(document, [blocker], key, cancellation).ConfigureAwait(false)
            : null;

    private static ExpressionSyntax? BlockerAt(SyntaxNode root, Diagnostic diagnostic) =>
        Finding.Named<SimpleNameSyntax>(root, diagnostic)?.Parent is MemberAccessExpressionSyntax access ? access.Parent is InvocationExpressionSyntax call ? call : access : null;

    private static async Task<Action<DocumentEditor>?> EditOfAsync(Document document, List<ExpressionSyntax> blockers, string key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var edit = model is null || blockers.Any(blocker => !AwaitedBlock.CanAwait(blocker)) ? null
            : AwaitedBlock.IsAsync(AwaitedBlock.Function(blockers[0])) ? key == Await ? AwaitedBlock.Edit(blockers) : null
            : key == MakeAsync ? AsynchronousMethod.Edit(blockers, model, cancellation) : null;
        return edit is null ? null : await Edits.CheckedAsync(document, edit, cancellation).ConfigureAwait(false);
    }
}
