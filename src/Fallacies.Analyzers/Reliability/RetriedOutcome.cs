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

    /// <summary>Whether a filter looks at the request, or hands the outcome to code that cannot be read.</summary>
    public static bool AsksForMethod(IOperation filter) => Parts(filter).Any(part => Name(part) is { } name && RequestNames.Contains(name));

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
