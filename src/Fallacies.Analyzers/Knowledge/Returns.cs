using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The values that a function returns.</summary>
internal static class Returns
{
    /// <summary>What the body of a method, property, lambda or local function returns; empty where it returns nothing or yields.</summary>
    public static IReadOnlyList<IOperation> Of(IOperation body)
    {
        if (body is not (IBlockOperation or IMethodBodyBaseOperation or ILocalFunctionOperation))
            return [body];

        var inner = body is ILocalFunctionOperation { Body: { } block } ? block : body;
        var returns = inner.InThisFunction().OfType<IReturnOperation>().ToArray();
        return returns.Any(value => value.Kind != OperationKind.Return) ? [] : returns.Select(value => value.ReturnedValue).OfType<IOperation>().ToArray();
    }
}
