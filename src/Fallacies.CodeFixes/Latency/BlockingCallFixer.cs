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
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        foreach (var method in diagnostics.Select(diagnostic => BlockerAt(root!, diagnostic)).OfType<ExpressionSyntax>().Distinct().GroupBy(AwaitedBlock.Function))
        {
            if (Edit(method.ToList(), model!, context.CodeActionEquivalenceKey!, context.CancellationToken) is { } edit && await Edits.CheckedAsync(document, edit, context.CancellationToken).ConfigureAwait(false) is not null)
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

    private static EditOf EditOf(string key) => (diagnostic, root, model, cancellation) => BlockerAt(root, diagnostic) is { } blocker ? Edit([blocker], model, key, cancellation) : null;

    private static ExpressionSyntax? BlockerAt(SyntaxNode root, Diagnostic diagnostic) =>
        Finding.Named<SimpleNameSyntax>(root, diagnostic)?.Parent is MemberAccessExpressionSyntax access ? access.Parent is InvocationExpressionSyntax call ? call : access : null;

    private static Action<DocumentEditor>? Edit(List<ExpressionSyntax> blockers, SemanticModel model, string key, CancellationToken cancellation) =>
        blockers.Any(blocker => !AwaitedBlock.CanAwait(blocker) || !HasSibling(blocker, model, cancellation)) ? null
            : AwaitedBlock.IsAsync(AwaitedBlock.Function(blockers[0])) ? key == Await ? AwaitedBlock.Edit(blockers) : null
            : key == MakeAsync ? AsynchronousMethod.Edit(blockers, model, cancellation) : null;

    // "WhenAny" gives a task and not its number, and neither it nor "WhenAll" takes a token.
    private static bool HasSibling(ExpressionSyntax blocker, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(blocker, cancellation).Symbol is not IMethodSymbol { Name: "WaitAll" or "WaitAny", Parameters.Length: var parameters } || (parameters == 1 && blocker.Parent is ExpressionStatementSyntax);
}
