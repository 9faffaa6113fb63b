using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Fallacies.CodeFixes.Topology;

/// <summary>FAL5002 and FAL5005: lets the connections of a client expire, so that its name is looked up again.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class EndlessConnectionsFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(EndlessConnectionsAnalyzer.Descriptor.Id, RotationOffAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Two clients may share a handler, which is changed once.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
    {
        var sound = new List<Diagnostic>();
        foreach (var diagnostic in diagnostics)
        {
            if (await ApplyAsync(document, [diagnostic], context.CancellationToken).ConfigureAwait(false) is { } alone
                && await Compilability.HoldsAsync(document, alone, context.CancellationToken).ConfigureAwait(false))
                sound.Add(diagnostic);
        }

        return await ApplyAsync(document, sound, context.CancellationToken).ConfigureAwait(false) ?? document;
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await ApplyAsync(context.Document, context.Diagnostics.Take(1), context.CancellationToken).ConfigureAwait(false) is not { } changed
            || !await Compilability.HoldsAsync(context.Document, changed, context.CancellationToken).ConfigureAwait(false))
            return;

        context.RegisterCodeFix(
            CodeAction.Create($"Renew connections every {RenewedConnections.Minutes} minutes", _ => Task.FromResult(changed), equivalenceKey: nameof(EndlessConnectionsFixer)),
            context.Diagnostics);
    }

    private static async Task<Document?> ApplyAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        if (RenewedConnections.In(editor.Generator, editor.SemanticModel) is not { } connections)
            return null;

        var edits = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>();
        foreach (var diagnostic in diagnostics)
        {
            foreach (var (node, edit) in Edits(diagnostic, editor, connections))
            {
                if (edit is null)
                    return null;
                edits[node] = edit;
            }
        }

        foreach (var edit in edits)
            editor.ReplaceNode(edit.Key, (current, _) => edit.Value(current));
        return edits.Count > 0 ? editor.GetChangedDocument() : null;
    }

    private static IEnumerable<(SyntaxNode Node, Func<SyntaxNode, SyntaxNode>? Edit)> Edits(Diagnostic diagnostic, DocumentEditor editor, RenewedConnections connections)
    {
        var root = editor.OriginalRoot;
        foreach (var handler in diagnostic.AdditionalLocations)
        {
            var creation = handler.SourceTree == root.SyntaxTree ? root.FindNode(handler.SourceSpan, getInnermostNodeForTie: true) as BaseObjectCreationExpressionSyntax : null;
            yield return (creation ?? root, creation is not null && connections.Of(creation) is { } renewed ? _ => renewed : null);
        }

        if (diagnostic.AdditionalLocations.Count > 0)
            yield break;

        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        if (node is BaseObjectCreationExpressionSyntax client)
            yield return (client, current => WithHandler((BaseObjectCreationExpressionSyntax)current, connections.Handler(client.SpanStart)));
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call)
            yield return (call, RegistrationStep.IsPossibleAfter(call, "ConfigurePrimaryHttpMessageHandler", parameters: 2, editor.SemanticModel) ? current => WithStep(current, call, connections) : null);
    }

    private static SyntaxNode WithHandler(BaseObjectCreationExpressionSyntax client, ExpressionSyntax handler)
    {
        var argument = SyntaxFactory.Argument(handler);
        if (client.ArgumentList is { } arguments)
            return client.WithArgumentList(arguments.AddArguments(argument));

        var type = ((ObjectCreationExpressionSyntax)client).Type;
        return ((ObjectCreationExpressionSyntax)client).WithType(type.WithoutTrailingTrivia())
            .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(argument)).WithTrailingTrivia(type.GetTrailingTrivia()));
    }

    private static InvocationExpressionSyntax WithStep(SyntaxNode current, InvocationExpressionSyntax original, RenewedConnections connections)
    {
        var lambda = SyntaxFactory.ParenthesizedLambdaExpression(connections.Handler(original.SpanStart))
            .WithArrowToken(SyntaxFactory.Token(SyntaxKind.EqualsGreaterThanToken).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space));
        return RegistrationStep.After((InvocationExpressionSyntax)current, original, "ConfigurePrimaryHttpMessageHandler", SyntaxFactory.Argument(lambda));
    }
}
