using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>The declaration of a local with the statements that fill it, which mean the same each time they run.</summary>
internal sealed class MovableDeclaration
{
    // What differs each time, and must not: a key by which the other side knows the repetition.
    private static readonly HashSet<string> Repeatable = ["Create", "Add", "TryAddWithoutValidation", "Serialize", "SerializeToUtf8Bytes", "ToString", "Combine", "Join", "Concat", "Format", "GetBytes", "EscapeDataString"];

    private readonly IReadOnlyList<StatementSyntax> _statements;

    private MovableDeclaration(IReadOnlyList<StatementSyntax> statements) => _statements = statements;

    /// <summary>The declaration and what follows it, or <see langword="null"/> where something in it must run once, or is used outside a region.</summary>
    public static MovableDeclaration? Of(ILocalSymbol local, SyntaxNode region, SemanticModel model)
    {
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not VariableDeclaratorSyntax { Initializer: not null, Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration } })
            return null;
        if (region.FirstAncestorOrSelf<StatementSyntax>(statement => statement.Parent == block) is not { } home)
            return null;

        var filling = block.Statements.SkipWhile(statement => statement != declaration).Skip(1).TakeWhile(statement => statement != home)
            .Where(statement => statement is ExpressionStatementSyntax && Root(statement) == local.Name).ToList();
        StatementSyntax[] moved = [declaration, .. filling];
        var uses = block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local));
        return uses.All(use => region.Span.Contains(use.Span) || moved.Any(statement => statement.Span.Contains(use.Span))) && moved.All(statement => IsRepeatable(statement, local, model))
            ? new MovableDeclaration(moved)
            : null;
    }

    /// <summary>The edit that runs the statements at the start of each round.</summary>
    public ChainEdit? MoveInto(SyntaxNode region, SyntaxNode send, string title)
    {
        var target = region is AnonymousFunctionExpressionSyntax ? region : send.FirstAncestorOrSelf<BlockSyntax>(block => region.Span.Contains(block.Span));
        if (target is null || (region is AnonymousFunctionExpressionSyntax { Block: null, AsyncKeyword.RawKind: 0 } && _statements[0] is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }))
            return null;

        var keepsComments = target is BlockSyntax or AnonymousFunctionExpressionSyntax { Block: not null } && !IsOneLine(target as BlockSyntax ?? ((AnonymousFunctionExpressionSyntax)target).Block!);
        if (!keepsComments && _statements.Any(statement => statement.DescendantTrivia().Any(Comments.Is)))
            return null;

        return new ChainEdit(title, [target, .. _statements], (old, current) => _statements.Contains(old) ? null : current switch
        {
            BlockSyntax block => WithStart(block),
            AnonymousFunctionExpressionSyntax { Block: { } block } lambda => lambda.WithBlock(WithStart(block)),
            LambdaExpressionSyntax { ExpressionBody: { } body } lambda => lambda.WithExpressionBody(null).WithArrowToken(lambda.ArrowToken.WithTrailingTrivia())
                .WithBlock(Lines(region, body)),
            _ => current,
        });
    }

    private BlockSyntax WithStart(BlockSyntax block)
    {
        var indent = block.Statements.Count > 0 ? block.Statements[0].GetLeadingTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).ToSyntaxTriviaList() : TriviaList();
        var isOneLine = IsOneLine(block);
        return block.WithStatements(block.Statements.InsertRange(0, _statements.Select(statement => isOneLine
            ? statement.WithoutTrivia().WithTrailingTrivia(Space)
            : statement.WithLeadingTrivia(statement.GetLeadingTrivia().Any(Comments.Is) ? statement.GetLeadingTrivia() : indent).WithAdditionalAnnotations(Formatter.Annotation))));
    }

    private static bool IsOneLine(BlockSyntax block) => !block.OpenBraceToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);

    private BlockSyntax Lines(SyntaxNode region, ExpressionSyntax body)
    {
        var layout = Layout.At(region, region.Span.End);
        var result = ReturnStatement(Token(TriviaList(), SyntaxKind.ReturnKeyword, TriviaList(Space)), body.WithoutTrivia(), Token(SyntaxKind.SemicolonToken));
        return layout.Braces(_statements.Select(statement => layout.Inner(statement.WithoutTrivia())).Append(layout.Inner(result)));
    }

    private static bool IsRepeatable(StatementSyntax statement, ILocalSymbol local, SemanticModel model) =>
        !statement.DescendantTrivia().Any(trivia => trivia.IsDirective)
        && statement.DescendantNodes().All(node => node switch
        {
            InvocationExpressionSyntax call => Analyzers.Knowledge.Source.NameOf(call) is SimpleNameSyntax name && Repeatable.Contains(name.Identifier.ValueText),
            AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } => false,
            IdentifierNameSyntax name => IsKept(model.GetSymbolInfo(name).Symbol, local),
            _ => true,
        });

    // A content or stream of outside is used up by the first try; the clock and chance say something else each time.
    private static bool IsKept(ISymbol? symbol, ILocalSymbol local) => SymbolEqualityComparer.Default.Equals(symbol, local) || symbol switch
    {
        ILocalSymbol { Type: var type } => !IsUsedUp(type),
        IParameterSymbol { Type: var type } => !IsUsedUp(type),
        IFieldSymbol { Type: var type } => !IsUsedUp(type),
        IPropertySymbol { Name: "Now" or "UtcNow" or "Today" or "Shared" } => false,
        IPropertySymbol { ContainingType.Name: not "HttpRequestMessage", Type: var type } => !IsUsedUp(type),
        _ => true,
    };

    private static bool IsUsedUp(ITypeSymbol? type) => type.SelfAndBases().Any(above => above.Name is "HttpContent" or "Stream");

    private static string? Root(SyntaxNode statement) => statement.DescendantNodes().OfType<IdentifierNameSyntax>().FirstOrDefault()?.Identifier.ValueText;
}
