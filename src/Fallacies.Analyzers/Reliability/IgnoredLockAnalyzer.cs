using System.Collections.Immutable;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1021: a lock is asked for, and the answer is not read.</summary>
internal sealed class IgnoredLockAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1021",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Result of lock acquisition ignored",
        messageFormat: "Nobody reads whether '{0}' {1}",
        description: "A lock that is taken already answers with false or null, not with an exception. Whoever does not read the answer works without the lock.");

    private static readonly string[] Handles =
    [
        "TryAcquire", "TryAcquireReadLock", "TryAcquireWriteLock", "TryAcquireUpgradeableReadLock", "TryAcquireLock", "TryAcquireSemaphore",
    ];

    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(LockKeys.Patterns);

    public override void Register(Registration registration)
    {
        if (registration.Kind == ProjectKind.Test)
            return;
        if (registration.Types.RedisDatabase is not null)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "LockTake", "LockTakeAsync", "LockExtend", "LockExtendAsync", "StringSet", "StringSetAsync", "Execute", "ExecuteAsync");
        if (registration.Types.DistributedLock is not null)
            registration.OnCall(AnalyzeHandle, [.. Handles, .. Handles.Select(name => name + "Async")]);
        if (registration.Types.RedLockFactory is not null)
            registration.OnCall(AnalyzeRedLock, "CreateLock", "CreateLockAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (RedisLockCall.Of(call, types) is not { Step: LockStep.Take or LockStep.Extend } take || BlockingCalls.IsFireAndForget(call) || !IsUnread(call, uses => uses.Count == 0))
            return;

        // To write a key that is not there yet is also how defaults are set, and who reads the key afterwards knows whose it is.
        var use = new LockUse(types, context.Options.AnalyzerConfigOptionsProvider.GetOptions(call.Syntax.SyntaxTree));
        if (use.IsLock(take) && !use.InMember(call).Any(step => step.Step == LockStep.Ask && step.Key.Equals(take.Key) && step.Call.Syntax.SpanStart > call.Syntax.Span.End))
            Report(context, call, take.Step == LockStep.Take ? $"got '{take.Key.Text}': while another process has it, both do the same work at the same time" : $"still had '{take.Key.Text}' to extend: when it has expired, the work goes on beside its next owner's");
    }

    private static void AnalyzeHandle(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingNamespace?.ToString().StartsWith("Medallion.Threading", StringComparison.Ordinal) == true && !WaitsForEver(call) && IsUnread(call, uses => uses.All(IsDisposed)))
            Report(context, call, "got the lock: it answers null while another process has it, and both do the same work at the same time");
    }

    // It has an object to give in any case.
    private static void AnalyzeRedLock(OperationAnalysisContext context, IInvocationOperation call)
    {
        if (call.TargetMethod.ContainingNamespace?.ToString().StartsWith("RedLockNet", StringComparison.Ordinal) == true && IsUnread(call, uses => uses.All(use => IsDisposed(use) || IsOther(use))))
            Report(context, call, "got the lock: 'IsAcquired' is false while another process has it, and both do the same work at the same time");
    }

    private static bool IsOther(ILocalReferenceOperation use) => use.Parent is IPropertyReferenceOperation { Property.Name: not ("IsAcquired" or "Status" or "InstanceSummary") };

    private static void Report(OperationAnalysisContext context, IInvocationOperation call, string harm) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, Operations.NameOf(call).GetLocation(), call.TargetMethod.Name, harm));

    private static bool IsUnread(IInvocationOperation call, Func<List<ILocalReferenceOperation>, bool> areNone)
    {
        var value = Operations.Outermost(call);
        return value.Parent switch
        {
            IExpressionStatementOperation => true,
            IUsingOperation @using => @using.Resources == value,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => areNone(Reads(local, call)),
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Parent: IExpressionStatementOperation } => areNone(Reads(target.Local, call)),
            _ => false,
        };
    }

    private static List<ILocalReferenceOperation> Reads(ILocalSymbol local, IOperation near) => Operations.Uses(local, near).Where(use => !Operations.IsWritten(use)).ToList();

    private static bool IsDisposed(ILocalReferenceOperation use) =>
        (use.Parent is IConditionalAccessOperation access ? access.WhenNotNull : use.Parent) is IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" } or IUsingOperation;

    private static bool WaitsForEver(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == "timeout")?.Value is { } timeout && ConstantTime.Of(timeout) == Timeout.InfiniteTimeSpan;
}
