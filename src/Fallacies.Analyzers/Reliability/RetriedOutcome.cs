using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>Reads the filter of a retry of HTTP requests.</summary>
internal static class RetriedOutcome
{
    private static readonly HashSet<string> UsualNames =
        ["IsTransient", "IsTransientHttpException", "HandleTransientHttpError", "OrTransientHttpError", "OrTransientHttpStatusCode", "InternalServerError", "BadGateway", "GatewayTimeout", "RequestTimeout"];

    private static readonly HashSet<string> UsualTypes = ["HttpRequestException", "Exception", "TimeoutRejectedException", "SocketException", "IOException", "HttpIOException"];

    private static readonly HashSet<string> RequestNames = ["Method", "RequestMessage", "GetRequestMessage", "GetResilienceContext"];

    /// <summary>Whether a filter lets failures through after which nobody knows whether the request was carried out.</summary>
    public static bool IsUsual(IOperation filter) => Parts(filter).Any(part => part switch
    {
        IInvocationOperation { TargetMethod: { TypeArguments: { Length: > 0 } arguments } } when UsualTypes.Contains(arguments[0].Name) => true,
        IIsTypeOperation { TypeOperand.Name: var name } => UsualTypes.Contains(name),
        IDeclarationPatternOperation { MatchedType.Name: { } name } => UsualTypes.Contains(name),
        ITypePatternOperation { MatchedType.Name: var name } => UsualTypes.Contains(name),
        IRecursivePatternOperation { MatchedType.Name: var name } => UsualTypes.Contains(name),
        _ => Name(part) is { } name && UsualNames.Contains(name),
    });

    /// <summary>Whether a filter looks at the request, or hands the outcome to code that cannot be read; one that plainly lets unsafe methods through asks in vain.</summary>
    public static bool AsksForMethod(IOperation filter)
    {
        var parts = Parts(filter).ToArray();
        var comparisons = parts.OfType<IBinaryOperation>().Select(Verb).Where(compared => compared is not null).ToArray();
        return parts.Any(part => Name(part) is { } name && RequestNames.Contains(name)) && (comparisons.Length == 0 || comparisons.Any(compared => compared!.Value));
    }

    // "method == HttpMethod.Get" and "method != HttpMethod.Post" keep unsafe methods out, the other two let them through; null where nothing is compared with a method.
    private static bool? Verb(IBinaryOperation comparison)
    {
        if (comparison.OperatorKind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals))
            return null;

        var verb = new[] { comparison.LeftOperand, comparison.RightOperand }.Select(Operations.Unwrap).OfType<IPropertyReferenceOperation>()
            .FirstOrDefault(operand => operand.Property is { IsStatic: true, ContainingType.Name: "HttpMethod" })?.Property.Name;
        var isEqual = comparison.OperatorKind == BinaryOperatorKind.Equals;
        for (var (child, around) = ((IOperation)comparison, comparison.Parent); around is not (null or IAnonymousFunctionOperation); (child, around) = (around, around.Parent))
        {
            // "if (method != HttpMethod.Get) return false;"
            if (around is IConditionalOperation choice && choice.Condition == child)
                return verb is null ? null : true;
            if (around is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not })
                isEqual = !isEqual;
        }

        return verb is null ? null : verb is "Get" or "Head" or "Options" or "Trace" == isEqual;
    }

    private static string? Name(IOperation part) => part switch
    {
        IInvocationOperation call => call.TargetMethod.Name,
        IMethodReferenceOperation method => method.Method.Name,
        IMemberReferenceOperation member => member.Member.Name,
        _ => null,
    };

    // A filter is often a method of its own, or calls one.
    private static IEnumerable<IOperation> Parts(IOperation filter)
    {
        foreach (var part in filter.DescendantsAndSelf())
        {
            yield return part;
            var method = (part as IMethodReferenceOperation)?.Method ?? (part as IInvocationOperation)?.TargetMethod;
            if (method is not null && part.SemanticModel is { } model && Source.Holds(model.Compilation, method) && Source.Body(method, model) is { } body)
            {
                foreach (var inner in body.Descendants())
                    yield return inner;
            }
        }
    }
}
