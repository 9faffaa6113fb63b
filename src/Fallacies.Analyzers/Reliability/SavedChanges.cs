using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>The saves of a database that run whenever a publish beside them does.</summary>
internal sealed class SavedChanges
{
    private readonly IInvocationOperation _publish;
    private readonly Registration _registration;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<IInvocationOperation> _before;
    private readonly IReadOnlyList<IInvocationOperation> _after;

    public SavedChanges(IInvocationOperation publish, Registration registration, CancellationToken cancellation)
    {
        (_publish, _registration, _cancellation) = (publish, registration, cancellation);
        var saves = Function(publish).InThisFunction().OfType<IInvocationOperation>().Where(call => call != publish && IsSave(call)).ToList();
        _before = [.. saves.Where(save => save.Syntax.SpanStart < publish.Syntax.SpanStart && Encloses(Block(save), publish))];
        _after = [.. saves.Where(save => save.Syntax.SpanStart > publish.Syntax.SpanStart && Encloses(Block(publish), save))];
    }

    public IInvocationOperation? Nearest => _before.Count > 0 ? _before[_before.Count - 1] : _after.Count > 0 ? _after[0] : null;

    /// <summary>Whether the nearest save runs before the publish.</summary>
    public bool IsBefore => _before.Count > 0;

    public bool FollowsLater => _after.Count > 0;

    /// <summary>Whether the publish goes through items and the save notes which of them are out: a relay, which sends again what it could not note.</summary>
    public bool IsRelay
    {
        get
        {
            var around = _publish.Parent;
            while (around is not null and not (ILoopOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
                around = around.Parent;
            return !IsBefore && around is ILoopOperation;
        }
    }

    /// <summary>Whether a failed publish, or save, is answered by a change that takes the first step back.</summary>
    public bool IsCompensated
    {
        get
        {
            for (var around = _publish.Parent; around is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); around = around.Parent)
            {
                if (around is ITryOperation attempt && attempt.Catches.Any(handler => handler.Handler.Descendants().OfType<IInvocationOperation>().Any(call => IsSave(call) || IsUndo(call))))
                    return true;
            }

            return false;
        }
    }

    private static bool IsUndo(IInvocationOperation call) => NameWords.Of(call.TargetMethod.Name) is { Count: > 0 } words && words[0] is "Compensate" or "Revert" or "Undo" or "Cancel" or "Enqueue" or "Requeue" or "Store";

    private bool IsSave(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is "Commit" or "CommitAsync")
            return call.TargetMethod.ContainingType is { Name: "IDbContextTransaction" or "DbTransaction" or "IDbTransaction" } || call.Instance?.Type?.BaseType?.Name == "DbTransaction";
        return call.TargetMethod.ReturnType.Name is "Task" or "Int32" or "Void" or "ValueTask"
            && _registration.RemoteCalls.Reach(call, _cancellation) is { Sink.Type: "Microsoft.EntityFrameworkCore.DbContext" } way && way.Last.Name.StartsWith("SaveChanges", StringComparison.Ordinal);
    }

    // A branch that may not be taken is no straight way.
    private static IOperation Block(IOperation call)
    {
        var (inside, around) = (call, call.Parent);
        while (around is { Parent: not null } and not (IBlockOperation or ISwitchCaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            if (around is IConditionalOperation choice && inside != choice.Condition)
                return inside;
            (inside, around) = (around, around.Parent);
        }

        return around is IBlockOperation { Parent: ITryOperation or IUsingOperation or ILockOperation } inner ? Block(inner.Parent!) : around!;
    }

    private static bool Encloses(IOperation block, IOperation call) => block.Syntax.SyntaxTree == call.Syntax.SyntaxTree && block.Syntax.Span.Contains(call.Syntax.Span);

    private static IOperation Function(IOperation operation)
    {
        var around = operation;
        while (around.Parent is { } parent && around is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            around = parent;
        return around;
    }
}
