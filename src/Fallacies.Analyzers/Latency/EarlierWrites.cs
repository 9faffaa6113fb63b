using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Latency;

/// <summary>Finds what a member has already changed elsewhere when it comes to a call: to stop there would leave the work half done.</summary>
internal sealed class EarlierWrites(RemoteCalls remote)
{
    private static readonly string[] Verbs =
    [
        "Save", "Commit", "Create", "Insert", "Update", "Upsert", "Replace", "Delete", "Remove", "Add", "Write", "Put", "Post", "Patch", "Set", "Store", "Publish", "Send", "Produce", "Submit", "Register",
        "Upload", "Enqueue", "Push", "Move", "Copy", "Rename", "Grant", "Revoke", "Assign", "Charge", "Pay", "Place", "Reserve", "Approve", "Complete", "Mark", "Apply", "Execute", "Import", "Migrate", "Notify",
    ];

    // What a command does stands in its text, but who asks for no rows changes some.
    private static readonly string[] Rowless = ["ExecuteNonQuery", "ExecuteSql", "ExecuteUpdate"];

    /// <summary>Whether a method of a database is for writes, whatever the text of its command says.</summary>
    public static bool ChangesRows(string method) => Array.Exists(Rowless, name => method.StartsWith(name, StringComparison.Ordinal));

    /// <summary>Whether a write that the member waited for comes before the call on the same path.</summary>
    public bool Precede(IInvocationOperation call) =>
        Operations.Root(call).Descendants().OfType<IInvocationOperation>()
            .Any(earlier => earlier.Syntax.Span.End <= call.Syntax.SpanStart && IsWrite(earlier) && LeadsTo(call, earlier));

    /// <summary>Whether an earlier round of a loop over items may have written already, so that to stop here leaves some items done and others not.</summary>
    public bool MayBeInEarlierRound(IInvocationOperation call)
    {
        for (var around = call.Parent; around is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); around = around.Parent)
        {
            if (around is IForEachLoopOperation { IsAsynchronous: false } or IForLoopOperation && ((ILoopOperation)around).Body is { } body && body.Syntax.Span.Contains(call.Syntax.Span)
                && body.InThisFunction().OfType<IInvocationOperation>().Any(write => write != call && IsWrite(write) && LeadsToNextRound(write, body)))
                return true;
        }

        return false;
    }

    private static bool LeadsToNextRound(IOperation write, IOperation body)
    {
        for (var around = write.Parent; around is not null && around != body.Parent; around = around.Parent)
        {
            var last = around is IBlockOperation { Operations: { Length: > 0 } statements } ? statements[statements.Length - 1] : around;
            if (last is IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } || last is IBranchOperation { BranchKind: BranchKind.Break } && around.Syntax.FirstAncestorOrSelf<SyntaxNode>(node => node is SwitchSectionSyntax || node == body.Syntax) == body.Syntax)
                return false;
        }

        return true;
    }

    private bool IsWrite(IInvocationOperation call)
    {
        var known = remote.Known(call);
        if (known is { Idempotency: Idempotency.Safe })
            return false;
        if (known is { Idempotency: Idempotency.Unsafe or Idempotency.Idempotent } || (known is not null && ChangesRows(call.TargetMethod.Name)))
            return true;

        var name = call.TargetMethod.Name;
        return call.TargetMethod.ReturnType.Name is "Task" or "ValueTask"
            && (name.StartsWith("Commit", StringComparison.Ordinal) || (Array.Exists(Verbs, verb => name.StartsWith(verb, StringComparison.Ordinal)) && !StaysHere(call.TargetMethod)));
    }

    // Streams and queues of the framework, and an entity that is only marked as new.
    private static bool StaysHere(IMethodSymbol method) => Callers.InFramework(method) || method.ContainingNamespace?.Name == "EntityFrameworkCore";

    // Not from the other branch of an "if", nor from a block that returns or throws before the call.
    private static bool LeadsTo(IOperation call, IOperation earlier)
    {
        var returns = false;
        for (var (inner, around) = (earlier, earlier.Parent); around is not null; (inner, around) = (around, around.Parent))
        {
            if (around.Syntax.Span.Contains(call.Syntax.Span))
                return !returns && !IsOtherBranch(around, inner, call);
            if (around is IThrowOperation or ILocalFunctionOperation || LastOf(around) is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation })
                return false;
            if (around is IAnonymousFunctionOperation && !Callbacks.AreAwaited(around))
                return false;

            // What returns from a lambda comes back to the member that waits for it.
            returns = around is not IAnonymousFunctionOperation && (returns || around is IReturnOperation || LastOf(around) is IReturnOperation or IBranchOperation);
        }

        return false;
    }

    private static IOperation? LastOf(IOperation around) => around is IBlockOperation { Operations: { Length: > 0 } statements } ? statements[statements.Length - 1] : null;

    private static bool IsOtherBranch(IOperation around, IOperation inner, IOperation call) => around switch
    {
        IConditionalOperation condition => inner == condition.WhenTrue && condition.WhenFalse?.Syntax.Span.Contains(call.Syntax.Span) == true,
        ISwitchOperation or ISwitchExpressionOperation => inner is ISwitchCaseOperation or ISwitchExpressionArmOperation,
        _ => false,
    };
}
