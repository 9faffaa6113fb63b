using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>How sure it is that a step runs when its registration does.</summary>
internal sealed record BuilderBranch(IOperation? Origin, bool IsConditional)
{
    /// <summary>The same for a step: sure only where nothing between the two decides.</summary>
    public BuilderBranch At(IOperation step) => IsConditional || !Decides(step) ? this : this with { IsConditional = true };

    private bool Decides(IOperation step)
    {
        for (var (child, parent) = (step, step.Parent); parent is not null; (child, parent) = (parent, parent.Parent))
        {
            if (Origin is not null && parent.Syntax.SyntaxTree == Origin.Syntax.SyntaxTree && parent.Syntax.Span.Contains(Origin.Syntax.Span))
                return false;
            if (parent is ILoopOperation or ISwitchOperation or ISwitchExpressionOperation or ICatchClauseOperation
                || parent is IConditionalOperation conditional && child != conditional.Condition)
                return true;
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return Origin is not null;
        }

        return false;
    }
}
