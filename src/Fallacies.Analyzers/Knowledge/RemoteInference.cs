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
    private readonly RemoteOutline _outline = new(calls, compilation);

    /// <summary>The way of a call through methods of this compilation, or <see langword="null"/> where it is not sure to have one.</summary>
    public RemoteWay? Of(IInvocationOperation call, CancellationToken cancellation) => Follow(call, Depth, new Query(cancellation)).Way;

    /// <summary>The same for a method that is named without being called.</summary>
    public RemoteWay? Of(IMethodSymbol method, SemanticModel near, CancellationToken cancellation) =>
        Walk(CallTargets.Original(method), near, Depth, new Query(cancellation)).Way;

    private Answer Follow(IInvocationOperation call, int depth, Query query)
    {
        if (call.SemanticModel is not { } model)
            return Answer.None;
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return Lambda(call) is { } lambda ? Search(lambda.Symbol, lambda, depth, query) : Answer.None;

        var fixedTarget = call.Instance is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax };
        return Walk(CallTargets.Original(call.TargetMethod), model, depth, query, fixedTarget);
    }

    private Answer Walk(IMethodSymbol method, SemanticModel near, int depth, Query query, bool fixedTarget = false)
    {
        if (!Source.Holds(compilation, method))
            return Answer.None;
        if (_answers.TryGetValue(method, out var known) && (known.Way is not null || !known.IsCut || known.Depth >= depth))
            return known;
        if (!query.Enters(method, depth))
            return new Answer(null, IsCut: true);

        var answer = Answer.None;
        if (CallTargets.Of(method, near, fixedTarget, query.Cancellation) is { } code && CallTargets.Declaration(code, query.Cancellation) is { } declaration)
        {
            // To bind a body costs most; that of a local function is part of one that is bound already.
            var outline = declaration is LocalFunctionStatementSyntax ? RemoteOutline.Answer.Yes : _outline.Of(code, near, depth, query.Cancellation);
            answer = outline == RemoteOutline.Answer.Yes && Source.Operation(declaration, near) is { } body ? Search(method, body, depth, query)
                : new Answer(null, IsCut: outline == RemoteOutline.Answer.TooFar);
        }

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
