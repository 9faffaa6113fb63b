using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
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
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UnsharedCommitFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (diagnostic.Severity != DiagnosticSeverity.Warning)
            return null;

        var publish = Finding.Around<StatementSyntax>(root, diagnostic);
        var save = Finding.Named<SyntaxNode>(root, diagnostic)?.FirstAncestorOrSelf<StatementSyntax>();
        return publish is ExpressionStatementSyntax { Parent: BlockSyntax block } && save is not null && block == save.Parent
            ? new ChainEdit("Publish before the save", [block], (_, _) => Swapped(block, save, publish))
            : null;
    }

    private static BlockSyntax Swapped(BlockSyntax block, StatementSyntax save, StatementSyntax publish)
    {
        var statements = block.Statements.Remove(publish);
        return block.WithStatements(statements.Insert(block.Statements.IndexOf(save), publish));
    }
}
