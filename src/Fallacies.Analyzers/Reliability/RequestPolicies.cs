using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Finds policies that a handler asks for with each request: what a lambda of <c>AddPolicyHandler</c> makes that gets the request.</summary>
internal static class RequestPolicies
{
    // "AddPolicyHandler(request => Breaker())": the lambda calls a method that builds.
    private const int Hops = 2;

    /// <summary>The step that asks, or <see langword="null"/> where what is built may be kept.</summary>
    public static IInvocationOperation? HandlerOf(IInvocationOperation built, SemanticModel near, CancellationToken cancellation) => HandlerOf(built, Hops, near, cancellation);

    private static IInvocationOperation? HandlerOf(IInvocationOperation built, int hops, SemanticModel near, CancellationToken cancellation)
    {
        IOperation value = built;
        while (value.Parent is IConversionOperation or IParenthesizedOperation || (value.Parent is IConditionalOperation choice && choice.Condition != value))
            value = value.Parent;
        if (value.Parent is not IReturnOperation { Parent: IBlockOperation } returned)
            return null;

        var function = returned.Parent!.Parent;
        while (function is IBlockOperation or IConditionalOperation)
            function = function.Parent;
        if (function is IAnonymousFunctionOperation lambda)
            return Callbacks.Receiver(lambda) is { TargetMethod.Name: "AddPolicyHandler" } handler && lambda.Symbol.Parameters.Any(parameter => parameter.Type.Name == "HttpRequestMessage") ? handler : null;

        return hops > 0 && function is IMethodBodyOperation or ILocalFunctionOperation && near.GetEnclosingSymbol(built.Syntax.SpanStart, cancellation) is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method
            && Callers.Of(method, near, cancellation) is { Count: > 0 } calls
                ? calls.Select(call => HandlerOf(call, hops - 1, call.SemanticModel!, cancellation)).FirstOrDefault(found => found is not null)
                : null;
    }
}
