using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Tells calls of one context of EF Core that all items share: it throws at the second one that comes while the first runs, so they are never many.</summary>
internal static class SharedContext
{
    /// <summary>Whether a call in the code for one item, or the method of the same object that it calls, asks a context from outside that code.</summary>
    public static bool IsAsked(IInvocationOperation call, RemoteWay way, CancellationToken cancellation) =>
        way.Sink.Kind == RemoteKind.Database
        && (way.IsInferred ? Operations.CalledOn(call) is IInstanceReferenceOperation && Last(call, way, cancellation) is { } last && IsKept(Root(last)) : Root(call) is { } root && (IsKept(root) || IsFromOutside(root)));

    private static IInvocationOperation? Last(IInvocationOperation near, RemoteWay way, CancellationToken cancellation) =>
        near.SemanticModel is { } model && way.Places.Length == 1 && way.Places[0] is { SourceTree: { } file } place
            ? Source.Operation(file.GetRoot(cancellation).FindNode(place.SourceSpan, getInnermostNodeForTie: true), model) as IInvocationOperation
            : null;

    // "_db.Orders.Where(…).ToListAsync()" asks "_db".
    private static IOperation? Root(IInvocationOperation call)
    {
        IOperation? step = call;
        while (step is not null && !LocalContexts.IsContext(step.Type))
        {
            if (step is IPropertyReferenceOperation { Type.Name: "DbSet" } all)
                return all.Instance;
            step = step switch { IInvocationOperation query => Operations.ReceiverOf(query), IPropertyReferenceOperation set => set.Instance, _ => null };
        }

        return step;
    }

    // A property with code of its own may make another one each time.
    private static bool IsKept(IOperation? context) => context switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } => true,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property: var property } =>
            property.DeclaringSyntaxReferences.All(declaration => declaration.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: var accessors } && accessors.All(accessor => accessor is { Body: null, ExpressionBody: null })),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } } => true,
        _ => false,
    };

    // One that a loop or lambda around the call makes or is given may be of the item.
    private static bool IsFromOutside(IOperation context)
    {
        ISymbol? symbol = context switch { ILocalReferenceOperation { Local: var local } => local, IParameterReferenceOperation { Parameter: var parameter } => parameter, _ => null };
        for (var around = context.Parent; symbol is not null && around is not null; around = around.Parent)
        {
            if (around is ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation && symbol.DeclaringSyntaxReferences.Any(declaration => around.Syntax.Span.Contains(declaration.Span)))
                return false;
        }

        return symbol is not null;
    }
}
