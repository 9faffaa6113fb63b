using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
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
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(RetryWithoutJitterFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, SyntaxGenerator generator)
    {
        var node = Finding.Node(root, diagnostic);
        var code = new ImportingCode(generator, model);
        return SwitchOn(node) ?? Options(node, model, code) ?? Generator(node, model, code) ?? Policy(node, model, code);
    }

    private static ChainEdit? SwitchOn(SyntaxNode node) =>
        node is AssignmentExpressionSyntax assignment && Member(assignment.Left) == "UseJitter"
            ? new("Add jitter to the waits", [assignment.Right], (old, _) => SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(old))
            : null;

    private static ChainEdit? Options(SyntaxNode node, SemanticModel model, ImportingCode code)
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

    private static ChainEdit? Generator(SyntaxNode node, SemanticModel model, ImportingCode code) =>
        Member(node) == "DelayGenerator" && node.Parent is AssignmentExpressionSyntax { Right: AnonymousFunctionExpressionSyntax lambda }
            ? RandomPart.Of(lambda, TimeSpan.FromSeconds(1), model, code)
            : null;

    private static ChainEdit? Policy(SyntaxNode node, SemanticModel model, ImportingCode code)
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
