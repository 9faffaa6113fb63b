using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>What a member does with a remote call that has lost its race against the time. In doubt it takes care of it.</summary>
internal sealed class LoserTrail(RacedCall raced)
{
    private static readonly string[] Endings = ["Cancel", "Abort", "Dispose", "Close", "Stop", "Kill", "Disconnect"];

    private static readonly string[] Probes = ["Ping", "Heartbeat", "KeepAlive", "Probe", "Health"];

    /// <summary>Whether nobody cancels the call, waits for it later, or hands it on.</summary>
    public bool IsLost =>
        !IsProbe && !IsInLoopOfItsOwn && !IsLimited && !IsEnded && (raced.Task is not { } task || Operations.Uses(task, raced.Race).All(use => IsHarmless(use)));

    private bool IsProbe => raced.Race.SemanticModel?.GetEnclosingSymbol(raced.Race.Syntax.SpanStart)?.Name is { } member
        && Array.Exists(Probes, word => member.Contains(word) || raced.Call.TargetMethod.Name.Contains(word));

    // "while (!task.IsCompleted) await Task.WhenAny(task, Task.Delay(…))" looks at the clock while it waits.
    private bool IsInLoopOfItsOwn => raced.Task is { } task && Operations.Loops(raced.Race, task).Any();

    // A token that is timed or pulled, and a client that is disposed before the member ends.
    private bool IsLimited =>
        (TokenValues.Passed(raced.Call)?.Value is { } token && token.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(local => IsSourceOrItsToken(local.Local)))
        || (raced.Call.Instance is { } client && Operations.Unwrap(client) is ILocalReferenceOperation { Local: var owner } && IsDisposed(owner));

    private bool IsEnded => Operations.Root(raced.Race).Descendants().OfType<IInvocationOperation>()
        .Any(other => other.Syntax.SpanStart > raced.Race.Syntax.SpanStart && Array.Exists(Endings, word => other.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)));

    private bool IsSourceOrItsToken(ILocalSymbol local) =>
        Operations.Initializer(local, raced.Race) is { } made
        && (TokenValues.IsTimed(made) || TokenValues.Calls(local, raced.Race, "CancelAfter").Any()
            || (made is IPropertyReferenceOperation { Property.Name: "Token", Instance: ILocalReferenceOperation source } && IsSourceOrItsToken(source.Local)));

    private bool IsDisposed(ILocalSymbol client) =>
        Operations.Root(raced.Race).Descendants().Any(operation => operation switch
        {
            IUsingDeclarationOperation declaration => declaration.DeclarationGroup.GetDeclaredVariables().Contains(client, SymbolEqualityComparer.Default),
            IUsingOperation @using => @using.Locals.Contains(client, SymbolEqualityComparer.Default),
            _ => false,
        });

    // The race itself, comparisons, questions, and waits that only the winner comes to.
    private bool IsHarmless(ILocalReferenceOperation use) =>
        raced.Race.Syntax.Span.Contains(use.Syntax.Span)
        || use.Parent is IBinaryOperation or IIsPatternOperation or IConversionOperation { Parent: IBinaryOperation }
        || (use.Parent is IPropertyReferenceOperation { Property.Name: not "Result" })
        || ((use.Parent is IAwaitOperation or IPropertyReferenceOperation || use.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" }) && IsForWinner(use));

    private bool IsForWinner(IOperation use)
    {
        for (var (inner, around) = (use, use.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            if (around is IConditionalOperation condition && inner != condition.Condition && Asks(condition.Condition))
                return true;
            if (around is IBlockOperation block && block.Operations.TakeWhile(statement => statement != inner).OfType<IConditionalOperation>().Any(condition => Asks(condition.Condition) && Leaves(condition.WhenTrue)))
                return true;
        }

        return false;
    }

    private bool Asks(IOperation condition) => condition.DescendantsAndSelf().Any(part => part == raced.Race
        || part is ILocalReferenceOperation { Local: var local } && (SymbolEqualityComparer.Default.Equals(local, raced.Task) || SymbolEqualityComparer.Default.Equals(local, raced.Timer) || IsWinner(local)));

    private bool IsWinner(ILocalSymbol local) =>
        Operations.Initializer(local, raced.Race) is { } value && value.DescendantsAndSelf().Contains(raced.Race);

    private static bool Leaves(IOperation branch) => branch switch
    {
        IBlockOperation { Operations: { Length: > 0 } statements } => Leaves(statements[statements.Length - 1]),
        IReturnOperation or IThrowOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        _ => false,
    };
}
