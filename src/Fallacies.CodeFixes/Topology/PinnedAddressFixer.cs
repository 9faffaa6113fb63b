using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5006: connects by the name, so that every address is tried.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PinnedAddressFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(PinnedAddressAnalyzer.Descriptor.Id);

    // The declarations that become needless belong to one finding each, but they stand side by side.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => AtOnce.Provider(FixAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => AtOnce.OfferAsync(context, FixAsync, "Connect by name, which tries every address", nameof(PinnedAddressFixer));

    private static async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null)
            return null;

        var connects = diagnostics.Select(diagnostic => ConnectByName.Of(diagnostic, root, model)).OfType<ConnectByName>().ToList();
        if (connects.Count == 0)
            return null;

        var changed = root.TrackNodes(connects.SelectMany(connect => connect.Needless).Concat(connects.Select(connect => (SyntaxNode)connect.Arguments)));
        foreach (var connect in connects.Where(connect => changed.GetCurrentNode(connect.Arguments) is not null))
            changed = changed.ReplaceNode(changed.GetCurrentNode(connect.Arguments)!, connect.Named);
        foreach (var needless in connects.SelectMany(connect => connect.Needless).Distinct())
        {
            if (changed.GetCurrentNode(needless) is { } statement)
                changed = changed.RemoveNode(statement.Parent is GlobalStatementSyntax global ? global : statement, Options(statement))!;
        }

        return document.WithSyntaxRoot(changed);
    }

    private static SyntaxRemoveOptions Options(SyntaxNode statement) => SyntaxRemoveOptions.KeepUnbalancedDirectives
        | (statement.GetLeadingTrivia().Concat(statement.GetTrailingTrivia()).Any(Comments.Is) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia);
}
