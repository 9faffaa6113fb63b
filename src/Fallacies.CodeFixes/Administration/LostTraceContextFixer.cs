using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Administration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Administration;

/// <summary>FAL6001: injects the current trace context into the headers of a message that is built in the method that sends it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class LostTraceContextFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(LostTraceContextAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => AtOnce.Provider(InjectAsync);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => AtOnce.OfferAsync(context, InjectAsync, "Carry the trace context in the message's headers", nameof(LostTraceContextFixer));

    private static async Task<Document?> InjectAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        if (TraceInjection.For(editor.SemanticModel, editor.Generator) is not { } make)
            return null;

        // A message that is sent twice is one message, and one expression body becomes a block only once.
        var done = new HashSet<SyntaxNode>();
        var isChanged = false;
        foreach (var diagnostic in diagnostics.OrderBy(each => each.Location.SourceSpan.Start))
        {
            var built = Built(editor, diagnostic);
            var place = Call(editor, diagnostic) is { } call ? SendPlace.Of(call, editor.SemanticModel) as MethodDeclarationSyntax : null;
            if ((built is null || done.Add(built)) && (place is null || done.Add(place)) && Plan(make, editor, diagnostic) is { } edit)
            {
                edit(editor);
                isChanged = true;
            }
        }

        return isChanged ? editor.GetChangedDocument() : null;
    }

    private static Action<DocumentEditor>? Plan(TraceInjection make, DocumentEditor editor, Diagnostic diagnostic)
    {
        if (Call(editor, diagnostic) is not { } call || !diagnostic.Properties.TryGetValue(MessageClients.Property, out var client))
            return null;

        return client switch
        {
            MessageClients.Kafka when Built(editor, diagnostic) is BaseObjectCreationExpressionSyntax message => KafkaInjection.Plan(make, editor.SemanticModel, call, message),
            MessageClients.RabbitMq => RabbitMqInjection.Plan(make, editor.SemanticModel, call, Built(editor, diagnostic)),
            _ => null,
        };
    }

    private static InvocationExpressionSyntax? Call(DocumentEditor editor, Diagnostic diagnostic) =>
        Finding.Around<InvocationExpressionSyntax>(editor.OriginalRoot, diagnostic);

    // What was built stands in the member that sends it, so in the same file.
    private static SyntaxNode? Built(DocumentEditor editor, Diagnostic diagnostic) => Finding.Named<SyntaxNode>(editor.OriginalRoot, diagnostic);
}
