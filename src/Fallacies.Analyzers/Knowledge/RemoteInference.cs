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

    private readonly ConcurrentDictionary<IMethodSymbol, Answers> _answers = new(SymbolEqualityComparer.Default);
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
        if (depth == 0)
            return Source.Holds(compilation, call.TargetMethod) || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke ? Answer.TooFar : Answer.None;
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke)
            return Lambda(call) is { } lambda ? Search(lambda.Symbol, lambda, depth, query) : Answer.None;

        // "base.Load()" runs another body than "Load()", about which the answers are.
        var method = CallTargets.Original(call.TargetMethod);
        return call.Instance is IInstanceReferenceOperation { Syntax: BaseExpressionSyntax } ? Enter(method, model, depth, query, fixedTarget: true) : Walk(method, model, depth, query);
    }

    private Answer Walk(IMethodSymbol method, SemanticModel near, int depth, Query query)
    {
        if (!Source.Holds(compilation, method))
            return Answer.None;
        if (_answers.TryGetValue(method, out var kept) && kept.Within(depth) is { } known)
            return known;
        if (query.Answers.TryGetValue(method, out var found) && found.Within(depth) is { } earlier)
            return earlier;

        var answer = Enter(method, near, depth, query, fixedTarget: false);
        if (ReferenceEquals(answer, Answer.Circle))
            return answer;

        // Where a circle was cut the answer holds only for the method that the question was about.
        if (!answer.IsCircular || depth == Depth)
            _answers.GetOrAdd(method, _ => new Answers()).Keep(answer, depth);
        else if (found is not null)
            found.Keep(answer, depth);
        else
            (query.Answers[method] = new Answers()).Keep(answer, depth);
        return answer;
    }

    private Answer Enter(IMethodSymbol method, SemanticModel near, int depth, Query query, bool fixedTarget)
    {
        query.Cancellation.ThrowIfCancellationRequested();
        if (CallTargets.Of(method, near, fixedTarget, query.Cancellation) is not { } code || CallTargets.Declaration(code, query.Cancellation) is not { } declaration)
            return Answer.None;
        if (!query.Path.Add(code))
            return Answer.Circle;

        // To bind a body costs most; that of a local function is part of one that is bound already.
        var outline = declaration is LocalFunctionStatementSyntax ? RemoteOutline.Answer.Yes : _outline.Of(code, near, depth, query.Cancellation);
        var answer = outline == RemoteOutline.Answer.TooFar ? Answer.TooFar
            : outline == RemoteOutline.Answer.Yes && Source.Operation(declaration, near) is { } body ? Search(method, body, depth, query)
            : Answer.None;
        query.Path.Remove(code);
        return answer;
    }

    private Answer Search(IMethodSymbol method, IOperation body, int depth, Query query)
    {
        var all = Answer.None;
        foreach (var call in WaitedCalls.In(body))
        {
            var answer = calls.Known(call) is { } step ? new Answer(step)
                : DeclaredCalls.IsNotRemote(call.TargetMethod) ? Answer.None
                : Follow(call, depth - 1, query);
            all = all.With(answer, answer.Way?.From(method, call.Syntax.GetLocation()));
        }

        return all.Way is not null && WaitedCalls.MayRemember(body) ? Answer.None : all;
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

    /// <summary>One question: the methods it is in, and what it found out that holds for this question alone.</summary>
    private sealed class Query(CancellationToken cancellation)
    {
        public CancellationToken Cancellation => cancellation;

        public HashSet<IMethodSymbol> Path { get; } = new(SymbolEqualityComparer.Default);

        public Dictionary<IMethodSymbol, Answers> Answers { get; } = new(SymbolEqualityComparer.Default);
    }

    /// <summary>What is known of a method, for each length of the rest of the way: what is said must not depend on who asked first.</summary>
    private sealed class Answers
    {
        private readonly Answer?[] _byDepth = new Answer?[Depth + 1];

        public Answer? Within(int depth)
        {
            for (var other = 1; other <= Depth; other++)
            {
                // What is whole holds for every depth that reaches it, and "no way" for every shorter one.
                if (_byDepth[other] is { } answer && (other == depth || (answer.IsWhole && answer.Height <= depth) || (answer is { Way: null, IsCircular: false } && other > depth)))
                    return answer;
            }

            return null;
        }

        public void Keep(Answer answer, int depth) => _byDepth[depth] = answer;
    }

    /// <summary>What is known of a method.</summary>
    private sealed record Answer(RemoteWay? Way)
    {
        public static readonly Answer None = new(Way: null);
        public static readonly Answer TooFar = new(Way: null) { IsCut = true };
        public static readonly Answer Circle = new(Way: null) { IsCircular = true };

        /// <summary>Whether the search stopped at its depth.</summary>
        public bool IsCut { get; init; }

        /// <summary>Whether the search came back to a method that it was in.</summary>
        public bool IsCircular { get; init; }

        /// <summary>How many methods deep all ways are found.</summary>
        public int Height { get; init; }

        public bool IsWhole => !IsCut && !IsCircular;

        /// <summary>Both together: <paramref name="way"/> is that of the other, seen from the method that calls it.</summary>
        public Answer With(Answer other, RemoteWay? way) => new(way is null ? Way : Join(Way, way))
        {
            IsCut = IsCut || other.IsCut,
            IsCircular = IsCircular || other.IsCircular,
            Height = way is null ? Height : Math.Max(Height, other.Height + 1),
        };
    }
}
