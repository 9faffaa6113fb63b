using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1028: appends a resilience handler to a registration.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClientWithoutResilienceFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ClientWithoutResilienceAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(ClientWithoutResilienceFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } call)
            return null;

        // The call comes first among the additional locations, the timeouts follow.
        var isUnsafe = diagnostic.Properties.ContainsKey(UnsafeSends.Property);
        var timeouts = diagnostic.AdditionalLocations.Skip(1).ToList();
        if (timeouts.Count == 0)
            return ResilienceHandler.Append(call, model, isUnsafe);
        if (timeouts.Count > 1 || timeouts[0].SourceTree != root.SyntaxTree || TotalTimeout.Of(root.FindNode(timeouts[0].SourceSpan), model, TotalTimeout.StandardAttempt) is not var (assignment, _))
            return null;

        return ResilienceHandler.Append(call, model, isUnsafe, assignment.Right.WithoutTrivia().ToString()) is { } handler && TotalTimeout.Removal(handler.Title, assignment, model) is { } removal
            ? handler.After(removal)
            : null;
    }
}
