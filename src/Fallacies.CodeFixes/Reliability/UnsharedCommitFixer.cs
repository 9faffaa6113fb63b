using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1017: publishes into MassTransit's outbox before the save that empties it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnsharedCommitFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnsharedCommitAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var diagnostic = context.Diagnostics[0];
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || diagnostic.Severity != DiagnosticSeverity.Warning || diagnostic.AdditionalLocations.Count == 0)
            return;

        var publish = root.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>();
        var save = root.FindNode(diagnostic.AdditionalLocations[0].SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>();
        if (publish is not ExpressionStatementSyntax || save is null || publish.Parent != save.Parent || publish.Parent is not BlockSyntax block)
            return;

        var after = context.Document.WithSyntaxRoot(root.ReplaceNode(block, Swapped(block, save, publish)));
        if (await Compilability.HoldsAsync(context.Document, after, context.CancellationToken).ConfigureAwait(false))
            context.RegisterCodeFix(CodeAction.Create("Publish before the save", _ => Task.FromResult(after), equivalenceKey: nameof(UnsharedCommitFixer)), context.Diagnostics);
    }

    private static BlockSyntax Swapped(BlockSyntax block, StatementSyntax save, StatementSyntax publish)
    {
        var statements = block.Statements.Remove(publish);
        return block.WithStatements(statements.Insert(block.Statements.IndexOf(save), publish));
    }
}
