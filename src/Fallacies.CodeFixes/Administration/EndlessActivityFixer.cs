using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6002: stops an activity at the end of the block that declares it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EndlessActivityFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(EndlessActivityAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration)
            return;

        var disposed = context.Document.WithSyntaxRoot(root.ReplaceNode(declaration, UsingDeclaration.Of(declaration)));
        if (await Compilability.HoldsAsync(context.Document, disposed, context.CancellationToken).ConfigureAwait(false))
            context.RegisterCodeFix(CodeAction.Create("Stop the activity at the end of its block", _ => Task.FromResult(disposed), equivalenceKey: nameof(EndlessActivityFixer)), context.Diagnostics);
    }
}
