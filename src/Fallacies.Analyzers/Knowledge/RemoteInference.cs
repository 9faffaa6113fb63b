using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>
/// Finds out which methods of a compilation cross the network because their bodies wait for a call that does. Nothing is
/// worked out before a rule asks, and each answer is kept as long as the compilation.
/// </summary>
internal sealed class RemoteInference(RemoteCalls calls, Compilation compilation)
{
    // Endpoint, service, client, helper; a longer way convinces nobody.
    private const int Depth = 4;

    private readonly ConcurrentDictionary<IMethodSymbol, Answer> _answers = new(SymbolEqualityComparer.Default);

    /// <summary>The way of a call through methods of this compilation, or <see langword="null"/> where it is not sure to have one.</summary>
    public RemoteWay? Of(IInvocationOperation call, CancellationToken cancellation) => Follow(call, Depth, new Query(cancellation)).Way;

    /// <summary>The same for a method that is named without being called.</summary>
    public RemoteWay? Of(IMethodSymbol method, SemanticModel near, CancellationToken cancellation) =>
        Walk(Original(method), near, Depth, new Query(cancellation)).Way;

    private Answer Follow(IInvocationOperation call, int depth, Query query)
    {
        if (call.SemanticModel is not { } model)
            return Answer.None;
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return Lambda(call) is { } lambda ? Search(lambda.Symbol, lambda, depth, query) : Answer.None;

        var fixedTarget = call.Instance is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax };
        return Walk(Original(call.TargetMethod), model, depth, query, fixedTarget);
    }

    private Answer Walk(IMethodSymbol method, SemanticModel near, int depth, Query query, bool fixedTarget = false)
    {
        if (!Source.Holds(compilation, method))
            return Answer.None;
        if (_answers.TryGetValue(method, out var known) && (known.Way is not null || !known.IsCut || known.Depth >= depth))
            return known;
        if (!query.Enters(method, depth))
            return new Answer(null, IsCut: true);

        var body = Body(method, near, fixedTarget, query.Cancellation);
        var answer = body is null ? Answer.None : Search(method, body, depth, query);

        // Where a circle was cut the answer holds only for the method that the question was about.
        if (answer.Way is not null || !answer.IsCut || depth == Depth)
            _answers[method] = answer with { Depth = depth };
        return answer;
    }

    private Answer Search(IMethodSymbol method, IOperation body, int depth, Query query)
    {
        RemoteWay? way = null;
        var cut = false;
        foreach (var call in WaitedCalls.In(body))
        {
            var step = calls.Known(call);
            if (step is null && !DeclaredCalls.IsNotRemote(call.TargetMethod))
            {
                var answer = Follow(call, depth - 1, query);
                step = answer.Way;
                cut |= answer.IsCut;
            }

            if (step is not null)
                way = Join(way, step.From(method, call.Syntax.GetLocation()));
        }

        return way is not null && WaitedCalls.MayRemember(body) ? Answer.None : new Answer(way, cut);
    }

    // The shortest way convinces best; what all of them do together decides whether a repetition is safe.
    private static RemoteWay Join(RemoteWay? known, RemoteWay found)
    {
        if (known is null)
            return found;

        var shorter = found.Methods.Length < known.Methods.Length ? found : known;
        var worst = Rank(found.Idempotency) > Rank(known.Idempotency) ? found.Idempotency : known.Idempotency;
        return shorter with { Call = shorter.Call with { Idempotency = worst } };
    }

    private static int Rank(Idempotency idempotency) => idempotency switch
    {
        Idempotency.Safe => 0,
        Idempotency.Idempotent => 1,
        Idempotency.Unknown => 2,
        _ => 3,
    };

    private static IMethodSymbol Original(IMethodSymbol method)
    {
        var original = (method.ReducedFrom ?? method).OriginalDefinition;
        return original.PartialImplementationPart ?? original;
    }

    private IOperation? Body(IMethodSymbol method, SemanticModel near, bool fixedTarget, CancellationToken cancellation)
    {
        var code = method.ContainingType is { TypeKind: TypeKind.Interface } && method.IsAbstract ? Implementation(method, near, cancellation)
            : fixedTarget || CannotBeReplaced(method) ? method
            : null;
        return code?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is (BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null } or LocalFunctionStatementSyntax) and { } syntax
            && !syntax.ContainsDiagnostics && Calls(syntax)
            ? Source.Operation(syntax, near)
            : null;
    }

    // To bind a body costs most.
    private static bool Calls(SyntaxNode body) => body.DescendantNodes().Any(node => node is InvocationExpressionSyntax);

    private bool CannotBeReplaced(IMethodSymbol method)
    {
        if (method.IsAbstract || method.IsExtern)
            return false;
        if ((!method.IsVirtual && !method.IsOverride) || method.IsSealed || method.ContainingType.IsSealed)
            return true;
        return !TypeIndex.Of(compilation).HasDerived(method.ContainingType);
    }

    private IMethodSymbol? Implementation(IMethodSymbol member, SemanticModel near, CancellationToken cancellation)
    {
        var types = TypeIndex.Of(compilation).Implementations(member.ContainingType, near, most: 2, cancellation);
        if (types.Count != 1)
            return null;

        var contracts = types[0].AllInterfaces.Where(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.ContainingType.OriginalDefinition));
        return contracts.SelectMany(contract => contract.GetMembers(member.Name))
            .Where(candidate => SymbolEqualityComparer.Default.Equals(candidate.OriginalDefinition, member.OriginalDefinition))
            .Select(candidate => types[0].FindImplementationForInterfaceMember(candidate)?.OriginalDefinition)
            .OfType<IMethodSymbol>()
            .FirstOrDefault(found => !found.IsAbstract && Source.Holds(compilation, found));
    }

    // "Func<Task> load = async () => …; await load();"
    private static IAnonymousFunctionOperation? Lambda(IInvocationOperation call) =>
        call.Instance is { } instance && Operations.Unwrap(instance) is ILocalReferenceOperation local && Locals.OnlyValue(local) is { } value
            ? Operations.Unwrap(value) as IAnonymousFunctionOperation
            : null;

    /// <summary>One question: which methods it went into, and how much of the way was left there.</summary>
    private sealed class Query(CancellationToken cancellation)
    {
        private readonly Dictionary<IMethodSymbol, int> _entered = new(SymbolEqualityComparer.Default);

        public CancellationToken Cancellation => cancellation;

        /// <summary>Whether a method is worth a look: some of the way is left, and more than at an earlier visit.</summary>
        public bool Enters(IMethodSymbol method, int depth)
        {
            cancellation.ThrowIfCancellationRequested();
            if (depth == 0 || (_entered.TryGetValue(method, out var before) && before >= depth))
                return false;
            _entered[method] = depth;
            return true;
        }
    }

    /// <summary>What is known of a method; cut where the search stopped at its depth or at a circle.</summary>
    private sealed record Answer(RemoteWay? Way, bool IsCut)
    {
        public static readonly Answer None = new(null, IsCut: false);

        public int Depth { get; init; }
    }
}
