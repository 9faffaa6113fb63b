using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Which variables an operation reads and writes.</summary>
internal static class Writes
{
    /// <summary>The operation below conversions and parentheses.</summary>
    public static IOperation Unwrapped(this IOperation operation) => operation switch
    {
        IConversionOperation conversion => conversion.Operand.Unwrapped(),
        IParenthesizedOperation parenthesized => parenthesized.Operand.Unwrapped(),
        _ => operation,
    };

    /// <summary>The operation and all below it that run in the same function: lambdas and local functions are left out.</summary>
    public static IEnumerable<IOperation> InThisFunction(this IOperation operation)
    {
        var open = new Stack<IOperation>();
        open.Push(operation);
        while (open.Count > 0)
        {
            var next = open.Pop();
            yield return next;
            foreach (var child in next.ChildOperations.Reverse())
            {
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
                    open.Push(child);
            }
        }
    }

    /// <summary>The local variable, parameter or field that an operation reads or writes.</summary>
    public static ISymbol? Variable(this IOperation operation) => operation.Unwrapped() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };

    /// <summary>The variable that an operation writes, and the value it gets where one is written down.</summary>
    public static (ISymbol? Variable, IOperation? Value) Write(this IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation assignment => (assignment.Target.Variable(), assignment.Value),
        IAssignmentOperation assignment => (assignment.Target.Variable(), null),
        IIncrementOrDecrementOperation step => (step.Target.Variable(), null),
        IVariableDeclaratorOperation declarator => (declarator.Symbol, declarator.GetVariableInitializer()?.Value),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => (argument.Value is IDeclarationExpressionOperation declared ? declared.Expression.Variable() : argument.Value.Variable(), null),
        _ => (null, null),
    };

    public static bool Refers(this IOperation operation, ISymbol variable) =>
        operation.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation && SymbolEqualityComparer.Default.Equals(o.Variable(), variable));
}
