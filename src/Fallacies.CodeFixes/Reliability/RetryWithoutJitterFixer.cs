using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1005: makes the waits between retries differ from caller to caller.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RetryWithoutJitterFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(RetryWithoutJitterAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null || root.FindNode(context.Span, getInnermostNodeForTie: true) is not { } node)
            return;

        var edit = SwitchOn(node) ?? Options(node, model) ?? Generator(node, model) ?? Policy(node, model);
        if (edit is null)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(edit.Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNodes(edit.Nodes, edit.Rewrite))), equivalenceKey: edit.Key),
            context.Diagnostics);
    }

    private static Edit? SwitchOn(SyntaxNode node) =>
        node is AssignmentExpressionSyntax assignment && Member(assignment.Left) == "UseJitter"
            ? new("Add jitter to the waits", "UseJitter", [assignment.Right], (old, _) => SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(old))
            : null;

    private static Edit? Options(SyntaxNode node, SemanticModel model)
    {
        var creation = node as BaseObjectCreationExpressionSyntax ?? node.FirstAncestorOrSelf<TypeSyntax>(type => type.Parent is ObjectCreationExpressionSyntax c && c.Type == type)?.Parent as BaseObjectCreationExpressionSyntax;
        if (creation is null || creation.Initializer is { ContainsDirectives: true } || model.GetOperation(creation) is not IObjectCreationOperation operation)
            return null;

        // Doubled more than a few times a wait becomes an outage of its own.
        var settings = RetrySettings.Of(operation);
        var grows = !settings.Has("BackoffType") && settings.Retries <= 5 && model.Compilation.GetTypeByMetadataName("Polly.DelayBackoffType") is not null;
        return new(
            grows ? "Add jitter and exponential back-off" : "Add jitter to the waits",
            grows ? "ExponentialJitter" : "Jitter",
            [creation],
            (_, current) => OptionsInitializer.With((BaseObjectCreationExpressionSyntax)current, grows));
    }

    private static Edit? Generator(SyntaxNode node, SemanticModel model) =>
        Member(node) == "DelayGenerator" && node.Parent is AssignmentExpressionSyntax { Right: AnonymousFunctionExpressionSyntax lambda }
            ? RandomPart.Of(lambda, TimeSpan.FromSeconds(1), model)
            : null;

    private static Edit? Policy(SyntaxNode node, SemanticModel model)
    {
        var call = node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call?.Expression is not MemberAccessExpressionSyntax access || !access.Name.Span.Contains(node.Span)
            || model.GetOperation(call) is not IInvocationOperation operation || RetryPolicy.Of(operation) is not { } policy)
            return null;

        var provider = call.ArgumentList.Arguments.FirstOrDefault(argument => argument.Expression is AnonymousFunctionExpressionSyntax && argument.Expression == Provider(operation));
        if (provider is null)
            return null;

        return DecorrelatedJitter.Of(call, provider, operation, policy, model)
            ?? RandomPart.Of((AnonymousFunctionExpressionSyntax)provider.Expression, policy.Delays.Count > 0 ? policy.Delays[0] : TimeSpan.Zero, model);
    }

    private static ExpressionSyntax? Provider(IInvocationOperation call) =>
        (call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "sleepDurationProvider")?.Syntax as ArgumentSyntax)?.Expression;

    private static string? Member(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };
}

/// <summary>What an action replaces, and by what.</summary>
internal sealed record Edit(string Title, string Key, IReadOnlyCollection<SyntaxNode> Nodes, Func<SyntaxNode, SyntaxNode, SyntaxNode> Rewrite);
