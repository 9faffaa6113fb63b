using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells whether the code around a lambda or local function waits until it has run.</summary>
internal static class Callbacks
{
    // What is kept for later, or shared by many callers, does not end with the one who handed it over.
    private static readonly string[] ForLater =
        ["GetOr", "AddOr", "Cache", "Queue", "Schedule", "Register", "Subscribe", "Fire", "Background", "ContinueWith", "OnCompleted", "StartNew"];

    /// <summary>Whether whoever runs the function surely waits for it. In doubt nobody does.</summary>
    public static bool AreAwaited(IOperation function) => function switch
    {
        ILocalFunctionOperation local => IsOnlyCalled(local),
        IAnonymousFunctionOperation => Receiver(function) is { } call && !IsExpressionTree(function) && RunsWithin(call),
        _ => false,
    };

    /// <summary>Whether a lambda is data: an expression tree is translated, not run.</summary>
    public static bool IsExpressionTree(IOperation lambda) =>
        lambda.Parent is IConversionOperation { Type: INamedTypeSymbol { Name: "Expression", ContainingNamespace.Name: "Expressions" } };

    /// <summary>Whether code stands in an expression tree, so that it describes a call and makes none: a job for later, a setup of a mock, a query.</summary>
    public static bool IsOnlyDescribed(IOperation code)
    {
        for (var around = code.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation && IsExpressionTree(around))
                return true;
        }

        return false;
    }

    /// <summary>The call that a lambda is an argument of.</summary>
    public static IInvocationOperation? Receiver(IOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            parent = parent.Parent;
        return parent is IArgumentOperation { Parent: IInvocationOperation call } ? call : null;
    }

    /// <summary>Whether the task of a call is awaited, returned or gathered where it is made.</summary>
    public static bool IsAwaited(IOperation call)
    {
        var value = call;
        while (true)
        {
            switch (value.Parent)
            {
                case IConversionOperation or IParenthesizedOperation or IConditionalAccessOperation or IArrayInitializerOperation or IArrayCreationOperation or ICoalesceOperation or IConditionalOperation:
                    value = value.Parent;
                    break;
                // ConfigureAwait, AsTask, GetAwaiter and own extensions of tasks.
                case IInvocationOperation outer when outer.Instance == value:
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } extension } first when extension.Arguments[0] == first && !Operations.IsLinq(extension):
                    value = value.Parent is IArgumentOperation argument ? argument.Parent! : value.Parent;
                    break;
                case IArgumentOperation { Parent: IInvocationOperation gather } when Operations.IsLinq(gather) || gather.TargetMethod is { Name: "WhenAll" or "WhenAny" or "WaitAll", ContainingType.Name: "Task" }:
                    value = gather;
                    break;
                case IPropertyReferenceOperation { Property.Name: "Result" }:
                case IAwaitOperation or IReturnOperation or IForEachLoopOperation or IUsingOperation:
                    return true;
                default:
                    return value is IInvocationOperation { TargetMethod.Name: "GetResult" or "Wait" or "WaitAll" };
            }
        }
    }

    private static bool RunsWithin(IInvocationOperation call) =>
        Operations.IsLinq(call) || (!ForLater.Any(word => call.TargetMethod.Name.Contains(word)) && IsAwaited(call));

    private static bool IsOnlyCalled(ILocalFunctionOperation function) =>
        Operations.Root(function).Descendants().All(operation =>
            operation is not IMethodReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol))
        && Operations.Root(function).Descendants().OfType<IInvocationOperation>()
            .Where(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol))
            .All(IsAwaited);
}
