using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>The statements of a transaction, and the call that runs them in an execution strategy.</summary>
internal sealed class StrategyCall
{
    private readonly BlockSyntax _block;
    private readonly IReadOnlyList<StatementSyntax> _moved;
    private readonly string _database;
    private readonly bool _isAsync;
    private readonly bool _returns;

    private StrategyCall(BlockSyntax block, IReadOnlyList<StatementSyntax> moved, string database, bool isAsync, bool returns) =>
        (_block, _moved, _database, _isAsync, _returns) = (block, moved, database, isAsync, returns);

    /// <summary>What a lambda can do in the place of the statements; <see langword="null"/> where it cannot.</summary>
    public static StrategyCall? Of(InvocationExpressionSyntax begin, SemanticModel model)
    {
        if (begin.Expression is not MemberAccessExpressionSyntax { Expression: var database } || begin.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } first)
            return null;

        StatementSyntax[] moved = first is UsingStatementSyntax ? [first] : [.. block.Statements.SkipWhile(statement => statement != first)];
        if (moved.Any(statement => statement.ContainsDirectives || statement.DescendantNodes().Any(node => node is YieldStatementSyntax or GotoStatementSyntax or LabeledStatementSyntax)))
            return null;
        if (model.AnalyzeControlFlow(moved[0], moved[moved.Length - 1]) is not { Succeeded: true } flow || Returns(flow, moved[moved.Length - 1]) is not { } returns)
            return null;

        return new StrategyCall(block, moved, database.ToString(), moved.Any(IsAsync), returns);
    }

    /// <summary>The root with the statements inside the call.</summary>
    public SyntaxNode PutInto(SyntaxNode root)
    {
        var name = Names.Unused(_block, "strategy");
        var layout = Layout.At(_moved[0], _moved[0].SpanStart);
        var asynchronous = _isAsync ? "async " : "";
        var call = $"{(_returns ? "return " : "")}{(_isAsync ? "await " : "")}{name}.{(_isAsync ? "ExecuteAsync" : "Execute")}({asynchronous}() => {{ }});";

        var strategy = layout.Inner(SyntaxFactory.ParseStatement($"var {name} = {_database}.CreateExecutionStrategy();")).WithLeadingTrivia(_moved[0].GetLeadingTrivia());
        var run = SyntaxFactory.ParseStatement(call);
        var lambda = run.DescendantNodes().OfType<ParenthesizedLambdaExpressionSyntax>().Single();
        var inner = _moved.Select((statement, index) => Indented(index == 0 ? statement.WithLeadingTrivia(layout.Indentation) : statement));
        run = run.ReplaceNode(lambda, lambda.WithArrowToken(lambda.ArrowToken.WithTrailingTrivia()).WithBlock(layout.Braces(inner)))
            .WithLeadingTrivia(layout.Indentation).WithTrailingTrivia(layout.EndOfLine);

        var start = _block.Statements.IndexOf(_moved[0]);
        var statements = _block.Statements.Take(start).Concat([strategy, run]).Concat(_block.Statements.Skip(start + _moved.Count));
        return root.ReplaceNode(_block, _block.WithStatements(SyntaxFactory.List(statements)));
    }

    // Every line one step further in, but for the lines of texts.
    private static StatementSyntax Indented(StatementSyntax statement)
    {
        var step = statement.GetLeadingTrivia().ToString().Contains('\t') ? "\t" : "    ";
        var firsts = statement.DescendantTokens().Where(token => token.LeadingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)) && StartsLine(token));
        return statement.ReplaceTokens(firsts, (token, _) => token.WithLeadingTrivia(token.LeadingTrivia.Select(trivia =>
            trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? SyntaxFactory.Whitespace(step + trivia) : trivia)));

        bool StartsLine(SyntaxToken token) => token == statement.GetFirstToken() || token.GetPreviousToken().TrailingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
    }

    // true: every way out returns a value; false: none leaves what follows behind; null: a lambda cannot do it.
    private static bool? Returns(ControlFlowAnalysis flow, StatementSyntax last)
    {
        if (flow.ExitPoints.IsEmpty)
            return false;
        if (flow.ExitPoints.All(exit => exit is ReturnStatementSyntax { Expression: not null }) && !flow.EndPointIsReachable)
            return true;
        return flow.ExitPoints.All(exit => exit is ReturnStatementSyntax { Expression: null }) && EndsFunction(last) ? false : null;
    }

    private static bool EndsFunction(StatementSyntax last) => last.Parent is BlockSyntax { Parent: BaseMethodDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax } block && block.Statements.Last() == last;

    private static bool IsAsync(StatementSyntax statement) =>
        statement is LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 } || statement.DescendantNodesAndSelf(node => node is not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax)
            .Any(node => node is AwaitExpressionSyntax or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 } or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 });
}
