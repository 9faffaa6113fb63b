using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2009: lets the calls of a parallel loop hear of the loop's own token, and the loop of the token they had.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class OuterTokenFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(OuterTokenAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // A loop may stand inside another one.
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(context, EditOf, "Use the loop's own token", nameof(OuterTokenFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (diagnostic.AdditionalLocations.Any(location => location.SourceTree != root.SyntaxTree))
            return null;

        var places = diagnostic.AdditionalLocations.Select(location => root.FindNode(location.SourceSpan, getInnermostNodeForTie: true)).OfType<ExpressionSyntax>().ToList();
        return Loop(places.FirstOrDefault(), model) is { } body ? LoopTokenEdit.Of(body, places, model) : null;
    }

    private static ParallelBody? Loop(ExpressionSyntax? place, SemanticModel model) => place?.Ancestors().OfType<InvocationExpressionSyntax>()
        .Where(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } && ParallelBodies.Loops.Contains(name))
        .Select(call => model.GetOperation(call) is IInvocationOperation loop ? ParallelBody.Of(loop) : null)
        .FirstOrDefault(body => body is not null);
}
