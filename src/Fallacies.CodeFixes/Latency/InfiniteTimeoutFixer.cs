using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2001: replaces an infinite timeout by a finite one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class InfiniteTimeoutFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(InfiniteTimeoutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(InfiniteTimeoutFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, SyntaxGenerator generator) =>
        model.Compilation.GetTypeByMetadataName("System.TimeSpan") is { } timeSpan
            ? new ChainEdit($"Wait {Seconds.Default} seconds at most", [Finding.Node(root, diagnostic)], (infinite, _) => Seconds.ToTimeSpan(generator, timeSpan, model, infinite.SpanStart).WithTriviaFrom(infinite))
            : null;
}
