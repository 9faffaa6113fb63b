using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A pipeline or policy that counts calls, and that is built anew for each.</summary>
/// <param name="Built">What builds it.</param>
/// <param name="Execution">A call that runs under it, or the step of a registered client that asks for it with each request.</param>
/// <param name="Owner">The class whose objects hold one each and live for one request.</param>
internal sealed record RebuiltStrategy(IInvocationOperation Built, IInvocationOperation Execution, INamedTypeSymbol? Owner = null)
{
    // Builders and wraps kept in locals of their own.
    private const int Hops = 4;

    public static RebuiltStrategy? Of(IInvocationOperation counting, KnownTypes types, CancellationToken cancellation)
    {
        if (counting.SemanticModel is not { } model || IsShared(counting) || Finished(counting, types, Hops) is not { } built || DevelopmentOnly.Contains(built))
            return null;

        if (RequestPolicies.HandlerOf(built, model, cancellation) is { } handler)
            return new RebuiltStrategy(built, handler);

        var executions = PolicyUse.Executions(built).Select(execution => model.GetOperation(execution, cancellation)).OfType<IInvocationOperation>().ToList();
        if (executions.Count > 0 && ShortLivedOwner(built, executions, types, model, cancellation) is { } owner)
            return new RebuiltStrategy(built, executions[0], owner);

        return executions.Count > 0 && executions.All(execution => RunsOnceAfterBuilding(execution)) && IsDropped(built, executions.Count, model, cancellation)
            && executions.FirstOrDefault(execution => new Repetition(types, model, cancellation).Repeats(execution)) is { } repeated
                ? new RebuiltStrategy(built, repeated)
                : null;
    }

    // A field of a controller or consumer, which a framework makes for each request, and which nothing hands on.
    private static INamedTypeSymbol? ShortLivedOwner(IInvocationOperation built, List<IInvocationOperation> executions, KnownTypes types, SemanticModel model, CancellationToken cancellation)
    {
        var (field, mentions) = Operations.Outermost(built).Parent switch
        {
            IFieldInitializerOperation { InitializedFields: { Length: 1 } fields } => (fields[0], executions.Count),
            IPropertyInitializerOperation { InitializedProperties: { Length: 1 } properties } => ((ISymbol)properties[0], executions.Count),
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member: var member } } assignment when model.GetEnclosingSymbol(assignment.Syntax.SpanStart, cancellation) is IMethodSymbol { MethodKind: MethodKind.Constructor } => (member, executions.Count + 1),
            _ => default,
        };
        return field is { IsStatic: false, DeclaredAccessibility: Accessibility.Private, ContainingType: { } owner }
            && Frameworks.LifetimeOf(owner) is Lifetime.Scoped or Lifetime.Transient && new Provenance(types, model, cancellation).LifetimeOf(owner) is Lifetime.Scoped or Lifetime.Transient
            && Source.Mentions(field, model.Compilation, cancellation).Count() == mentions
            && !executions.Any(execution => execution.Syntax.Ancestors().TakeWhile(node => node is not MemberDeclarationSyntax).Any(IsManyTimes))
            ? owner
            : null;
    }

    private static bool IsManyTimes(SyntaxNode node) => node is ForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    // A limiter that is kept elsewhere counts for all, and a breaker that is opened by hand need not count.
    private static bool IsShared(IInvocationOperation counting) =>
        counting.Descendants().Any(operation => operation is IPropertyReferenceOperation { Property: { Name: "ManualControl", ContainingType.Name: "CircuitBreakerStrategyOptions" } })
        || counting.TargetMethod.Name == "AddRateLimiter"
        && counting.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 1) is { } limiter
        && !(Operations.Unwrap(limiter.Value) is IObjectCreationOperation { Type.Name: var name } && name.EndsWith("RateLimiter", StringComparison.Ordinal));

    /// <summary>The finished pipeline or wrap that a part goes into.</summary>
    private static IInvocationOperation? Finished(IInvocationOperation part, KnownTypes types, int hops)
    {
        for (var current = part; ;)
        {
            var value = Operations.Outermost(current);
            var next = value.Parent as IInvocationOperation ?? (value.Parent as IArgumentOperation)?.Parent as IInvocationOperation
                ?? (value.Parent is IArrayInitializerOperation { Parent: IArrayCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation spread } } } ? spread : null);
            if (next is not null && IsStep(next, types))
            {
                if (next.TargetMethod.Name == "Build")
                    return next;
                current = next;
                continue;
            }

            var local = value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol
                : value.Parent is IExpressionStatementOperation ? Root(current) : null;
            var further = local is null || hops == 0 ? null : Operations.Uses(local, current).Select(use => Users(use, types)).FirstOrDefault(user => user is not null && user.Syntax.SpanStart > current.Syntax.Span.End);
            if (further is null)
                return types.IsPolicy(current.Type) ? current : null;
            if (further.TargetMethod.Name == "Build")
                return further;
            current = further;
            hops--;
        }
    }

    private static IInvocationOperation? Users(IOperation use, KnownTypes types) =>
        (use.Parent as IInvocationOperation ?? (Operations.Outermost(use).Parent as IArgumentOperation)?.Parent as IInvocationOperation
            ?? (Operations.Outermost(use).Parent is IArrayInitializerOperation { Parent: IArrayCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation spread } } } ? spread : null)) is { } user && IsStep(user, types) ? user : null;

    private static bool IsStep(IInvocationOperation call, KnownTypes types) =>
        (call.TargetMethod.Name is "Wrap" or "WrapAsync" && types.IsPolicy(call.Type)) || types.IsBuilder(Operations.ReceiverOf(call)?.Type);

    private static ILocalSymbol? Root(IInvocationOperation step)
    {
        IOperation? root = step;
        while (root is IInvocationOperation call)
            root = Operations.ReceiverOf(call);
        return (root as ILocalReferenceOperation)?.Local;
    }

    // Built before a loop or a lambda that runs it, it counts what happens there.
    private static bool RunsOnceAfterBuilding(IInvocationOperation execution) => Operations.Unwrap(execution.Instance!) switch
    {
        ILocalReferenceOperation local => Function(local) == Declaration(local) && !Operations.Loops(execution, local.Local).Any(),
        IInvocationOperation or IPropertyReferenceOperation => true,
        _ => false,
    };

    private static SyntaxNode? Function(IOperation operation) =>
        operation.Syntax.Ancestors().FirstOrDefault(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);

    private static SyntaxNode? Declaration(ILocalReferenceOperation local) =>
        local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Ancestors().FirstOrDefault(node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);

    private static bool IsDropped(IInvocationOperation built, int executions, SemanticModel model, CancellationToken cancellation)
    {
        var member = model.GetEnclosingSymbol(built.Syntax.SpanStart, cancellation);
        if (((member as IMethodSymbol)?.AssociatedSymbol ?? member) is not IPropertySymbol property)
            return new Fate(model, cancellation).IsDropped(built);

        // "Pipeline => new …Build();" is built at each access.
        return built.Syntax.Parent is ArrowExpressionClauseSyntax or ReturnStatementSyntax
            && property.DeclaredAccessibility == Accessibility.Private
            && Source.Mentions(property, model.Compilation, cancellation).Count() == executions;
    }
}
