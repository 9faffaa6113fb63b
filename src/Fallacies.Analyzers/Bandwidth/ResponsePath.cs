using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Bandwidth;

/// <summary>Walks the statements after a response was received, up to where its body is read or where it is left behind unread.</summary>
internal sealed class ResponsePath(ILocalSymbol response, IReadOnlyCollection<IOperation> reads)
{
    private readonly HashSet<SyntaxNode> _reads = [.. reads.Select(read => read.Syntax)];

    private enum Way
    {
        /// <summary>Some path runs to the end of the statement with the body unread.</summary>
        Goes,

        /// <summary>The body has been read or released on every path that goes on, or it cannot be told.</summary>
        Read,

        /// <summary>Some path leaves the code behind with the body unread.</summary>
        Left,
    }

    /// <summary>What leaves the response behind, or <see langword="null"/> where the code just runs to its end.</summary>
    public IOperation? Exit { get; private set; }

    /// <summary>Whether some path from the statement that stores the response leaves it behind with the body unread.</summary>
    public bool LeavesUnread(IOperation stored)
    {
        for (var (inner, outer) = (stored, stored.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is IBlockOperation block)
            {
                var way = WalkAll(block.Operations.SkipWhile(statement => statement != inner).Skip(1));
                if (way != Way.Goes || block.Locals.Contains(response, SymbolEqualityComparer.Default))
                    return way != Way.Read;
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
            case ILoopOperation when Reads(statement) && statement.InThisFunction().FirstOrDefault(IsYield) is { } yield:
                return Leave(yield);
            case IBranchOperation { BranchKind: BranchKind.GoTo }:
                return Way.Read;
            default:
                return Straight(statement);
        }
    }

    private Way Straight(IOperation statement) =>
        Reads(statement) ? Way.Read
        : statement.InThisFunction().FirstOrDefault(IsExit) is { } exit ? Leave(exit)
        : Way.Goes;

    private Way Choose(IConditionalOperation choice)
    {
        if (Straight(choice.Condition) is var asked and not Way.Goes)
            return asked;

        var before = Exit;
        var (yes, no) = (Walk(choice.WhenTrue), choice.WhenFalse is { } otherwise ? Walk(otherwise) : Way.Goes);
        if (SaysThereIsNone(choice.Condition) && (yes, no) is not (Way.Left, Way.Left))
        {
            Exit = before;
            return yes == Way.Read || no == Way.Read ? Way.Read : Way.Goes;
        }

        return yes == Way.Left || no == Way.Left ? Way.Left : yes == Way.Read && no == Way.Read ? Way.Read : Way.Goes;
    }

    private Way Try(ITryOperation attempt)
    {
        var way = Walk(attempt.Body);
        if (way == Way.Left && Exit is IInvocationOperation or IThrowOperation && attempt.Catches.Any(Reads))
            return Way.Read;
        return way == Way.Goes && attempt.Finally is { } last ? Walk(last) : way;
    }

    private Way Leave(IOperation exit)
    {
        Exit ??= exit;
        return Way.Left;
    }

    private bool Reads(IOperation operation) => operation.InThisFunction().Any(part => _reads.Contains(part.Syntax));

    // Statuses without a body, and questions about the body itself.
    private static bool SaysThereIsNone(IOperation condition) => condition.InThisFunction().Any(part =>
        part is IFieldReferenceOperation { Field.Name: "NoContent" or "NotModified" or "ResetContent" } or IPropertyReferenceOperation { Property.Name: "Content" or "ContentLength" });

    private static bool IsYield(IOperation part) => part is IReturnOperation { Kind: OperationKind.YieldReturn };

    private bool IsExit(IOperation part) => part switch
    {
        IReturnOperation or IThrowOperation => true,
        IBranchOperation { BranchKind: BranchKind.Break or BranchKind.Continue } branch => !IsInOwnLoop(branch),
        IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode" } ensure => ensure.Instance?.Unwrapped() is ILocalReferenceOperation { Local: var local } && SymbolEqualityComparer.Default.Equals(local, response),
        _ => false,
    };

    // A break that leaves a loop or switch inside the response's scope goes on there.
    private bool IsInOwnLoop(IOperation branch)
    {
        for (var around = branch.Parent; around is not null; around = around.Parent)
        {
            if (around is IBlockOperation block && block.Locals.Contains(response, SymbolEqualityComparer.Default))
                return false;
            if (around is ILoopOperation or ISwitchOperation)
                return true;
        }

        return true;
    }
}
