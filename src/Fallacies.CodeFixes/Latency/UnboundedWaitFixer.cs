using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Latency;

/// <summary>FAL2003: passes the token in scope to a wait.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnboundedWaitFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnboundedWaitAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        var root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var call = root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call is null || model?.GetOperation(call, context.CancellationToken) is not { } operation
            || new TokensInScope(KnownTypes.Of(model.Compilation)).Only(operation) is not { Waits: true } token)
            return;

        var passed = document.WithSyntaxRoot(root!.ReplaceNode(call.ArgumentList, WithToken(call.ArgumentList, ParseExpression(token.Expression), model)));
        if (await Compilability.HoldsAsync(document, passed, context.CancellationToken).ConfigureAwait(false))
            context.RegisterCodeFix(CodeAction.Create($"Let '{token.Expression}' end the wait", _ => Task.FromResult(passed), equivalenceKey: nameof(UnboundedWaitFixer)), context.Diagnostics);
    }

    // A token that is never cancelled stands where the right one belongs; elsewhere it is the last argument.
    private static ArgumentListSyntax WithToken(ArgumentListSyntax list, ExpressionSyntax token, SemanticModel model)
    {
        var never = list.Arguments.FirstOrDefault(argument => model.GetTypeInfo(argument.Expression).ConvertedType is { Name: "CancellationToken" });
        return never is null
            ? list.AddArguments(Argument(token))
            : list.ReplaceNode(never.Expression, token.WithTriviaFrom(never.Expression));
    }
}
