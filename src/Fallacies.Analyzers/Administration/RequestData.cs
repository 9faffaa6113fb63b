using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Administration;

/// <summary>How often a value changes, in the order from never to with each call.</summary>
internal enum Data
{
    /// <summary>Nothing in it is known to belong to a request: constants, settings, the service's own token.</summary>
    Fixed,

    /// <summary>It belongs to the request or trace that is being served.</summary>
    Ambient,

    /// <summary>The caller brings it.</summary>
    Argument,
}

/// <summary>Tells whether a value belongs to one request.</summary>
internal static class RequestData
{
    // A value that comes over more variables than this is not followed; it also ends variables that name each other.
    private const int MaximumDepth = 4;

    // Who is asked for these answers for the request that is being served.
    private static readonly HashSet<string> Ambient = ["HttpContext", "IHttpContextAccessor", "HttpRequest", "ClaimsPrincipal", "ServerCallContext", "Activity", "FunctionContext", "HubCallerContext"];

    public static Data Of(IEnumerable<IOperation> values, int depth = 0) => values
        .SelectMany(value => value.DescendantsAndSelf())
        .Select(part => Of(part, depth))
        .DefaultIfEmpty(Data.Fixed)
        .Max();

    private static Data Of(IOperation part, int depth) => part switch
    {
        IParameterReferenceOperation { Parameter: var parameter } when IsOfCall(parameter) => Ambient.Contains(parameter.Type.Name) ? Data.Ambient : Data.Argument,
        IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation when part.Type is { } type && Ambient.Contains(type.Name) => Data.Ambient,
        IInvocationOperation { TargetMethod: { Name: "NewGuid", ContainingType.Name: "Guid" } } => Data.Ambient,
        ILocalReferenceOperation local when depth < MaximumDepth => Of(Values(local), depth + 1),
        _ => Data.Fixed,
    };

    // A token to cancel with, and the parameters of a primary constructor, say nothing about the request.
    private static bool IsOfCall(IParameterSymbol parameter) =>
        parameter.Type.Name is not ("CancellationToken" or "HttpClient")
        && parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction or MethodKind.AnonymousFunction or MethodKind.ExplicitInterfaceImplementation };

    private static IEnumerable<IOperation> Values(ILocalReferenceOperation local)
    {
        var root = Operations.Root(local);
        foreach (var operation in root.Descendants())
        {
            var (variable, value) = operation.Write();
            if (value is not null && SymbolEqualityComparer.Default.Equals(variable, local.Local))
                yield return value;
            if (operation is IForEachLoopOperation each && each.Locals.Contains(local.Local, SymbolEqualityComparer.Default))
                yield return each.Collection;
        }
    }
}
