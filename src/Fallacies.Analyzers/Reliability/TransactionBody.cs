using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>What code does between the statement that begins a transaction and the one that ends it.</summary>
internal sealed class TransactionBody
{
    private TransactionBody(IReadOnlyList<IInvocationOperation> calls, IInvocationOperation? commit) => (Calls, Commit) = (calls, commit);

    /// <summary>The calls inside the transaction, in the order of the source; code in lambdas is left out.</summary>
    public IReadOnlyList<IInvocationOperation> Calls { get; }

    /// <summary>The first call that commits, if the same block or one below has one.</summary>
    public IInvocationOperation? Commit { get; }

    public static TransactionBody Of(IOperation begin)
    {
        var calls = Region(begin).SelectMany(Writes.InThisFunction).OfType<IInvocationOperation>()
            .Where(call => call.Syntax.SpanStart > begin.Syntax.SpanStart)
            .OrderBy(call => call.Syntax.SpanStart).ToList();
        var commit = calls.FirstOrDefault(call => call.TargetMethod.Name is "Commit" or "CommitAsync" or "CommitTransaction" or "CommitTransactionAsync" or "Complete");
        return new TransactionBody(commit is null ? calls : [.. calls.Where(call => call.Syntax.SpanStart < commit.Syntax.SpanStart)], commit);
    }

    // The body of "using (var transaction = …)", or what follows the statement in its block.
    private static IReadOnlyList<IOperation> Region(IOperation begin)
    {
        for (var (inner, outer) = (begin, begin.Parent); outer is not null; (inner, outer) = (outer, outer.Parent))
        {
            if (outer is IUsingOperation scope && inner != scope.Body)
                return [scope.Body];
            if (outer is IBlockOperation block)
                return [.. block.Operations.SkipWhile(statement => statement != inner).Skip(1)];
            if (outer is IMethodBodyBaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation or IConditionalOperation or ISwitchCaseOperation)
                return [];
        }

        return [];
    }
}
