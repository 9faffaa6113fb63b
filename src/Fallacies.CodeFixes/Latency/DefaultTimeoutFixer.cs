using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
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
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) => context.CodeActionEquivalenceKey == Resilience
        ? await ChainEdit.ApplyAllAsync(document, diagnostics, HandlerOf, context.CancellationToken).ConfigureAwait(false)
        : await Edits.ApplyAllAsync(document, diagnostics, EditOf, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await Edits.OfferAsync(context, EditOf, $"Wait {Seconds.Default} seconds at most", Limit).ConfigureAwait(false);
        await ChainEdit.OfferAsync(context, Resilience, HandlerOf).ConfigureAwait(false);
    }

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (model.Compilation.GetTypeByMetadataName("System.TimeSpan") is not { } timeSpan)
            return null;

        var node = Finding.Node(root, diagnostic);
        if (node is BaseObjectCreationExpressionSyntax creation)
            return CreationTimeout.Edit(creation, ToTimeSpan);

        return node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: MemberAccessExpressionSyntax } call ? RegistrationTimeout.Edit(call, ToTimeSpan, model) : null;

        ExpressionSyntax ToTimeSpan(SyntaxGenerator generator) => Seconds.ToTimeSpan(generator, timeSpan, model, node.SpanStart);
    }

    private static ChainEdit? HandlerOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, SyntaxGenerator generator) =>
        !diagnostic.Properties.ContainsKey(DefaultTimeoutAnalyzer.HandledProperty) && Finding.Node(root, diagnostic) is SimpleNameSyntax name && name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            ? ResilienceHandler.Append(call, model, diagnostic.Properties.ContainsKey(UnsafeSends.Property))
            : null;
}
