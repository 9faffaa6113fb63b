using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1004: makes the message anew for each try.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ResentRequestFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(ResentRequestAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(ResentRequestFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (diagnostic.AdditionalLocations.Count == 0 || Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } send)
            return null;

        var place = diagnostic.AdditionalLocations[0].SourceSpan;
        var region = send.Ancestors().FirstOrDefault(node => node.Span == place && node is AnonymousFunctionExpressionSyntax or StatementSyntax);
        var sent = send.ArgumentList.Arguments.Select(argument => model.GetSymbolInfo(argument.Expression).Symbol).OfType<ILocalSymbol>().FirstOrDefault(local => local.Type.Name == "HttpRequestMessage");
        return region is not null && sent is not null && MovableDeclaration.Of(sent, region, model) is { } declaration
            ? declaration.MoveInto(region, send, $"Make '{sent.Name}' anew for each try")
            : null;
    }
}
