using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The ways from one try to the next and out of the loop.</summary>
internal sealed class RetryPath(ILoopOperation loop, ITryOperation attempt)
{
    private readonly TryStatementSyntax _try = (TryStatementSyntax)attempt.Syntax;
    private readonly List<StatementSyntax> _rest = After(attempt.Syntax, loop.Syntax);

    /// <summary>Whether a failure that this clause catches can lead to another try.</summary>
    public bool GoesRound(ICatchClauseOperation clause)
    {
        if (clause.Syntax is not CatchClauseSyntax syntax)
            return false;
        if (!Jumps(syntax.Block).Any())
            return !_rest.Any(Leaves);
        if (loop.SemanticModel?.AnalyzeControlFlow(syntax.Block) is not { Succeeded: true } flow)
            return false;

        return flow.ExitPoints.Any(exit => exit is ContinueStatementSyntax) || (flow.EndPointIsReachable && !_rest.Any(Leaves));
    }

    /// <summary>Whether the loop is over when the call has succeeded. Where success goes round again the loop polls, consumes or watches.</summary>
    public bool LeavesOnSuccess()
    {
        var leavesBehind = _rest.Any(LeavesUnlessFailed) || EndsCondition();
        if (!leavesBehind && !Jumps(_try.Block).Any(Leaves))
            return false;
        if (loop.SemanticModel?.AnalyzeControlFlow(_try.Block) is not { Succeeded: true } flow)
            return false;
        if (flow.ExitPoints.Any(exit => exit is GotoStatementSyntax || (exit is ContinueStatementSyntax && !IsForStatus(exit))))
            return false;

        var exits = flow.ExitPoints.Where(Leaves).ToList();
        return flow.EndPointIsReachable
            ? exits.Any(IsForStatus) || leavesBehind
            : exits.Count > 0;
    }

    /// <summary>Whether the loop goes on until a variable changes that only a successful try writes: "while (!sent)", "while (reply is null)".</summary>
    public static bool EndsBySuccessAlone(ILoopOperation loop, ITryOperation attempt, IOperation condition) =>
        condition.DescendantsAndSelf().All(IsPlain)
        && condition.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(use => use.Local).Distinct<ILocalSymbol>(SymbolEqualityComparer.Default).ToArray() is { Length: 1 } locals
        && Operations.Uses(locals[0], loop).Where(Operations.IsWritten).All(write => !Operations.IsCaptured(write, locals[0]) && (write.Syntax.SpanStart < loop.Syntax.SpanStart || attempt.Body.Syntax.Span.Contains(write.Syntax.Span)));

    private static bool IsPlain(IOperation part) =>
        part is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } or ILocalReferenceOperation { Type.IsReferenceType: true }
            or IParenthesizedOperation or IConversionOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }
            or IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation or IConstantPatternOperation or INegatedPatternOperation
            or ILiteralOperation;

    // A look at the statements answers for most loops; the compiler is asked where it is not enough, which costs more.
    private static IEnumerable<SyntaxNode> Jumps(BlockSyntax block) =>
        block.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Where(node => node is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax or YieldStatementSyntax or WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax);

    private static bool Leaves(SyntaxNode statement) => statement is ReturnStatementSyntax or BreakStatementSyntax || statement is ThrowStatementSyntax or GotoStatementSyntax;

    private bool LeavesUnlessFailed(StatementSyntax statement) =>
        statement is ReturnStatementSyntax or BreakStatementSyntax
        || (statement is IfStatementSyntax branch && (IsStatus(branch.Condition) || IsFlag(branch.Condition)) && LeavesAtEnd(branch.Statement));

    private static bool LeavesAtEnd(StatementSyntax statement) =>
        statement is BlockSyntax block ? block.Statements.LastOrDefault() is { } last && LeavesAtEnd(last) : statement is ReturnStatementSyntax or BreakStatementSyntax;

    // "while (!sent && tries < 3)": the try block sets what the condition asks for. "if (job.State == Done) finished = true" polls the job.
    private bool EndsCondition() => loop switch
    {
        IWhileLoopOperation { Condition.Syntax: { } condition } => IsFlag(condition),
        IForLoopOperation { Condition.Syntax: { } condition } => IsFlag(condition),
        _ => false,
    };

    private bool IsFlag(SyntaxNode condition) => attempt.Body.InThisFunction().Any(operation =>
        operation.Write() is ({ } variable, { } value)
        && (value.ConstantValue is { HasValue: true, Value: bool } || ComparesToNull(condition, variable.Name))
        && Conditions(operation.Syntax).All(node => AsksForStatus(node) || !AsksForReply(node))
        && condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Name));

    private static bool ComparesToNull(SyntaxNode condition, string name) => condition.DescendantNodesAndSelf().Any(node => node switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression, Right.RawKind: (int)SyntaxKind.NullLiteralExpression } binary => binary.Left.ToString() == name,
        IsPatternExpressionSyntax pattern => pattern.Expression.ToString() == name && pattern.Pattern.ToString() is "null" or "not null" or "{ }" or "{}",
        _ => false,
    });

    // "if (response.IsSuccessStatusCode) return …;": the server's answer says whether the call failed.
    private bool IsForStatus(SyntaxNode exit) => Conditions(exit) is { Count: > 0 } conditions && conditions.TrueForAll(AsksForStatus);

    private List<SyntaxNode> Conditions(SyntaxNode node) =>
        node.Ancestors().TakeWhile(around => around != _try.Block).Where(around => around is IfStatementSyntax or SwitchStatementSyntax or WhileStatementSyntax or ForEachStatementSyntax or ForStatementSyntax).ToList();

    private static bool AsksForStatus(SyntaxNode condition) => condition switch
    {
        IfStatementSyntax branch => IsStatus(branch.Condition),
        SwitchStatementSyntax choice => IsStatus(choice.Expression),
        _ => false,
    };

    // About what the try has got; "if (_client != null)" is about something else.
    private bool AsksForReply(SyntaxNode condition)
    {
        SyntaxNode? asked = condition switch { IfStatementSyntax branch => branch.Condition, SwitchStatementSyntax choice => choice.Expression, _ => null };
        return asked is not null && asked.DescendantNodesAndSelf().Any(node => node is AwaitExpressionSyntax || (node is IdentifierNameSyntax name && IsGot(name.Identifier.ValueText)));

        bool IsGot(string name) => _try.Block.DescendantNodes().Any(node => node switch
        {
            VariableDeclaratorSyntax declared => declared.Identifier.ValueText == name,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.ValueText == name,
            _ => false,
        });
    }

    private static bool IsStatus(ExpressionSyntax condition) =>
        condition.DescendantNodesAndSelf().Any(node => node is IdentifierNameSyntax { Identifier.ValueText: "IsSuccessStatusCode" or "StatusCode" });

    // The statements behind the try, in its own block and in those around it, up to the end of the loop's body.
    private static List<StatementSyntax> After(SyntaxNode attempt, SyntaxNode loop)
    {
        var rest = new List<StatementSyntax>();
        for (var node = attempt; node.Parent is { } parent && node != loop; node = parent)
        {
            if (parent is BlockSyntax block)
                rest.AddRange(block.Statements.SkipWhile(statement => statement != node).Skip(1));
        }

        return rest;
    }
}
