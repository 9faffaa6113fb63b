using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>The values that a function returns.</summary>
internal static class Returns
{
    /// <summary>The <c>new Lazy&lt;T&gt;(() => …)</c> that stands for what its function returns here.</summary>
    public static IOperation? Lazy(IOperation returned)
    {
        var function = returned.Parent;
        while (function is IReturnOperation or IBlockOperation)
            function = function.Parent;
        return function is IAnonymousFunctionOperation lambda && Operations.Receiver(lambda) is IObjectCreationOperation { Type.Name: "Lazy" } lazy ? lazy : null;
    }

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
