using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1003: hands the pipeline's token to the calls of its delegate, and the token they had to the pipeline.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class IgnoredTokenFixer : CodeFixProvider
{
    private const string Use = nameof(IgnoredTokenFixer);
    private const string Leave = nameof(IgnoredTokenFixer) + ".WaitAsync";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(IgnoredTokenAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // One pipeline may run inside another.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Named<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => OneByOne.OfferAsync(
        context, Finding.Named<InvocationExpressionSyntax>, RepairAsync, ("Use the pipeline's token", Use), ("Stop waiting when the pipeline's time is up; the call itself goes on", Leave));

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return model?.GetOperation(node, cancellation) is IInvocationOperation execution
            && DeafDelegate.Of(execution, RemoteCalls.Of(model.Compilation), cancellation) is { } deaf
            && (key == Leave ? AbandonedCalls.Edited((InvocationExpressionSyntax)node, execution, deaf, cancellation) : Repaired((InvocationExpressionSyntax)node, execution, deaf)) is { } repaired
                ? await Checked.CompilesAsync(document, root!.ReplaceNode(node, repaired), cancellation).ConfigureAwait(false)
                : null;
    }

    private static InvocationExpressionSyntax? Repaired(InvocationExpressionSyntax call, IInvocationOperation execution, DeafDelegate deaf)
    {
        var takers = DelegateToken.Takers(deaf.Calls);
        if (takers.Count == 0 || !DelegateToken.TryFind(takers, out var outer) || DelegateToken.Named(call, execution, deaf) is not var (token, naming))
            return null;

        var edits = DelegateToken.Into(takers, token);
        edits[naming.Key] = naming.Value;

        var changed = DelegateToken.With(call, edits);
        return outer is null || Executed.Hears(execution, outer) ? changed : Executed.Telling(changed, execution, outer.WithoutTrivia().ToString());
    }
}
