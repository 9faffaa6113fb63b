using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Knowledge;

/// <summary>Walks the statements after a local got an object that must be released, up to where it is or where it is left behind.</summary>
/// <param name="local">The local that holds the object.</param>
/// <param name="releases">The operations that release it, or hand it to somebody who does.</param>
/// <param name="saysNone">Whether a condition tells that there is nothing to release.</param>
/// <param name="throwsLeave">Whether a <c>throw</c> counts as a way that leaves the object behind.</param>
internal sealed class ReleasePath(ILocalSymbol local, IReadOnlyCollection<IOperation> releases, Func<IOperation, bool> saysNone, bool throwsLeave = true)
{
    private readonly HashSet<SyntaxNode> _releases = [.. releases.Select(release => release.Syntax)];

    // How many catch clauses around would release the object if something were thrown.
    private int _guards;

    private enum Way
    {
        /// <summary>Some path runs to the end of the statement with the object held.</summary>
        Goes,

        /// <summary>It has been released on every path that goes on, or it cannot be told.</summary>
        Released,

        /// <summary>Some path leaves the code behind with the object held.</summary>
        Left,
    }

    /// <summary>What leaves the object behind, or <see langword="null"/> where the code just runs to its end.</summary>
    public IOperation? Exit { get; private set; }

    /// <summary>Whether some path from the statement that stores the object leaves it behind.</summary>
    public bool Misses(IOperation stored)
    {
        if (IsReleasedByFinally(stored))
            return false;

        for (var (inner, outer) = (stored, stored.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is IBlockOperation block)
            {
                _guards = GuardsAround(block);
                var way = WalkAll(block.Operations.SkipWhile(statement => statement != inner).Skip(1));
                if (way != Way.Goes || block.Locals.Contains(local, SymbolEqualityComparer.Default))
                    return way != Way.Released;
            }
            else if (outer is ILoopOperation or ISwitchCaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return false;
            }
        }

        return false;
    }

    private Way WalkAll(IEnumerable<IOperation> statements)
    {
        foreach (var statement in statements)
        {
            if (Walk(statement) is var way and not Way.Goes)
                return way;
        }

        return Way.Goes;
    }

    private Way Walk(IOperation statement)
    {
        switch (statement)
        {
            case IBlockOperation block:
                return WalkAll(block.Operations);
            case IConditionalOperation choice:
                return Choose(choice);
            case IUsingOperation scope:
                return Straight(scope.Resources) is var taken and not Way.Goes ? taken : Walk(scope.Body);
            case ILockOperation scope:
                return Walk(scope.Body);
            case ITryOperation attempt:
                return Try(attempt);
            case ILocalFunctionOperation:
                return Way.Goes;
            case ILoopOperation when Releases(statement) && statement.InThisFunction().FirstOrDefault(IsYield) is { } yield:
                return Leave(yield);
            case IBranchOperation { BranchKind: BranchKind.GoTo }:
            case IThrowOperation when _guards > 0 || !throwsLeave:
                return Way.Released;
            default:
                return Straight(statement);
        }
    }

    private Way Straight(IOperation statement) =>
        Releases(statement) ? Way.Released
        : statement.InThisFunction().FirstOrDefault(IsExit) is { } exit ? Leave(exit)
        : Way.Goes;

    private Way Choose(IConditionalOperation choice)
    {
        if (Straight(choice.Condition) is var asked and not Way.Goes)
            return asked;

        var before = Exit;
        var (yes, no) = (Walk(choice.WhenTrue), choice.WhenFalse is { } otherwise ? Walk(otherwise) : Way.Goes);
        if (saysNone(choice.Condition) && (yes, no) is not (Way.Left, Way.Left))
        {
            Exit = before;
            return yes == Way.Released || no == Way.Released ? Way.Released : Way.Goes;
        }

        return yes == Way.Left || no == Way.Left ? Way.Left : yes == Way.Released && no == Way.Released ? Way.Released : Way.Goes;
    }

    private Way Try(ITryOperation attempt)
    {
        if (attempt.Finally is { } always && Releases(always))
            return Way.Released;

        var guard = attempt.Catches.Any(Releases) ? 1 : 0;
        _guards += guard;
        var way = Walk(attempt.Body);
        _guards -= guard;
        return way == Way.Goes && attempt.Finally is { } last ? Walk(last) : way;
    }

    private bool IsReleasedByFinally(IOperation stored)
    {
        for (var (inner, outer) = (stored, stored.Parent); outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, outer) = (outer, outer.Parent))
        {
            if (outer is ITryOperation { Finally: { } always } && always != inner && Releases(always))
                return true;
        }

        return false;
    }

    private int GuardsAround(IOperation block)
    {
        var guards = 0;
        for (var (inner, outer) = (block, block.Parent); outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); (inner, outer) = (outer, outer.Parent))
        {
            if (outer is ITryOperation attempt && attempt.Body == inner && attempt.Catches.Any(Releases))
                guards++;
        }

        return guards;
    }

    private Way Leave(IOperation exit)
    {
        Exit ??= exit;
        return Way.Left;
    }

    private bool Releases(IOperation operation) => operation.InThisFunction().Any(part => _releases.Contains(part.Syntax));

    private static bool IsYield(IOperation part) => part is IReturnOperation { Kind: OperationKind.YieldReturn };

    private bool IsExit(IOperation part) => part switch
    {
        IReturnOperation => true,
        IThrowOperation => _guards == 0 && throwsLeave,
        IBranchOperation { BranchKind: BranchKind.Break or BranchKind.Continue } branch => !IsInOwnLoop(branch),
        IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode" } ensure when _guards == 0 => ensure.Instance?.Unwrapped() is ILocalReferenceOperation { Local: var ensured } && SymbolEqualityComparer.Default.Equals(ensured, local) && !new KnownSuccess(local).Holds(ensure),
        _ => false,
    };

    // A break that leaves a loop or switch inside the local's scope goes on there.
    private bool IsInOwnLoop(IOperation branch)
    {
        for (var around = branch.Parent; around is not null; around = around.Parent)
        {
            if (around is IBlockOperation block && block.Locals.Contains(local, SymbolEqualityComparer.Default))
                return false;
            if (around is ILoopOperation or ISwitchOperation)
                return true;
        }

        return true;
    }
}
