using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
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
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(EarlyAcknowledgementFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model) =>
        Finding.Around<ArgumentSyntax>(root, diagnostic) is { Parent.Parent: InvocationExpressionSyntax call } argument
        && model.GetOperation(call) is IInvocationOperation consume
        && RabbitConsumer.Of(consume, KnownTypes.Of(model.Compilation)) is { } consumer
        && MessageHandler.Of(consumer, root) is { } handler
            ? new ChainEdit("Acknowledge the message when its handler has run; one that was not acknowledged comes again", [argument.Expression, handler.Function], (old, _) => old == argument.Expression
                ? SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression).WithTriviaFrom(old)
                : handler.WithAcknowledgement())
            : null;
}
