using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1014: lets the handler acknowledge a message as the last thing it does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EarlyAcknowledgementFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(EarlyAcknowledgementAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true).FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent.Parent: InvocationExpressionSyntax call } argument
            || model?.GetOperation(call, context.CancellationToken) is not IInvocationOperation consume
            || RabbitConsumer.Of(consume, KnownTypes.Of(model.Compilation)) is not { } consumer
            || MessageHandler.Of(consumer, root) is not { } handler)
            return;

        var changed = root.ReplaceNodes([argument.Expression, handler.Function], (original, _) => original == argument.Expression
            ? SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression).WithTriviaFrom(original)
            : handler.WithAcknowledgement());
        var after = context.Document.WithSyntaxRoot(changed);
        if (!await Compilability.HoldsAsync(context.Document, after, context.CancellationToken).ConfigureAwait(false))
            return;

        context.RegisterCodeFix(
            CodeAction.Create("Acknowledge the message when its handler has run; one that was not acknowledged comes again", _ => Task.FromResult(after), equivalenceKey: nameof(EarlyAcknowledgementFixer)),
            context.Diagnostics);
    }
}
