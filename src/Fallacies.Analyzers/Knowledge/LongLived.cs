using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Tells what keeps an object for as long as the process: a static member, a field of a singleton, the container, an endpoint.</summary>
internal sealed class LongLived(KnownTypes types, SemanticModel near, CancellationToken cancellation)
{
    // A factory, the method that calls it, the field; further on nobody knows whose the object is.
    private const int MostHops = 3;

    private readonly HashSet<ISymbol> _seen = new(SymbolEqualityComparer.Default);
    private readonly Provenance _provenance = new(types, near, cancellation);

    /// <summary>
    /// The member or local that keeps what a <c>new</c> or a call makes, or the type it is a singleton of; <see langword="null"/>
    /// where nothing is seen to keep it that long.
    /// </summary>
    public ISymbol? Keeper(IOperation made) => Find(made, MostHops);

    private ISymbol? Find(IOperation made, int hops)
    {
        var value = Operations.Outermost(made);
        return value.Parent switch
        {
            IFieldInitializerOperation field => field.InitializedFields.FirstOrDefault(IsSingleton),
            IPropertyInitializerOperation property => property.InitializedProperties.FirstOrDefault(IsSingleton),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Local(declarator.Symbol, declarator, hops),
            ICoalesceAssignmentOperation assignment when assignment.Value == value => Member(assignment.Target),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == value => Local(local.Local, local, hops),
            ISimpleAssignmentOperation assignment when assignment.Value == value => Member(assignment.Target) is { } member && HappensOnce(assignment, member) ? member : null,
            IArgumentOperation { Parent: IObjectCreationOperation holder } => Find(holder, hops),
            IArgumentOperation { Parent: IInvocationOperation call } => Singleton(registration => registration.Call.Syntax == call.Syntax && registration.Given?.Syntax == made.Syntax),
            IReturnOperation => Returned(value, hops),
            _ => null,
        };
    }

    private bool IsSingleton(ISymbol member) => _provenance.LifetimeOf(member) == Lifetime.Singleton;

    private ISymbol? Member(IOperation target) => target is IFieldReferenceOperation or IPropertyReferenceOperation && Source.Variable(target) is { } member && IsSingleton(member) ? member : null;

    // An assignment that comes back with every call makes one object for each.
    private bool HappensOnce(IOperation assignment, ISymbol member)
    {
        for (var around = assignment.Parent; around is not null; around = around.Parent)
        {
            if (around is IConditionalOperation { Condition: { } condition } && condition.DescendantsAndSelf().Any(o => SymbolEqualityComparer.Default.Equals(Source.Variable(o), member)))
                return true;
            if (around is IConstructorBodyOperation)
                return true;
        }

        return !new Repetition(types, near, cancellation).Repeats(assignment);
    }

    private ISymbol? Local(ILocalSymbol local, IOperation declaration, int hops)
    {
        if (!_seen.Add(local))
            return null;

        foreach (var use in Operations.Uses(local, declaration))
        {
            if (Find(use, hops) is { } keeper)
                return keeper;
            if (IsInEndpoint(use) && !IsInEndpoint(declaration))
                return local;
        }

        return null;
    }

    private static bool IsInEndpoint(IOperation operation)
    {
        for (var around = operation.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda && Operations.Receiver(lambda) is IInvocationOperation { TargetMethod.ContainingType.Name: "EndpointRouteBuilderExtensions" })
                return true;
        }

        return false;
    }

    private ISymbol? Returned(IOperation value, int hops)
    {
        for (var around = value.Parent; around is not null; around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation lambda)
                return Made(lambda, hops);
        }

        if (value.SemanticModel?.GetEnclosingSymbol(value.Syntax.SpanStart, cancellation) is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } method || !_seen.Add(method) || hops == 0)
            return null;
        if (Singleton(registration => registration.Given is IMethodReferenceOperation given && SymbolEqualityComparer.Default.Equals(given.Method, method)) is { } service)
            return service;

        var keepers = Callers.Of(method, near, cancellation)?.Select(call => Find(call, hops - 1)).ToArray();
        return keepers is { Length: > 0 } && keepers.All(keeper => keeper is not null) ? keepers[0] : null;
    }

    // What a lambda makes for a Lazy or for the container.
    private ISymbol? Made(IAnonymousFunctionOperation lambda, int hops) => Operations.Receiver(lambda) switch
    {
        IObjectCreationOperation { Type.Name: "Lazy" } lazy => Find(lazy, hops),
        IInvocationOperation call => Singleton(registration => registration.Call.Syntax == call.Syntax),
        _ => null,
    };

    private INamedTypeSymbol? Singleton(Func<ServiceRegistration, bool> isMeant) =>
        ServiceRegistrations.Of(types, near, cancellation).FirstOrDefault(registration => registration.Lifetime == Lifetime.Singleton && isMeant(registration))?.Service;
}
