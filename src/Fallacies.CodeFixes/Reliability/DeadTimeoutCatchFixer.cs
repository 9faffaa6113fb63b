using System.Collections.Immutable;
using System.Composition;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>FAL1022: catches what HttpClient throws when its time is up.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class DeadTimeoutCatchFixer : CodeFixProvider
{
    private const string Title = "Catch TaskCanceledException with a TimeoutException inside: that is how HttpClient tells it";

    private static readonly string[] Names = ["exception", "canceled", "timedOut"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(DeadTimeoutCatchAnalyzer.Descriptor.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => ChainEdit.FixAll(EditOf);

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context) => ChainEdit.OfferAsync(context, nameof(DeadTimeoutCatchFixer), EditOf);

    private static ChainEdit? EditOf(Diagnostic diagnostic, SyntaxNode root, SemanticModel model)
    {
        if (Finding.Around<CatchFilterClauseSyntax>(root, diagnostic) is not null)
            return InFilter(Finding.Node(root, diagnostic), model);
        if (Finding.Around<CatchClauseSyntax>(root, diagnostic) is not { Declaration: { } declaration } clause || clause.Filter?.WhenKeyword.HasLeadingTrivia == true)
            return null;

        var name = declaration.Identifier.ValueText is { Length: > 0 } given ? given : Names.FirstOrDefault(free => model.LookupSymbols(clause.SpanStart, name: free).IsEmpty && !clause.DescendantTokens().Any(token => token.ValueText == free));
        if (name is null)
            return null;

        return new ChainEdit(Title, [clause], (_, current) => current is CatchClauseSyntax changed ? Changed(changed, declaration, name) : current) { Using = UsingAt(declaration.Type, model) };
    }

    // "e is TimeoutException" and "e is HttpRequestException or TimeoutException".
    private static ChainEdit? InFilter(SyntaxNode name, SemanticModel model)
    {
        var test = name is TypeSyntax { Parent: PatternSyntax or BinaryExpressionSyntax } ? name.Parent : name;
        if (test is not (BinaryExpressionSyntax or TypePatternSyntax or ConstantPatternSyntax) || ((CSharpParseOptions)model.SyntaxTree.Options).LanguageVersion < LanguageVersion.CSharp9)
            return null;

        var wrapped = $"TaskCanceledException {{ InnerException: {(test is BinaryExpressionSyntax { Right: var type } ? type : test)} }}";
        return new ChainEdit(Title, [test], (_, current) => current switch
        {
            BinaryExpressionSyntax { Left: var exception } => ParseExpression($"{exception.WithoutTrivia()} is {wrapped}").WithTriviaFrom(current),
            PatternSyntax => ((IsPatternExpressionSyntax)ParseExpression($"e is {wrapped}")).Pattern.WithTriviaFrom(current),
            _ => current,
        })
        {
            Using = UsingAt(name, model),
        };
    }

    private static string? UsingAt(SyntaxNode place, SemanticModel model) =>
        model.LookupSymbols(place.SpanStart, name: "TaskCanceledException").Any(symbol => symbol is INamedTypeSymbol) ? null : "System.Threading.Tasks";

    private static CatchClauseSyntax Changed(CatchClauseSyntax clause, CatchDeclarationSyntax declaration, string name)
    {
        var isInside = ParseExpression($"{name}.InnerException is {declaration.Type}");
        var condition = clause.Filter is { FilterExpression: var old }
            ? BinaryExpression(SyntaxKind.LogicalAndExpression, isInside.WithTrailingTrivia(Space), Token(TriviaList(), SyntaxKind.AmpersandAmpersandToken, TriviaList(Space)), Guarded(old))
            : isInside;
        var filter = CatchFilterClause(condition).WithWhenKeyword(Token(TriviaList(), SyntaxKind.WhenKeyword, TriviaList(Space)));
        var header = CatchDeclaration(IdentifierName("TaskCanceledException").WithTrailingTrivia(Space), Identifier(name)).WithTrailingTrivia(Space);
        return clause.WithDeclaration(header).WithFilter(filter.WithTrailingTrivia(clause.Filter?.GetTrailingTrivia() ?? clause.Declaration!.GetTrailingTrivia()));
    }

    private static ExpressionSyntax Guarded(ExpressionSyntax condition) =>
        condition is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } or ConditionalExpressionSyntax ? ParenthesizedExpression(condition.WithoutTrivia()) : condition.WithoutTrivia();
}
