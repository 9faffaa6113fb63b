using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1027: writes a failure into the log, where the code has one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SwallowedFailureFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(SwallowedFailureAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => KeyedFixAllProvider.Batch;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindToken(context.Span.Start).Parent is not CatchClauseSyntax { Parent: TryStatementSyntax attempt } caught || model is null || LoggerAt(caught, model) is not { } logger)
            return;

        var logged = root.ReplaceNode(caught, Logged(caught, logger, CallIn(attempt), NameAt(caught, model)));
        await Offer.FirstAsync(context, [logged, Usings.Add(logged, "Microsoft.Extensions.Logging")], "Log the failure", nameof(SwallowedFailureFixer)).ConfigureAwait(false);
    }

    private static string? LoggerAt(SyntaxNode place, SemanticModel model) => model.LookupSymbols(place.SpanStart)
        .Where(symbol => symbol is not ILocalSymbol && IsLogger(TypeNames.Of(symbol)))
        .Select(symbol => symbol.Name).OrderBy(name => name, StringComparer.Ordinal).FirstOrDefault();

    private static bool IsLogger(ITypeSymbol? type) => type is { Name: "ILogger", ContainingNamespace: { Name: "Logging", ContainingNamespace: { Name: "Extensions", ContainingNamespace.Name: "Microsoft" } } };

    // The last call by name: the one that sends comes after what prepares it.
    private static string CallIn(TryStatementSyntax attempt) => attempt.Block.DescendantNodes().OfType<AwaitExpressionSyntax>()
        .SelectMany(awaited => awaited.DescendantNodes().OfType<InvocationExpressionSyntax>())
        .Select(call => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText ?? (call.Expression as SimpleNameSyntax)?.Identifier.ValueText)
        .LastOrDefault(name => name is not (null or "ConfigureAwait")) ?? "The call";

    // Other handlers of the method may have the same name for theirs.
    private static string NameAt(SyntaxNode place, SemanticModel model) =>
        model.LookupSymbols(place.SpanStart, name: "exception").IsEmpty ? "exception" : Names.Unused(place, "exception");

    private static CatchClauseSyntax Logged(CatchClauseSyntax caught, string logger, string call, string name)
    {
        var type = caught.Declaration?.Type.WithoutTrivia().ToString() ?? "Exception";
        var variable = caught.Declaration?.Identifier.ValueText is { Length: > 0 } declared ? declared : name;
        var statement = SyntaxFactory.ParseStatement($"{logger}.LogWarning({variable}, \"{call} failed\");");
        var declaration = SyntaxFactory.CatchDeclaration(SyntaxFactory.ParseTypeName(type).WithTrailingTrivia(SyntaxFactory.Space), SyntaxFactory.Identifier(variable));

        var layout = Layout.At(caught, caught.SpanStart);
        var isOneLine = caught.Block.OpenBraceToken.GetLocation().GetLineSpan().StartLinePosition.Line == caught.Block.CloseBraceToken.GetLocation().GetLineSpan().StartLinePosition.Line;
        var block = isOneLine
            ? layout.Braces([layout.Inner(statement)]).WithCloseBraceToken(caught.Block.CloseBraceToken.WithLeadingTrivia(layout.Indentation))
            : caught.Block.WithStatements(SyntaxFactory.SingletonList(layout.Inner(statement)));
        return caught.WithCatchKeyword(caught.CatchKeyword.WithTrailingTrivia(SyntaxFactory.Space))
            .WithDeclaration(declaration.WithTrailingTrivia(isOneLine ? SyntaxFactory.TriviaList() : caught.Declaration?.GetTrailingTrivia() ?? caught.CatchKeyword.TrailingTrivia))
            .WithBlock(block);
    }
}
