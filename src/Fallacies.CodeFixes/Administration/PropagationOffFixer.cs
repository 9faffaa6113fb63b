using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6004: removes what switches propagation off.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class PropagationOffFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(PropagationOffAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(Edit);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(PropagationOffFixer), Edit);

    private static ChainEdit? Edit(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        RemovedAssignment.Of(Finding.Node(root, diagnostic), "Let the trace context through again");
}
