using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
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
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(EndlessActivityFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<StatementSyntax>(root, diagnostic) is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration
            ? new ChainEdit("Stop the activity at the end of its block", [declaration], (_, _) => UsingDeclaration.Of(declaration))
            : null;
}
