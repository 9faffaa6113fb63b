using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers;
using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Fallacies.CodeFixes.Latency;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1016: waits for the broker's answer.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnknownDeliveryFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnknownDeliveryAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UnknownDeliveryFixer) + context.Diagnostics[0].Properties[UnknownDeliveryAnalyzer.Kind], EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        var place = Finding.Node(root, diagnostic);
        var (title, edit) = diagnostic.Properties[UnknownDeliveryAnalyzer.Kind] switch
        {
            UnknownDeliveryAnalyzer.NoHandler => ("Wait for the delivery with ProduceAsync", Awaited(place, model)),
            UnknownDeliveryAnalyzer.NoAcks => ("Let all replicas acknowledge", (place, AllAcks(place))),
            _ => ("Create the channel with publisher confirms: a publish then waits for the broker", Confirmed(root, diagnostic)),
        };
        return edit is var (old, changed) ? new ChainEdit(title, [old], (_, _) => changed) : null;
    }

    private static (SyntaxNode Old, SyntaxNode Changed)? Awaited(SyntaxNode place, SemanticModel model)
    {
        var call = place.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (call is not { Expression: MemberAccessExpressionSyntax access, Parent: ExpressionStatementSyntax } || !AwaitedBlock.IsAsync(AwaitedBlock.Function(call)) || !AwaitedBlock.CanAwait(call))
            return null;

        var list = call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(call.ArgumentList.Arguments.Take(2)));
        if (model.GetOperation(call) is { } operation && new TokensInScope(KnownTypes.Of(model.Compilation)).Only(operation) is { Waits: true } token)
            list = list.AddArguments(SyntaxFactory.Argument(SyntaxFactory.ParseExpression(token.Expression).WithLeadingTrivia(SyntaxFactory.Space)));
        var task = call.WithExpression(access.WithName(SyntaxFactory.IdentifierName("ProduceAsync"))).WithArgumentList(list);
        return (call, AwaitedBlock.Awaited(task, call).WithTriviaFrom(call));
    }

    private static MemberAccessExpressionSyntax AllAcks(SyntaxNode none) =>
        ((MemberAccessExpressionSyntax)none).WithName(SyntaxFactory.IdentifierName("All")).WithTriviaFrom(none);

    // Where the channel is made, if that is in the same file and takes options.
    private static (SyntaxNode Old, SyntaxNode Changed)? Confirmed(SyntaxNode root, Diagnostic diagnostic)
    {
        if (Finding.Named<InvocationExpressionSyntax>(root, diagnostic) is not { ArgumentList: var list } call
            || Source.NameOf(call) is not SimpleNameSyntax { Identifier.ValueText: "CreateChannelAsync" } || list.Arguments.Any(argument => argument.NameColon is null or { Name.Identifier.ValueText: "options" }))
            return null;

        var options = SyntaxFactory.Argument(SyntaxFactory.ParseExpression("new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)"));
        var arguments = list.Arguments.Count == 0
            ? SyntaxFactory.SingletonSeparatedList(options)
            : list.Arguments.Replace(list.Arguments[0], list.Arguments[0].WithLeadingTrivia(SyntaxFactory.Space)).Insert(0, options.WithLeadingTrivia(list.Arguments[0].GetLeadingTrivia()));
        return (list, list.WithArguments(arguments));
    }
}
