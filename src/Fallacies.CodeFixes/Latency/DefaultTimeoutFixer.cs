using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Fallacies.Analyzers.Reliability;
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
        if (context.CodeActionEquivalenceKey == Resilience)
            return await ChainEdit.ApplyAllAsync(document, diagnostics, HandlerOf, context.CancellationToken).ConfigureAwait(false);

        var editor = await DocumentEditor.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (EditOf(diagnostic, editor.OriginalRoot, editor.SemanticModel) is { } edit)
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

        if (EditOf(context.Diagnostics[0], root, model) is { } edit)
            context.RegisterCodeFix(CodeAction.Create($"Wait {Seconds.Default} seconds at most", cancellation => ApplyAsync(context.Document, edit, cancellation), Limit), context.Diagnostics);
        await ChainEdit.OfferAsync(context, Resilience, HandlerOf).ConfigureAwait(false);
    }

    private static async Task<Document> ApplyAsync(Document document, Action<DocumentEditor> edit, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        edit(editor);
        return editor.GetChangedDocument();
    }

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (model.Compilation.GetTypeByMetadataName("System.TimeSpan") is not { } timeSpan)
            return null;

        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is BaseObjectCreationExpressionSyntax creation)
            return CreationTimeout.Edit(creation, ToTimeSpan);

        return node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax } call ? RegistrationTimeout.Edit(call, ToTimeSpan, model) : null;

        ExpressionSyntax ToTimeSpan(SyntaxGenerator generator) => Seconds.ToTimeSpan(generator, timeSpan, model, node.SpanStart);
    }

    private static ChainEdit? HandlerOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is SimpleNameSyntax name && name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            ? ResilienceHandler.Append(call, model, diagnostic.Properties.ContainsKey(UnsafeSends.Property))
            : null;
}
