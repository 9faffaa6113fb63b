using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>
/// Turns a hand-written retry loop into a resilience pipeline and one call through it, where the loop's meaning is kept: the same
/// number of tries, the same failures handled, the same last exception to the caller. Only the waits change.
/// </summary>
internal static class RetryPipeline
{
    private static readonly string[] Needed = ["Polly.ResiliencePipelineBuilder", "Polly.Retry.RetryStrategyOptions", "Polly.PredicateBuilder", "Polly.DelayBackoffType"];

    // A pipeline goes on without the caller's context; a window's code may only be touched with it.
    private static readonly string[] WithContext = ["System.Windows.Forms.Control", "System.Windows.DependencyObject", "Microsoft.UI.Xaml.DependencyObject", "Microsoft.Maui.Controls.BindableObject"];

    public static async Task<Document?> RewriteAsync(Document document, TryStatementSyntax attempt, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null || !Needed.All(type => model.Compilation.GetTypeByMetadataName(type) is not null) || WithContext.Any(type => model.Compilation.GetTypeByMetadataName(type) is not null))
            return null;
        if (RetryLoops.At(attempt, model) is not { Waits.Kind: WaitKind.None or WaitKind.Constant } retry || TypeAround(retry.Loop.Syntax) is not { } type)
            return null;
        if (retry.Loop.Syntax.ContainsDirectives || RetryMeaning.Of(retry) is not { } meaning || RetriedBody.Of(retry) is not { } body || RetrySurroundings.Of(retry, meaning, body) is not { } surroundings)
            return null;

        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        var name = RetryPipelineField.NameIn(type, model);
        foreach (var statement in surroundings.Removed)
            editor.RemoveNode(statement, HasComment(statement) ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia);

        var call = PipelineCall.Of(retry, meaning, body, name);
        if (surroundings.ReturnsAfter)
            editor.InsertAfter(retry.Loop.Syntax, SyntaxFactory.ReturnStatement().WithAdditionalAnnotations(Formatter.Annotation));
        editor.ReplaceNode(retry.Loop.Syntax, call);
        editor.ReplaceNode(type, (node, _) => RetryPipelineField.AddTo((TypeDeclarationSyntax)node, name, meaning));
        return await Checked.CompilesAsync(document, editor.GetChangedDocument(), cancellation).ConfigureAwait(false);
    }

    // Interfaces and extension blocks are no place for a private field.
    private static TypeDeclarationSyntax? TypeAround(SyntaxNode loop) =>
        loop.FirstAncestorOrSelf<TypeDeclarationSyntax>() is ClassDeclarationSyntax or StructDeclarationSyntax or RecordDeclarationSyntax ? loop.FirstAncestorOrSelf<TypeDeclarationSyntax>() : null;

    private static bool HasComment(SyntaxNode node) => node.GetLeadingTrivia().Concat(node.GetTrailingTrivia()).Any(Comments.Is);
}
