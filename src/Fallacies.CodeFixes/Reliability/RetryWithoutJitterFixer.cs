using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
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
    // The retries of one chain of calls stand in one statement: their edits must not be merged as texts.
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Create(async (context, document, diagnostics) =>
        await ApplyAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var edits = await EditsAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false);
        if (edits.Count == 0)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(edits[0].Title, cancellation => ApplyAsync(context.Document, context.Diagnostics, cancellation), equivalenceKey: nameof(RetryWithoutJitterFixer)),
            context.Diagnostics);
    }

    private static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var rewrites = new Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode, SyntaxNode>>();
        foreach (var edit in await EditsAsync(document, diagnostics, cancellation).ConfigureAwait(false))
        {
            foreach (var node in edit.Nodes)
                rewrites[node] = edit.Rewrite;
        }

        return document.WithSyntaxRoot(root!.ReplaceNodes(rewrites.Keys, (old, current) => rewrites[old](old, current)));
    }

    private static async Task<IReadOnlyList<Edit>> EditsAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null)
            return [];

        var code = new ImportingCode(SyntaxGenerator.GetGenerator(document), model);
        return diagnostics.Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true))
            .Select(node => SwitchOn(node) ?? Options(node, model, code) ?? Generator(node, model, code) ?? Policy(node, model, code))
            .OfType<Edit>().ToList();
    }

    private static Edit? SwitchOn(SyntaxNode node) =>
        node is AssignmentExpressionSyntax assignment && Member(assignment.Left) == "UseJitter"
            ? new("Add jitter to the waits", [assignment.Right], (old, _) => SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(old))
            : null;

    private static Edit? Options(SyntaxNode node, SemanticModel model, ImportingCode code)
    {
        var creation = node as BaseObjectCreationExpressionSyntax ?? node.FirstAncestorOrSelf<TypeSyntax>(type => type.Parent is ObjectCreationExpressionSyntax c && c.Type == type)?.Parent as BaseObjectCreationExpressionSyntax;
        if (creation is null || creation.Initializer is { ContainsDirectives: true } || model.GetOperation(creation) is not IObjectCreationOperation operation)
            return null;

        // Doubled more than a few times a wait becomes an outage of its own.
        var settings = RetrySettings.Of(operation);
        var grows = !settings.Has("BackoffType") && settings.Retries <= 5 && model.Compilation.GetTypeByMetadataName("Polly.DelayBackoffType") is not null;
        return new(
            grows ? "Add jitter and exponential back-off" : "Add jitter to the waits",
            [creation],
            (_, current) => OptionsInitializer.With((BaseObjectCreationExpressionSyntax)current, grows, creation.SpanStart, code));
    }

    private static Edit? Generator(SyntaxNode node, SemanticModel model, ImportingCode code) =>
        Member(node) == "DelayGenerator" && node.Parent is AssignmentExpressionSyntax { Right: AnonymousFunctionExpressionSyntax lambda }
            ? RandomPart.Of(lambda, TimeSpan.FromSeconds(1), model, code)
            : null;

    private static Edit? Policy(SyntaxNode node, SemanticModel model, ImportingCode code)
    {
        var call = node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call?.Expression is not MemberAccessExpressionSyntax access || !access.Name.Span.Contains(node.Span)
            || model.GetOperation(call) is not IInvocationOperation operation || RetryPolicy.Of(operation) is not { } policy)
            return null;

        var provider = call.ArgumentList.Arguments.FirstOrDefault(argument => argument.Expression is AnonymousFunctionExpressionSyntax && argument.Expression == Provider(operation));
        if (provider is null)
            return null;

        return DecorrelatedJitter.Of(call, provider, operation, policy, model, code)
            ?? RandomPart.Of((AnonymousFunctionExpressionSyntax)provider.Expression, policy.Delays.Count > 0 ? policy.Delays[0] : TimeSpan.Zero, model, code);
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
internal sealed record Edit(string Title, IReadOnlyCollection<SyntaxNode> Nodes, Func<SyntaxNode, SyntaxNode, SyntaxNode> Rewrite);
