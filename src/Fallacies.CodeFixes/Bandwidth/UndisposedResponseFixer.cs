using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>FAL3003: disposes a streamed response at the end of the block that declares it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UndisposedResponseFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UndisposedResponseAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UndisposedResponseFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<StatementSyntax>(root, diagnostic) is LocalDeclarationStatementSyntax { Declaration.Variables: { Count: 1 } variables } declaration
        && model.GetDeclaredSymbol(variables[0]) is ILocalSymbol { Type.Name: "HttpResponseMessage" }
            ? new ChainEdit("Dispose the response at the end of its block", [declaration], (_, _) => UsingDeclaration.Of(declaration))
            : null;
}
