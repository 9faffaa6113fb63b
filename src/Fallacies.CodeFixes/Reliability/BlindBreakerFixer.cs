using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1030: swaps a timeout and the breaker next to it, so that the breaker sees the timeout fire.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class BlindBreakerFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(BlindBreakerAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Two findings may stand in one chain.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Around<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Around<InvocationExpressionSyntax>, RepairAsync, "Put the breaker outside the timeout", nameof(BlindBreakerFixer));

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var call = (InvocationExpressionSyntax)node;
        var swap = Steps(call) ?? Policies(call, model!);
        return swap is not var (one, other) ? null
            : await Checked.CompilesAsync(document, root!.ReplaceNodes([.. one, .. other], (old, _) => Partner(old, one, other)), cancellation).ConfigureAwait(false);
    }

    private static SyntaxNode Partner(SyntaxNode old, SyntaxNode[] one, SyntaxNode[] other)
    {
        var at = Array.IndexOf(one, old);
        return (at >= 0 ? other[at] : one[Array.IndexOf(other, old)]).WithTriviaFrom(old);
    }

    // The names and arguments change places; the dots and the lines they stand on stay.
    private static (SyntaxNode[] One, SyntaxNode[] Other)? Steps(InvocationExpressionSyntax breaker) =>
        breaker.Expression is MemberAccessExpressionSyntax { Name: { Identifier.ValueText: "AddCircuitBreaker" } name, Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: { Identifier.ValueText: "AddTimeout" } outer } } timeout }
            && !HasComment(timeout.ArgumentList) && !HasComment(breaker.ArgumentList)
            ? ([outer, timeout.ArgumentList], [name, breaker.ArgumentList])
            : null;

    private static (SyntaxNode[] One, SyntaxNode[] Other)? Policies(InvocationExpressionSyntax wrap, SemanticModel model)
    {
        var arguments = wrap.ArgumentList.Arguments;
        for (var at = 1; at < arguments.Count; at++)
        {
            if (Kind(arguments[at - 1], model).Contains("Timeout") && Kind(arguments[at], model).Contains("CircuitBreaker"))
                return ([arguments[at - 1].Expression], [arguments[at].Expression]);
        }

        return null;
    }

    private static string Kind(ArgumentSyntax argument, SemanticModel model) => model.GetTypeInfo(argument.Expression).Type?.Name ?? "";

    // Behind which of the two calls a comment belongs cannot be told.
    private static bool HasComment(SyntaxNode node) => node.GetTrailingTrivia().Any(Comments.Is) || node.GetLeadingTrivia().Any(Comments.Is);
}
