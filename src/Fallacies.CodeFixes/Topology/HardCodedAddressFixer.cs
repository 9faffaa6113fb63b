using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5001, FAL5007: reads the address from configuration or options instead.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class HardCodedAddressFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(HardCodedAddressAnalyzer.Descriptor.Id, HardCodedEndpointAnalyzer.Descriptor.Id);

    // Different addresses of one file need different keys, so that one pass must give them all.
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => AtOnce.Provider(FixAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => AtOnce.OfferAsync(context, FixAsync, "Read the address from configuration, where it must be set from now on", nameof(HardCodedAddressFixer));

    private static async Task<Document?> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var edits = await EditsAsync(document, diagnostics, cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is null || edits.Count == 0 ? null : document.WithSyntaxRoot(root.ReplaceNodes(edits.Keys, (original, _) => edits[original].WithTriviaFrom(original)));
    }

    private static async Task<Dictionary<SyntaxNode, SyntaxNode>> EditsAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var edits = new Dictionary<SyntaxNode, SyntaxNode>();
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null)
            return edits;

        var settings = new Settings(model, SyntaxGenerator.GetGenerator(document));
        var keys = new SettingKeys(root);
        foreach (var diagnostic in diagnostics.OrderBy(d => d.Location.SourceSpan.Start))
        {
            if (root.FindNode(TextOf(diagnostic).SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax address
                && IsReplaceable(address, model)
                && Replacement(address, diagnostic, model, settings, keys) is { } replacement)
                edits[address] = replacement;
        }

        return edits;
    }

    private static Location TextOf(Diagnostic diagnostic) =>
        diagnostic.Properties.ContainsKey(ReachedText.ElsewhereProperty) ? diagnostic.AdditionalLocations[0] : diagnostic.Location;

    // Only a whole constant text: of a composed one, configuration would have to hold a part.
    private static bool IsReplaceable(ExpressionSyntax address, SemanticModel model) =>
        model.GetConstantValue(address) is { HasValue: true, Value: string }
        && address.Parent switch
        {
            ArgumentSyntax or EqualsValueClauseSyntax or InitializerExpressionSyntax or ParenthesizedExpressionSyntax or ArrowExpressionClauseSyntax or ExpressionElementSyntax => true,
            AssignmentExpressionSyntax assignment => assignment.Right == address,
            ConditionalExpressionSyntax conditional => conditional.Condition != address,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce => coalesce.Right == address,
            _ => false,
        }
        && !address.Ancestors().OfType<LambdaExpressionSyntax>().Any(lambda => model.GetTypeInfo(lambda).ConvertedType?.Name == "Expression");

    private static SyntaxNode? Replacement(ExpressionSyntax address, Diagnostic diagnostic, SemanticModel model, Settings settings, SettingKeys keys)
    {
        diagnostic.Properties.TryGetValue(ReachedText.TakenProperty, out var taken);
        if (taken == nameof(Taken.AsDefault) || !diagnostic.Properties.TryGetValue(ReachedText.KeyProperty, out var proposed) || proposed is null)
            return null;
        if (address.Parent is BinaryExpressionSyntax coalesce && settings.KeyOf(coalesce.Left) is { } read)
            return settings.Throw(Settings.Missing(read), address);

        return settings.Read(address, keys.For(address, proposed, (string)model.GetConstantValue(address).Value!));
    }
}
