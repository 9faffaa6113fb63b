using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Topology;
using Microsoft.CodeAnalysis;
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
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(EndlessConnectionsFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, SyntaxGenerator generator)
    {
        if (RenewedConnections.In(generator, model) is not { } connections)
            return null;

        var edits = Edits(diagnostic, root, model, connections).ToList();
        if (edits.Count == 0 || edits.Any(edit => edit.Edit is null))
            return null;

        return new ChainEdit($"Renew connections every {RenewedConnections.Minutes} minutes", [.. edits.Select(edit => edit.Node).Distinct()], (old, current) => edits.First(edit => edit.Node == old).Edit!(current));
    }

    private static IEnumerable<(SyntaxNode Node, Func<SyntaxNode, SyntaxNode>? Edit)> Edits(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, RenewedConnections connections)
    {
        foreach (var handler in diagnostic.AdditionalLocations)
        {
            var creation = handler.SourceTree == root.SyntaxTree ? root.FindNode(handler.SourceSpan, getInnermostNodeForTie: true) as BaseObjectCreationExpressionSyntax : null;
            yield return (creation ?? root, creation is not null && connections.Of(creation) is { } renewed ? _ => renewed : null);
        }

        if (diagnostic.AdditionalLocations.Count > 0)
            yield break;

        var node = Finding.Node(root, diagnostic);
        if (node is BaseObjectCreationExpressionSyntax client)
            yield return (client, current => WithHandler((BaseObjectCreationExpressionSyntax)current, connections.Handler(client.SpanStart)));
        else if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call)
            yield return (call, RegistrationStep.IsPossibleAfter(call, "ConfigurePrimaryHttpMessageHandler", parameters: 2, model) ? current => WithStep(current, call, connections) : null);
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
