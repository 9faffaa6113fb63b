using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>A message of Kafka whose offset a statement commits, and the statements beside it.</summary>
internal sealed class CommittedMessage
{
    private readonly ILocalSymbol _result;
    private readonly IReadOnlyList<IOperation> _after;

    private CommittedMessage(ILocalSymbol result, IReadOnlyList<IOperation> after) => (_result, _after) = (result, after);

    /// <summary>The message of <c>Commit(result)</c>, unless the block has looked at it before.</summary>
    public static CommittedMessage? Of(IInvocationOperation commit)
    {
        if (commit.Arguments.Length != 1 || Operations.Unwrap(commit.Arguments[0].Value) is not ILocalReferenceOperation { Local: { Type.Name: "ConsumeResult" } result })
            return null;
        if (commit.Parent is not IExpressionStatementOperation { Parent: IBlockOperation block } statement)
            return null;

        var isRead = Operations.Uses(result, commit).Any(use => use.Syntax.SpanStart < commit.Syntax.SpanStart && ReadsMessage(use));
        return isRead ? null : new CommittedMessage(result, [.. block.Operations.SkipWhile(other => other != statement).Skip(1)]);
    }

    /// <summary>The first work on the message that follows.</summary>
    public IInvocationOperation? WorkAfter(RemoteCalls remote, CancellationToken cancellation) =>
        _after.Any(statement => statement.InThisFunction().OfType<ILocalReferenceOperation>().Any(use => SymbolEqualityComparer.Default.Equals(use.Local, _result) && ReadsMessage(use)))
            ? _after.Select(statement => MessageWork.First(statement, remote, cancellation)).FirstOrDefault(work => work is not null)
            : null;

    private static bool ReadsMessage(ILocalReferenceOperation use) => use.Parent switch
    {
        IPropertyReferenceOperation property => property.Property.Name is "Message" or "Value" or "Key" or "Headers",
        IConditionalAccessOperation access => access.WhenNotNull.DescendantsAndSelf().OfType<IPropertyReferenceOperation>().Any(property => property.Property.Name is "Message" or "Value" or "Key"),
        IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.Name is not ("Commit" or "StoreOffset"),
        _ => false,
    };
}
