using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1003: hands the pipeline's token to the calls of its delegate, and the token they had to the pipeline.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class IgnoredTokenFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(IgnoredTokenAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // One pipeline may run inside another.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Executed.At, RepairAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is not null && Executed.At(root, context.Diagnostics[0]) is { } execution && await RepairAsync(context.Document, execution, null, context.CancellationToken).ConfigureAwait(false) is { } repaired)
            context.RegisterCodeFix(CodeAction.Create("Use the pipeline's token", _ => Task.FromResult(repaired), nameof(IgnoredTokenFixer)), context.Diagnostics);
    }

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return model?.GetOperation(node, cancellation) is IInvocationOperation execution
            && DeafDelegate.Of(execution, RemoteCalls.Of(model.Compilation), cancellation) is { } deaf
            && Repaired((InvocationExpressionSyntax)node, execution, deaf) is { } repaired
                ? await Checked.CompilesAsync(document, document.WithSyntaxRoot(root!.ReplaceNode(node, repaired)), cancellation).ConfigureAwait(false)
                : null;
    }

    private static InvocationExpressionSyntax? Repaired(InvocationExpressionSyntax call, IInvocationOperation execution, DeafDelegate deaf)
    {
        if (deaf.Token is not { } parameter || deaf.Given.Syntax is not AnonymousFunctionExpressionSyntax lambda || !call.Span.Contains(lambda.Span)
            || lambda.DescendantNodes().OfType<ParameterSyntax>().FirstOrDefault(written => parameter.Locations.Any(place => place.SourceSpan == written.Identifier.Span)) is not { } declared)
            return null;

        var takers = DelegateToken.Takers(deaf.Calls);
        if (takers.Count == 0 || !DelegateToken.TryFind(takers, out var outer))
            return null;

        var isContext = parameter.Type.Name == "ResilienceContext";
        var name = parameter.Name != "_" ? declared.Identifier.Text : isContext ? Names.Unused(call, "context") : DelegateToken.NameAt(execution);
        var edits = DelegateToken.Into(takers, isContext ? name + ".CancellationToken" : name);
        edits[declared] = current => ((ParameterSyntax)current).WithIdentifier(SyntaxFactory.Identifier(name).WithTriviaFrom(declared.Identifier));

        var changed = DelegateToken.With(call, edits);
        return outer is null || Executed.Hears(execution, outer) ? changed : Executed.Telling(changed, execution, outer.WithoutTrivia().ToString());
    }
}
