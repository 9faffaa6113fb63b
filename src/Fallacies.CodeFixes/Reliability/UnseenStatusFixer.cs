using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1029: takes the options that know HTTP, or says which answers are failures.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnseenStatusFixer : CodeFixProvider
{
    private const string Filter =
        "ShouldHandle = new global::Polly.PredicateBuilder<global::System.Net.Http.HttpResponseMessage>().Handle<global::System.Net.Http.HttpRequestException>().HandleResult(response => (int)response.StatusCode >= 500)";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnseenStatusAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // One finding may stand in the options of another pipeline.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Itself<BaseObjectCreationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(context, Finding.Itself<BaseObjectCreationExpressionSyntax>, RepairAsync, nameof(UnseenStatusFixer));

    private static async Task<(string Title, Document Document)?> RepairAsync(Document document, SyntaxNode node, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (node is not BaseObjectCreationExpressionSyntax creation || model?.GetTypeInfo(creation, cancellation).Type is not INamedTypeSymbol { TypeArguments.Length: 1, Name: var general })
            return null;

        var name = "Http" + general;
        var known = model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Http.Resilience." + name);
        var (title, repaired) = known is not null
            ? ($"Use {name}, which know bad answers", (SyntaxNode)Named(creation, $"global::Microsoft.Extensions.Http.Resilience.{name}"))
            : ("Count answers of 500 and above as failures", CreationMember.With(creation, GlobalNames.ToShorten(SyntaxFactory.ParseExpression(Filter))));
        var changed = await Checked.CompilesAsync(document, root!.ReplaceNode(creation, repaired), cancellation).ConfigureAwait(false);
        return changed is null ? null : (title, changed);
    }

    private static ObjectCreationExpressionSyntax Named(BaseObjectCreationExpressionSyntax creation, string name)
    {
        var type = SyntaxFactory.ParseTypeName(name).WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation);
        if (creation is ObjectCreationExpressionSyntax { Type: var old } named)
            return named.WithType(type.WithTriviaFrom(old));

        // "new()" gets a name, and "new() { … }" needs its parentheses no longer.
        var arguments = creation.Initializer is null ? creation.ArgumentList : null;
        var spaced = creation.Initializer is null ? type : type.WithTrailingTrivia(creation.ArgumentList!.GetTrailingTrivia());
        return SyntaxFactory.ObjectCreationExpression(creation.NewKeyword.WithTrailingTrivia(SyntaxFactory.Space), spaced, arguments, creation.Initializer);
    }
}
