using Fallacies.Analyzers.Knowledge;
using Fallacies.Analyzers.Reliability;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.CodeFixes.Reliability;

/// <summary>How a successful try ends the loop.</summary>
internal enum SuccessEnding
{
    /// <summary>It returns a value.</summary>
    ReturnValue,

    /// <summary>It returns.</summary>
    Return,

    /// <summary>It leaves the loop.</summary>
    Break,
}

/// <summary>What one try does, as far as a lambda can do the same.</summary>
internal sealed record RetriedBody(SuccessEnding Ending, IReadOnlyList<StatementSyntax> Statements, ExpressionSyntax? Target)
{
    public static RetriedBody? Of(RetryLoop retry)
    {
        var block = ((TryStatementSyntax)retry.Attempt.Syntax).Block;
        var model = retry.Loop.SemanticModel!;
        if (model.AnalyzeControlFlow(block) is not { Succeeded: true, EndPointIsReachable: false } flow || !retry.Attempt.Body.InThisFunction().Any(part => part is IAwaitOperation))
            return null;

        var body = flow.ExitPoints.All(exit => exit is ReturnStatementSyntax { Expression: not null }) ? OfReturns(block, flow, model) : OfLast(block, flow, model);
        return body is not null && CanMove(retry, block, body.Target, model) ? body : null;
    }

    // The lambda infers its type from what it returns; the method converts to its own.
    private static RetriedBody? OfReturns(BlockSyntax block, ControlFlowAnalysis flow, SemanticModel model) =>
        flow.ExitPoints.Cast<ReturnStatementSyntax>().All(exit => model.GetTypeInfo(exit.Expression!) is { Type: { } type } info && SymbolEqualityComparer.Default.Equals(type, info.ConvertedType))
            ? new RetriedBody(SuccessEnding.ReturnValue, block.Statements, null)
            : null;

    private static RetriedBody? OfLast(BlockSyntax block, ControlFlowAnalysis flow, SemanticModel model)
    {
        if (flow.ExitPoints.Length != 1 || block.Statements.LastOrDefault() is not { } last || flow.ExitPoints[0] != last)
            return null;

        var kept = block.Statements.Take(block.Statements.Count - 1).ToList();
        return last switch
        {
            ReturnStatementSyntax when kept.Count > 0 => new RetriedBody(SuccessEnding.Return, kept, null),
            BreakStatementSyntax when kept.Count > 0 => new RetriedBody(SuccessEnding.Break, kept, TargetOf(kept[kept.Count - 1], model)),
            _ => null,
        };
    }

    // "text = await …; break;": the lambda returns what the local gets.
    private static IdentifierNameSyntax? TargetOf(StatementSyntax statement, SemanticModel model) =>
        statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax left, Right: var right } }
        && model.GetSymbolInfo(left).Symbol is ILocalSymbol local && SymbolEqualityComparer.Default.Equals(local.Type, model.GetTypeInfo(right).Type)
            ? left
            : null;

    private static bool CanMove(RetryLoop retry, BlockSyntax block, ExpressionSyntax? target, SemanticModel model)
    {
        if (model.AnalyzeDataFlow(block) is not { Succeeded: true } data || block.DescendantNodes().Any(node => node is YieldStatementSyntax or GotoStatementSyntax or UnsafeStatementSyntax))
            return false;

        var assigned = target is null ? null : model.GetSymbolInfo(target).Symbol;
        var inside = data.VariablesDeclared;
        var outer = data.ReadInside.Concat(data.WrittenInside).Where(symbol => !inside.Contains(symbol, SymbolEqualityComparer.Default)).Distinct(SymbolEqualityComparer.Default).OfType<ISymbol>().ToList();
        var written = data.WrittenInside.Where(symbol => !inside.Contains(symbol, SymbolEqualityComparer.Default)).ToList();
        return written.All(symbol => SymbolEqualityComparer.Default.Equals(symbol, assigned))
            && (assigned is null || !data.ReadInside.Contains(assigned, SymbolEqualityComparer.Default))
            && outer.All(symbol => CanCapture(symbol, retry));
    }

    private static bool CanCapture(ISymbol symbol, RetryLoop retry) => symbol switch
    {
        IParameterSymbol { IsThis: true } self => !self.Type.IsValueType,
        IParameterSymbol parameter => parameter.RefKind == RefKind.None && !parameter.Type.IsRefLikeType,
        ILocalSymbol local => local.RefKind == RefKind.None && !local.Type.IsRefLikeType
            && (local.IsConst || !local.DeclaringSyntaxReferences.Any(reference => retry.Loop.Syntax.Span.Contains(reference.Span)))
            && !retry.Loop.InThisFunction().Any(part => !retry.Attempt.Body.Syntax.Span.Contains(part.Syntax.Span) && SymbolEqualityComparer.Default.Equals(part.Write().Variable, local)),
        _ => true,
    };
}
