using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2004: passes the token on.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DroppedTokenFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DroppedTokenAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // A call may stand among the arguments of another one.
    public override FixAllProvider GetFixAllProvider() => Edits.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) =>
        Edits.OfferAsync(context, EditOf, $"Pass '{context.Diagnostics[0].Properties.GetValueOrDefault(DroppedTokenAnalyzer.TokenProperty)}'", nameof(DroppedTokenFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(DroppedTokenAnalyzer.ArgumentProperty, out var argument) || argument is null
            || Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } call)
            return null;

        int? items = diagnostic.Properties[DroppedTokenAnalyzer.ItemsProperty] is { } first ? int.Parse(first, CultureInfo.InvariantCulture) : null;
        return editor => editor.ReplaceNode(call, (current, _) => With((InvocationExpressionSyntax)current));

        InvocationExpressionSyntax With(InvocationExpressionSyntax current) => AppendedArgument.To(items is { } item ? TokenArgument.Collected(current, item) : current, argument);
    }
}
