using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1007: keeps the standard handler from repeating unsafe requests.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnsafeRetryFixer : CodeFixProvider
{
    private const string Title = "Send POST, PATCH, PUT and DELETE once: do not retry unsafe methods";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnsafeRetryAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UnsafeRetryFixer), EditOf);

    // Hedging has no such switch, and a pipeline of the program's own has its options in an object.
    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is { } handler
        && model.GetSymbolInfo(handler).Symbol is { Name: "AddStandardResilienceHandler" }
        && SafeRetry.Exists(model)
            ? HandlerOptions.Add(Title, handler, model, SafeRetry.Line) is { } edit ? edit with { Using = SafeRetry.Using(handler.SpanStart, model) ?? edit.Using } : null
            : null;
}
