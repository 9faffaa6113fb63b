using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1031: gives each host a circuit of its own.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SharedCircuitFixer : CodeFixProvider
{
    private const string Selection = "SelectPipelineByAuthority";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(SharedCircuitAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(SharedCircuitFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is { } handler && model.GetTypeInfo(handler).Type?.Name is "IHttpStandardResiliencePipelineBuilder" or "IHttpResiliencePipelineBuilder"
            ? new ChainEdit("Give each host a pipeline of its own: 'SelectPipelineByAuthority'", [handler], (_, current) => current is InvocationExpressionSyntax call ? RegistrationStep.After(call, handler, Selection) : current)
            {
                Using = HandlerOptions.IsInScope(handler, model, Selection) ? null : HandlerOptions.Namespace,
            }
            : null;
}
