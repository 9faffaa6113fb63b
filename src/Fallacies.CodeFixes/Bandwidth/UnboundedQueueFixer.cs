using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Bandwidth;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace Fallacies.CodeFixes.Bandwidth;

/// <summary>FAL3006: gives a channel a bound, where all its writers wait for room.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnboundedQueueFixer : CodeFixProvider
{
    // A second or two of a busy service: enough for a burst, few enough to be seen waiting.
    private const int Most = 1000;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(UnboundedQueueAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(UnboundedQueueFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model, SyntaxGenerator generator) =>
        diagnostic.Properties.ContainsKey(UnboundedQueueAnalyzer.WritersWait) && Finding.Node(root, diagnostic) is InvocationExpressionSyntax call && Bounded(call, model, generator) is { } bounded
            ? new ChainEdit("Hold 1,000 items at most; who writes more waits", [call], (_, _) => bounded.WithTriviaFrom(call))
            : null;

    private static InvocationExpressionSyntax? Bounded(InvocationExpressionSyntax call, SemanticModel model, SyntaxGenerator generator)
    {
        if (Name(call.Expression) is not { } name || model.Compilation.GetTypeByMetadataName("System.Threading.Channels.BoundedChannelOptions") is not { } options
            || model.Compilation.GetTypeByMetadataName("System.Threading.Channels.BoundedChannelFullMode") is not { } mode || Kept(call) is not { } kept)
            return null;

        var full = (ExpressionSyntax)generator.AssignmentStatement(generator.IdentifierName("FullMode"), generator.MemberAccessExpression(Type(mode), "Wait"));
        var creation = ((ObjectCreationExpressionSyntax)generator.ObjectCreationExpression(Type(options), generator.LiteralExpression(Most)))
            .WithInitializer(SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression, SyntaxFactory.SeparatedList(kept.Prepend(full))));
        return call.ReplaceNode(name, name.WithIdentifier(SyntaxFactory.Identifier("CreateBounded")))
            .WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(creation))))
            .WithAdditionalAnnotations(Formatter.Annotation);

        SyntaxNode Type(INamedTypeSymbol type) => generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation);
    }

    private static SimpleNameSyntax? Name(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };

    // What the options already say of readers and writers holds for a bounded channel as well.
    private static IEnumerable<ExpressionSyntax>? Kept(InvocationExpressionSyntax call) => call.ArgumentList.Arguments switch
    {
        { Count: 0 } => [],
        { Count: 1 } arguments when arguments[0].Expression is BaseObjectCreationExpressionSyntax { Initializer: var initializer } options && options.ArgumentList is null or { Arguments.Count: 0 } && !arguments[0].DescendantTrivia().Any(Comments.Is)
            => initializer?.Expressions.Select(member => member.WithoutTrivia()) ?? [],
        _ => null,
    };
}
