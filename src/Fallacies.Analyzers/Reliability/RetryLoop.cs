using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A hand-written loop that makes the same remote call again after a failure and ends once the call has succeeded.</summary>
internal sealed class RetryLoop
{
    // Several rules ask about the same loop. The table holds its keys weakly.
    private static readonly ConditionalWeakTable<ITryOperation, StrongBox<RetryLoop?>> Cache = new();

    private RetryLoop(ILoopOperation loop, ITryOperation attempt, IInvocationOperation call, ImmutableArray<ICatchClauseOperation> catches, KnownTypes types)
    {
        Loop = loop;
        Attempt = attempt;
        Call = call;
        Catches = catches;
        Types = types;
        Waits = RetryWaits.Of(this);
    }

    public ILoopOperation Loop { get; }

    /// <summary>The statement that guards one try.</summary>
    public ITryOperation Attempt { get; }

    /// <summary>The remote call that is tried.</summary>
    public IInvocationOperation Call { get; }

    /// <summary>The catch clauses that go round again, on some path at least.</summary>
    public ImmutableArray<ICatchClauseOperation> Catches { get; }

    /// <summary>What happens between two tries.</summary>
    public RetryWaits Waits { get; }

    public KnownTypes Types { get; }

    /// <summary>What is called, as its author wrote it, without arguments.</summary>
    public string CallName => Call.Syntax is InvocationExpressionSyntax call ? string.Concat(call.Expression.ToString().Where(c => !char.IsWhiteSpace(c))) : Call.TargetMethod.Name;

    public Location Keyword => ((StatementSyntax)Loop.Syntax).GetFirstToken().GetLocation();

    /// <summary>The condition under which the loop goes on; <see langword="null"/> where it has none.</summary>
    public IOperation? Condition => Loop switch { IWhileLoopOperation loop => loop.Condition, IForLoopOperation loop => loop.Condition, _ => null };

    /// <summary>Whether nothing in the head of the loop ends it but success.</summary>
    public bool IsEndless => Loop is IWhileLoopOperation or IForLoopOperation && (Condition is null or { ConstantValue: { HasValue: true, Value: true } } || RetryPath.EndsBySuccessAlone(Loop, Attempt, Condition));

    /// <summary>The retry loop of which this is one try, or <see langword="null"/> where it is none.</summary>
    public static RetryLoop? Of(ITryOperation attempt, KnownTypes types, RemoteCalls calls) =>
        attempt.Catches.IsEmpty || Enclosing(attempt) is not { } loop
            ? null
            : Cache.GetValue(attempt, key => new StrongBox<RetryLoop?>(Recognise(loop, key, types, calls))).Value;

    /// <summary>The retry loops whose tries stand in the body of a loop, found by a look at its statements alone.</summary>
    public static IEnumerable<RetryLoop> In(ILoopOperation loop, KnownTypes types, RemoteCalls calls) =>
        Guarded(loop.Body).Select(attempt => Of(attempt, types, calls)).OfType<RetryLoop>();

    private static IEnumerable<ITryOperation> Guarded(IOperation? statement) => statement switch
    {
        IBlockOperation block => block.Operations.SelectMany(Guarded),
        ITryOperation attempt => Guarded(attempt.Body).Prepend(attempt),
        IConditionalOperation choice => Guarded(choice.WhenTrue).Concat(Guarded(choice.WhenFalse)),
        IUsingOperation scope => Guarded(scope.Body),
        ILockOperation scope => Guarded(scope.Body),
        _ => [],
    };

    private static RetryLoop? Recognise(ILoopOperation loop, ITryOperation attempt, KnownTypes types, RemoteCalls calls)
    {
        if (loop is IForEachLoopOperation each && !IsRange(each.Collection, types))
            return null;
        if (attempt.Syntax is not TryStatementSyntax || loop.Syntax is not StatementSyntax)
            return null;

        var known = FirstIn(attempt.Body, candidate => calls.Find(candidate) is not null);
        if (known is null && FirstIn(attempt.Body, candidate => IsOwn(candidate) || IsHandedOver(candidate)) is null)
            return null;

        var path = new RetryPath(loop, attempt);
        if (!path.LeavesOnSuccess())
            return null;

        var catches = attempt.Catches.Where(path.GoesRound).ToImmutableArray();
        if (catches.All(clause => Failures.IsLostRace(clause) || FullQueue.IsWaitedFor(clause)))
            return null;

        // Who answers failures of the network runs what may have them.
        var call = known ?? FirstIn(attempt.Body, candidate => IsOwn(candidate) && calls.Reach(candidate, CancellationToken.None) is not null)
            ?? (Failures.Of([.. catches.Select(clause => clause.ExceptionType)], types) == FailureKind.Network ? FirstIn(attempt.Body, IsHandedOver) : null);
        if (call is null)
            return null;

        return RetryTarget.Changes(loop, attempt, call) ? null : new RetryLoop(loop, attempt, call, catches, types);
    }

    // "Task RetryAsync(Func<Task> work)"
    private static bool IsHandedOver(IInvocationOperation call) =>
        call.TargetMethod.MethodKind == MethodKind.DelegateInvoke && TaskUse.IsTask(call.TargetMethod.ReturnType) && call.Instance?.Unwrapped() is IParameterReferenceOperation;

    // A method of this program may make the call.
    private static bool IsOwn(IInvocationOperation call) =>
        TaskUse.IsTask(call.TargetMethod.ReturnType) && call.SemanticModel is { } model && Source.Holds(model.Compilation, call.TargetMethod);

    private static ILoopOperation? Enclosing(IOperation attempt)
    {
        var inner = attempt;
        for (var outer = inner.Parent; outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is ILoopOperation loop)
                return inner == loop.Body ? loop : null;

            // A try in one case of a switch is a step of a state machine.
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation or ISwitchCaseOperation or ICatchClauseOperation)
                return null;
        }

        return null;
    }

    private static bool IsRange(IOperation collection, KnownTypes types) =>
        collection.Unwrapped() is IInvocationOperation { TargetMethod: { Name: "Range" } range } && SymbolEqualityComparer.Default.Equals(range.ContainingType, types.Enumerable);

    // A failure inside an inner try is handled there, and what is in a lambda runs under its caller's rules.
    private static IInvocationOperation? FirstIn(IOperation operation, Func<IInvocationOperation, bool> isMeant)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation or ITryOperation { Catches.IsEmpty: false })
                continue;
            if (child is IInvocationOperation call && isMeant(call))
                return call;
            if (FirstIn(child, isMeant) is { } found)
                return found;
        }

        return null;
    }
}
