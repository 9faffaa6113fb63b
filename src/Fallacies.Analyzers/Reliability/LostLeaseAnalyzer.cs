using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1032: under a distributed lock several things are written, and nobody looks whether the lock is still held.</summary>
internal sealed class LostLeaseAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1032",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Work goes on after the lease is lost",
        messageFormat: "{0}: when {1} is lost on the way, {2} beside the next {3}",
        description: "A lock in a store is lost when the connection to it breaks or its owner pauses for too long. The handle tells so by a token; work that does not get it goes on although another process holds the lock by now. Leadership is such a lock.");

    private static readonly string[] Kinds =
    [
        "Acquire", "TryAcquire", "AcquireReadLock", "TryAcquireReadLock", "AcquireWriteLock", "TryAcquireWriteLock", "AcquireUpgradeableReadLock", "TryAcquireUpgradeableReadLock", "AcquireLock", "TryAcquireLock",
        "AcquireSemaphore", "TryAcquireSemaphore",
    ];

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test && registration.Types.DistributedLock is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration.RemoteCalls), [.. Kinds, .. Kinds.Select(name => name + "Async")]);
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, RemoteCalls calls)
    {
        if (call.TargetMethod.ContainingNamespace?.ToString().StartsWith("Medallion.Threading", StringComparison.Ordinal) != true || IsOfThisMachine(call) || ScopeOf(call) is not { } scope || IsWatched(scope.Handle, call))
            return;

        var writes = scope.Body.Descendants().OfType<IInvocationOperation>().Where(write => write.Syntax.SpanStart > call.Syntax.Span.End && IsWrite(write, calls, context.CancellationToken)).ToList();
        if (writes.Count == 0 || (writes.Count == 1 && !IsInLoop(writes[0], scope.Body)))
            return;

        var first = writes[0].TargetMethod.Name;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(call).GetLocation(), writes.Select(write => write.Syntax.GetLocation()),
            $"Nobody reads the 'HandleLostToken' of what '{call.TargetMethod.Name}' got", "the lock", writes.Count == 1 ? $"the loop around '{first}' goes on" : $"'{first}' and {writes.Count - 1} more go on", "owner"));
    }

    // A file or a handle of the system is never lost while the process lives.
    private static bool IsOfThisMachine(IInvocationOperation call) => call.TargetMethod.ContainingNamespace.Name is "FileSystem" or "WaitHandles";

    private static (ILocalSymbol? Handle, IOperation Body)? ScopeOf(IInvocationOperation call)
    {
        var value = Operations.Outermost(call);
        if (value.Parent is ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } } orThrow)
            value = Operations.Outermost(orThrow);

        return value.Parent switch
        {
            IUsingOperation @using when @using.Resources == value => (null, @using.Body),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => (declarator.Symbol, BlockOf(declarator)),
            _ => null,
        };
    }

    private static IOperation BlockOf(IOperation declaration)
    {
        var around = declaration;
        while (around.Parent is { } parent && around is not (IBlockOperation or IUsingOperation))
            around = parent;
        return around is IUsingOperation @using ? @using.Body : around;
    }

    // Whoever gets the handle may watch it.
    private static bool IsWatched(ILocalSymbol? handle, IOperation near) => handle is not null && Operations.Uses(handle, near).Any(use => use.Parent switch
    {
        IPropertyReferenceOperation { Property.Name: "HandleLostToken" } => true,
        IConditionalAccessOperation access => access.WhenNotNull.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "HandleLostToken" }),
        IArgumentOperation or IReturnOperation or IAssignmentOperation => true,
        _ => false,
    });

    internal static bool IsWrite(IInvocationOperation call, RemoteCalls calls, CancellationToken cancellation) =>
        TaskUse.Of(call) is TaskFate.Awaited && calls.Reach(call, cancellation) is { Idempotency: not Idempotency.Safe };

    private static bool IsInLoop(IOperation write, IOperation scope)
    {
        for (var around = write.Parent; around is not null && around != scope; around = around.Parent)
        {
            if (around is ILoopOperation)
                return true;
        }

        return false;
    }
}
