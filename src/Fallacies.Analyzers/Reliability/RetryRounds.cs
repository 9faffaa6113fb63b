using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>How a retry loop ends when each try fails.</summary>
internal enum RetryEnding
{
    /// <summary>It does not, within the rounds that were followed.</summary>
    None,

    /// <summary>The last failure goes to the caller.</summary>
    Rethrow,

    /// <summary>The loop is left, and the code behind it runs.</summary>
    FallsOut,

    /// <summary>Another exception, or a return.</summary>
    Other,
}

/// <summary>
/// Follows a retry loop round by round while each try fails and the same clause catches the failure. Counters can live in the
/// head of the loop, in filters and in catch blocks, and count up or down: following them says how many tries there are.
/// </summary>
internal sealed class RetryRounds
{
    // More tries than anybody means; beyond it a loop counts as endless.
    private const int MaxRounds = 200;

    // Enough to see in which steps a counter goes.
    private const int RoundsWithoutBound = 4;

    private readonly RetryLoop _retry;
    private readonly ICatchClauseOperation _failure;
    private readonly RetryValues _values;
    private readonly List<IReadOnlyDictionary<ISymbol, object?>> _waits = new();
    private bool _stuck;

    private RetryRounds(RetryLoop retry, ICatchClauseOperation failure)
    {
        (_retry, _failure) = (retry, failure);
        _values = new RetryValues(retry);
    }

    private enum Way
    {
        Next,
        Continue,
        Break,
        Rethrow,
        Other,
    }

    /// <summary>The number of tries made.</summary>
    public int Tries { get; private set; }

    public RetryEnding Ending { get; private set; }

    /// <summary>Whether everything that decides about another round was a constant or a counter.</summary>
    public bool IsCertain { get; private set; } = true;

    /// <summary>Whether the failing path does anything but count, wait, and keep the exception.</summary>
    public bool HasOtherEffects { get; private set; }

    /// <summary>The local that keeps the last exception.</summary>
    public ISymbol? LastFailure { get; private set; }

    /// <summary>What the counters held at each wait.</summary>
    public IReadOnlyList<IReadOnlyDictionary<ISymbol, object?>> Waits => _waits;

    /// <summary>The number of tries, where it is certain.</summary>
    public int? Bound => IsCertain && !_stuck && Ending != RetryEnding.None ? Tries : null;

    public static RetryRounds Of(RetryLoop retry, ICatchClauseOperation failure)
    {
        var rounds = new RetryRounds(retry, failure);
        rounds.Follow();
        if (rounds._stuck)
            rounds.IsCertain = false;
        return rounds;
    }

    private void Follow()
    {
        foreach (var start in _retry.Loop is IForLoopOperation loop ? loop.Before.AsEnumerable() : [])
            Run(start);

        var way = Way.Next;
        for (var round = 0; !_stuck && round < (IsCertain ? MaxRounds : RoundsWithoutBound); round++)
        {
            if ((round > 0 || _retry.Loop is not IWhileLoopOperation { ConditionIsTop: false }) && !GoesOn(round))
            {
                Ending = RetryEnding.FallsOut;
                return;
            }

            way = Run(_retry.Loop.Body);
            if (way is not (Way.Next or Way.Continue))
                break;
            foreach (var step in _retry.Loop is IForLoopOperation counted ? counted.AtLoopBottom.AsEnumerable() : [])
                Run(step);
        }

        Ending = way switch { Way.Break => RetryEnding.FallsOut, Way.Rethrow => RetryEnding.Rethrow, Way.Other => RetryEnding.Other, _ => RetryEnding.None };
    }

    private bool GoesOn(int round) => _retry.Loop is IForEachLoopOperation each ? _values.Draw(each, round) ?? Assume(true) : _retry.Condition is not { } condition || Decide(condition, true);

    private bool Decide(IOperation condition, bool otherwise) => _values.Of(condition) is { HasValue: true, Value: bool known } ? known : Assume(otherwise);

    private bool Assume(bool value)
    {
        IsCertain = false;
        return value;
    }

    private Way Run(IOperation operation)
    {
        switch (operation)
        {
            case IBlockOperation block:
                return RunAll(block.Operations);
            case ITryOperation attempt when attempt == _retry.Attempt:
                return Try(attempt);
            case IUsingOperation scope:
                HasOtherEffects = true;
                return Run(scope.Body);
            case IConditionalOperation choice:
                return Choose(choice);
            case IBranchOperation branch:
                return branch.BranchKind switch { BranchKind.Continue => Way.Continue, BranchKind.Break => Way.Break, _ => Way.Other };
            case IThrowOperation { Exception: null } or IExpressionStatementOperation { Operation: IThrowOperation { Exception: null } }:
                return Way.Rethrow;
            case IThrowOperation or IReturnOperation or IExpressionStatementOperation { Operation: IThrowOperation }:
                return Way.Other;
            case IEmptyOperation:
                return Way.Next;
            default:
                Do(operation);
                return Way.Next;
        }
    }

    private Way RunAll(IEnumerable<IOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (Run(operation) is var way and not Way.Next)
                return way;
        }

        return Way.Next;
    }

    private Way Try(ITryOperation attempt)
    {
        Tries++;
        if (attempt.Finally is not null)
            HasOtherEffects = true;
        return _failure.Filter is { } filter && !RetryFilter.Conjuncts(filter).Where(part => !RetryFilter.IsAboutFailure(part, _failure)).All(part => Decide(part, true)) ? Way.Rethrow : Run(_failure.Handler);
    }

    private Way Choose(IConditionalOperation choice)
    {
        if (_values.Of(choice.Condition) is { HasValue: true, Value: bool known })
            return known ? Run(choice.WhenTrue) : choice.WhenFalse is { } no ? Run(no) : Way.Next;

        // Which branch is taken is unknown: neither may matter for the number of tries, or nothing is certain.
        HasOtherEffects = true;
        if (choice.InThisFunction().Any(o => o is IBranchOperation or IThrowOperation or IReturnOperation || (o.Write().Variable is { } variable && _values.Knows(variable))))
            IsCertain = false;
        return Way.Next;
    }

    private void Do(IOperation operation)
    {
        var action = operation is IExpressionStatementOperation statement ? statement.Operation : operation;
        action = action is IAwaitOperation await ? await.Operation : action;
        if (_retry.Waits.Calls.Any(wait => action.Syntax.Span.Contains(wait.Syntax.Span)))
            _waits.Add(_values.Snapshot());
        else if (IsLastFailure(action))
            LastFailure = action.Write().Variable;
        else if (!_values.Apply(action))
            HasOtherEffects = true;

        if (operation is not IVariableDeclarationGroupOperation && operation.InThisFunction().Any(o => o is IReturnOperation or IBranchOperation { BranchKind: not BranchKind.Continue } && o != operation))
            _stuck = true;
    }

    private bool IsLastFailure(IOperation action) => action is ISimpleAssignmentOperation { Target: ILocalReferenceOperation } assignment
        && assignment.Value.Unwrapped() is ILocalReferenceOperation { Local: var caught } && _failure.Locals.Contains(caught, SymbolEqualityComparer.Default);
}
