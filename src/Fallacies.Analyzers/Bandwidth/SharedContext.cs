using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Tells calls of one context of EF Core that all items share: it throws at the second one that comes while the first runs, so they are never many.</summary>
internal static class SharedContext
{
    /// <summary>Whether a call in the code for one item, or the method of the same object that it calls, asks a context from outside that code.</summary>
    public static bool IsAsked(IInvocationOperation call, RemoteWay way, IOperation body, CancellationToken cancellation) =>
        way.Sink.Kind == RemoteKind.Database
        && (way.IsInferred ? Operations.CalledOn(call) is IInstanceReferenceOperation && Last(call, way, cancellation) is { } last && IsKept(Root(last)) : IsKept(Root(call)) || IsFromOutside(Root(call), body));

    private static IInvocationOperation? Last(IInvocationOperation near, RemoteWay way, CancellationToken cancellation) =>
        near.SemanticModel is { } model && way.Places.Length == 1 && way.Places[0] is { SourceTree: { } file } place
            ? Source.Operation(file.GetRoot(cancellation).FindNode(place.SourceSpan, getInnermostNodeForTie: true), model) as IInvocationOperation
            : null;

    // "_db.Orders.Where(…).ToListAsync()" asks "_db".
    private static IOperation? Root(IInvocationOperation call)
    {
        IOperation? step = call;
        while (step is not null && !LocalContexts.IsContext(step.Type))
            step = step switch { IInvocationOperation query => Operations.ReceiverOf(query), IPropertyReferenceOperation set => set.Instance, _ => null };
        return step;
    }

    private static bool IsKept(IOperation? context) => context switch
    {
        IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member is IFieldReferenceOperation or IPropertyReferenceOperation,
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
        _ => false,
    };

    private static bool IsFromOutside(IOperation? context, IOperation body) => context switch
    {
        ILocalReferenceOperation { Local: var local } => !IsDeclaredIn(local, body),
        IParameterReferenceOperation { Parameter: var parameter } => !IsDeclaredIn(parameter, body),
        _ => false,
    };

    private static bool IsDeclaredIn(ISymbol symbol, IOperation body) =>
        symbol.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span));
}
