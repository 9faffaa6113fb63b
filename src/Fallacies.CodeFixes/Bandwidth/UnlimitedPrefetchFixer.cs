using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Bandwidth;
using Fallacies.Analyzers.Knowledge;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>FAL3005: limits what a channel takes ahead, before it is asked for messages.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnlimitedPrefetchFixer : CodeFixProvider
{
    // Enough to hide the way to the broker behind the work, and little enough to leave something for others.
    private const int Limit = 16;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnlimitedPrefetchAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => Edits.OfferAsync(context, EditOf, $"Take no more than {Limit} messages ahead", nameof(UnlimitedPrefetchFixer));

    private static Action<DocumentEditor>? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, CancellationToken cancellation)
    {
        if (Finding.Around<InvocationExpressionSyntax>(root, diagnostic) is not { } call
            || call.FirstAncestorOrSelf<StatementSyntax>() is not { } statement || !Statements.IsInList(statement)
            || model.GetOperation(call, cancellation) is not IInvocationOperation consume
            || RabbitConsumer.Of(consume, KnownTypes.Of(model.Compilation)) is not { } consumer
            || Operations.Unwrap(consumer.Channel) is not (ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation }))
            return null;

        return editor => Insert(editor, statement, consumer);
    }

    private static void Insert(DocumentEditor editor, StatementSyntax statement, RabbitConsumer consumer)
    {
        var channel = Operations.Unwrap(consumer.Channel).Syntax;
        var isAsync = consumer.Call.TargetMethod.Name.EndsWith("Async", StringComparison.Ordinal);
        var layout = Layout.At(statement, statement.SpanStart);
        var token = consumer.Call.Arguments.FirstOrDefault(argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { Type.Name: "CancellationToken" } })?.Value.Syntax;
        var passed = token is null ? "" : $", cancellationToken: {token}";
        var limit = SyntaxFactory.ParseStatement($"{(isAsync ? "await " : "")}{channel}.BasicQos{(isAsync ? "Async" : "")}(prefetchSize: 0, prefetchCount: {Limit}, global: false{passed});");

        if (!statement.GetFirstToken().GetPreviousToken().TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
        {
            Statements.InsertBefore(editor, statement, limit.WithTrailingTrivia(SyntaxFactory.Space));
            return;
        }

        // A blank line above the consumer now stands above both.
        var blank = statement.GetLeadingTrivia().TakeWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)).ToList();
        Statements.InsertBefore(editor, statement, limit.WithLeadingTrivia(blank.Append(layout.Indentation)).WithTrailingTrivia(layout.EndOfLine));
        editor.ReplaceNode(statement, (current, _) => current.WithLeadingTrivia(current.GetLeadingTrivia().Skip(blank.Count)));
    }
}
