using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Homogeneity;

/// <summary>Finds every read of the clock that must change together, where a point in time is kept in a local or a private field.</summary>
internal static class ClockReads
{
    /// <summary>The reads of the clock that set a variable and are compared with it; empty where something else uses it.</summary>
    public static IReadOnlyList<IOperation> Of(IOperation sum, IOperation now, CancellationToken cancellation)
    {
        var value = sum;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IInvocationOperation { TargetMethod.ContainingType.SpecialType: SpecialType.System_DateTime })
            value = value.Parent;
        var variable = value.Parent switch
        {
            ISimpleAssignmentOperation { Target: IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } } => field,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
            _ => (ISymbol?)null,
        };
        return variable is not null && sum.SemanticModel is { } model && Compared(variable, model, cancellation) is { } compared ? [now, .. compared] : [];
    }

    private static List<IOperation>? Compared(ISymbol variable, SemanticModel model, CancellationToken cancellation)
    {
        var found = new List<IOperation>();
        foreach (var mention in Source.Mentions(variable, model.Compilation, cancellation))
        {
            if (mention.SyntaxTree != model.SyntaxTree)
                return null;
            if (Use(model.GetOperation(mention, cancellation)) is not { } use || use.Parent is IAssignmentOperation { } assignment && assignment.Target == use)
                continue;
            if (use.Parent is not IBinaryOperation comparison || LocalClock.In(comparison.LeftOperand == use ? comparison.RightOperand : comparison.LeftOperand) is not { IsHere: true } clock)
                return null;
            found.Add(clock.Now);
        }

        return found;
    }

    private static IOperation? Use(IOperation? reference)
    {
        while (reference?.Parent is IConversionOperation or IParenthesizedOperation)
            reference = reference.Parent;
        return reference;
    }
}
