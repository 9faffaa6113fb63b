using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1002: hands the delegate a token, or lets the timeout walk away from a call that takes none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DeadTimeoutFixer : CodeFixProvider
{
    private const string HandToken = nameof(DeadTimeoutFixer);
    private const string WalkAway = nameof(DeadTimeoutFixer) + ".Pessimistic";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DeadTimeoutAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    // Several calls may run under one timeout.
    public override FixAllProvider GetFixAllProvider() => OneByOne.Provider(Finding.Named<InvocationExpressionSyntax>, RepairAsync);

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (!await OneByOne.OfferAsync(context, Finding.Named<InvocationExpressionSyntax>, RepairAsync, "Hand the delegate a token and pass it on", HandToken).ConfigureAwait(false))
            await OneByOne.OfferAsync(context, Finding.Named<InvocationExpressionSyntax>, RepairAsync, "Make the timeout pessimistic: walk away from the call when the time is up", WalkAway).ConfigureAwait(false);
    }

    private static async Task<Document?> RepairAsync(Document document, SyntaxNode node, string? key, CancellationToken cancellation)
    {
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        if (model?.GetOperation(node, cancellation) is not IInvocationOperation execution
            || DeadTimeout.Of(execution, KnownTypes.Of(model.Compilation), RemoteCalls.Of(model.Compilation), cancellation) is not { Delegate.Token: null } dead)
            return null;

        var changed = key == WalkAway
            ? Pessimistic(root!, dead.Strategy.Call, model, document)
            : Told((InvocationExpressionSyntax)node, execution, dead.Delegate, model) is { } told ? root!.ReplaceNode(node, told) : null;
        return await Checked.CompilesAsync(document, changed, cancellation).ConfigureAwait(false);
    }

    private static InvocationExpressionSyntax? Told(InvocationExpressionSyntax call, IInvocationOperation execution, DeafDelegate deaf, SemanticModel model)
    {
        var takers = DelegateToken.Takers(deaf.Calls);
        if (deaf.Given.Syntax is not AnonymousFunctionExpressionSyntax lambda || !call.Span.Contains(lambda.Span) || takers.Count == 0 || !DelegateToken.TryFind(takers, out var outer))
            return null;

        var token = DelegateToken.NameAt(execution);
        var edits = DelegateToken.Into(takers, token);
        if (DelegateToken.WithParameter(lambda, token) is null)
            return null;

        edits[lambda] = current => DelegateToken.WithParameter((AnonymousFunctionExpressionSyntax)current, token)!;
        var caller = outer?.WithoutTrivia().ToString() ?? new TokensInScope(KnownTypes.Of(model.Compilation)).Only(execution)?.Expression;
        return Latency.AppendedArgument.To(DelegateToken.With(call, edits), caller ?? "System.Threading.CancellationToken.None");
    }

    // The waiting ends, the call itself does not: the only way with a call that takes no token.
    private static SyntaxNode? Pessimistic(SyntaxNode root, IInvocationOperation timeout, SemanticModel model, Document document)
    {
        if (timeout.Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments } call || call.SyntaxTree != root.SyntaxTree
            || model.Compilation.GetTypeByMetadataName("Polly.Timeout.TimeoutStrategy") is not { } type || arguments.Any(argument => argument.NameColon is not null))
            return null;

        var generator = SyntaxGenerator.GetGenerator(document);
        var value = (ExpressionSyntax)generator.MemberAccessExpression(TypeNames.At(generator, type, model, call.SpanStart), "Pessimistic");
        var written = timeout.Arguments.FirstOrDefault(argument => argument is { Parameter.Type.Name: "TimeoutStrategy", ArgumentKind: not ArgumentKind.DefaultValue });
        if (written?.Syntax is ArgumentSyntax said)
            return root.ReplaceNode(said.Expression, value.WithTriviaFrom(said.Expression));

        // A comment behind the time stays with it.
        var end = arguments[0].GetTrailingTrivia();
        var endsLine = end.Any(SyntaxKind.EndOfLineTrivia);
        var separator = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxNodeOrToken[] items = [endsLine ? arguments[0].WithoutTrailingTrivia() : arguments[0], separator, SyntaxFactory.Argument(value).WithTrailingTrivia(endsLine ? end : default), .. arguments.GetWithSeparators().Skip(1)];
        return root.ReplaceNode(call, call.WithArgumentList(call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList<ArgumentSyntax>(items))));
    }
}
