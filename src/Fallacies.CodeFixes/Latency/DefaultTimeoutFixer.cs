using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2010: gives a client a timeout, or its registration the standard resilience handler.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DefaultTimeoutFixer : CodeFixProvider
{
    private const string Limit = nameof(DefaultTimeoutFixer);
    private const string Resilience = nameof(DefaultTimeoutFixer) + ".Resilience";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DefaultTimeoutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Registrations may stand in one chain, so that edits touch: all of them go through one editor.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
    {
        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (EditOf(diagnostic, context.CodeActionEquivalenceKey, editor.OriginalRoot, editor.SemanticModel) is { } edit)
                edit(editor);
        }

        return editor.GetChangedDocument();
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
            return;

        Offer($"Wait {Seconds.Default} seconds at most", Limit);
        Offer("Add the standard resilience handler: 30 seconds at most, 10 for each of 4 attempts, writes are retried too", Resilience);

        void Offer(string title, string key)
        {
            if (EditOf(context.Diagnostics[0], key, root, model) is { } edit)
                context.RegisterCodeFix(CodeAction.Create(title, cancellation => ApplyAsync(context.Document, edit, cancellation), key), context.Diagnostics);
        }
    }

    private static async Task<Document> ApplyAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        edit(editor);
        return editor.GetChangedDocument();
    }

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, string? key, SyntaxNode root, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("System.TimeSpan") is not { } timeSpan)
            return null;

        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is BaseObjectCreationExpressionSyntax creation)
            return key == Limit ? CreationTimeout.Edit(creation, ToTimeSpan) : null;

        return node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax } call
            ? key == Limit ? RegistrationTimeout.Edit(call, ToTimeSpan, model) : RegistrationTimeout.ResilienceEdit(call, model)
            : null;

        ExpressionSyntax ToTimeSpan(SyntaxGenerator generator) => Seconds.ToTimeSpan(generator, timeSpan, model, node.SpanStart);
    }
}
