using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5004: lets a singleton hold the factory and ask it for a client at the one place that uses it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HeldClientFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HeldClientAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Two clients of one class may be kept under one new name: whatever comes second is looked at again.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
    {
        foreach (var span in diagnostics.Select(diagnostic => diagnostic.Location.SourceSpan).OrderByDescending(span => span.Start))
            document = await AskAsync(document, span, context.CancellationToken).ConfigureAwait(false) ?? document;
        return document;
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await AskAsync(context.Document, context.Span, context.CancellationToken).ConfigureAwait(false) is { } changed)
            context.RegisterCodeFix(
                CodeAction.Create("Ask the factory for a client at each use", _ => Task.FromResult(changed), nameof(HeldClientFixer)),
                context.Diagnostics);
    }

    private static async Task<Document?> AskAsync(Document document, Microsoft.CodeAnalysis.Text.TextSpan span, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || !root.FullSpan.Contains(span) || root.FindNode(span, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call)
            return null;
        if (FactoryAtUse.Edits(call, root, model, cancellation) is not { } changes)
            return null;

        var changed = document.WithSyntaxRoot(changes);
        return await Compilability.HoldsAsync(document, changed, cancellation).ConfigureAwait(false) ? changed : null;
    }
}
