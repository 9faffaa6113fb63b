using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Takes the filter of a catch clause apart: what failed, and how often.</summary>
internal static class RetryFilter
{
    /// <summary>The parts of a condition that must all hold.</summary>
    public static IEnumerable<IOperation> Conjuncts(IOperation condition) => condition.Unwrapped() is IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both
        ? Conjuncts(both.LeftOperand).Concat(Conjuncts(both.RightOperand))
        : [condition];

    /// <summary>Whether a part of a filter asks what failed, and not how often: it holds for the failures that are followed.</summary>
    public static bool IsAboutFailure(IOperation part, ICatchClauseOperation failure)
    {
        var locals = part.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Where(local => !local.Local.DeclaringSyntaxReferences.Any(reference => part.Syntax.Span.Contains(reference.Span))).ToList();
        return locals.Count > 0 && locals.All(local => failure.Locals.Contains(local.Local, SymbolEqualityComparer.Default));
    }
}
