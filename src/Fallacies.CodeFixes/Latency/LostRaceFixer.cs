using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2006: gives the call a token and cancels it where the time has won.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LostRaceFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(LostRaceAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Each race is told in several statements.
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(context, EditOf, "Cancel the call when the time is over", nameof(LostRaceFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation) =>
        Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is { } node && model.GetOperation(node, cancellation) is IInvocationOperation race
        && RacedCall.Of(race, RemoteCalls.Of(model.Compilation), cancellation) is { } raced ? CancelledRace.Edit(raced) : null;
}
