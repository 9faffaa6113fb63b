using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1010: a hand-written retry of a remote call that waits not at all between two tries, or always the same time.</summary>
internal sealed class RetryWithoutBackOffAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1010",
        Fallacy.Reliability,
        DiagnosticSeverity.Info,
        title: "Hand-written retry without back-off",
        messageFormat: "'{0}' is tried again {1}, so all callers come back in step to a dependency that is already in trouble",
        description: "A dependency that fails is often overloaded. Tries that follow each other at once, or at the same distance for every caller, keep it down; a wait that grows and holds some chance lets it recover.");

    // A minute or more between two tries is a schedule that overloads nobody.
    private static readonly TimeSpan Schedule = TimeSpan.FromMinutes(1);

    public override void Register(Registration registration)
    {
        if (registration.Kind != ProjectKind.Test)
            registration.OnOperation(OperationKind.Loop, context => Analyze(context, registration));
    }

    private static void Analyze(OperationAnalysisContext context, Registration registration)
    {
        foreach (var retry in RetryLoop.In((ILoopOperation)context.Operation, registration.Types, registration.RemoteCalls))
            Analyze(context, retry);
    }

    private static void Analyze(OperationAnalysisContext context, RetryLoop retry)
    {
        if (retry.Waits.Kind is not (WaitKind.None or WaitKind.Constant) || retry.Catches.All(clause => Failures.IsAbsence(clause) || IsNoOutage(clause)) || RetryTarget.IsLocal(retry) || ComingUp.IsAwaitedBy(context.ContainingSymbol) || TimedOut.Separates(retry, Schedule, context.CancellationToken) || NeverThrows(retry))
            return;

        // One second chance is no storm, and nothing to grow.
        var bound = RetryRounds.Of(retry, retry.Catches[0]).Bound;
        if (bound <= 2 || retry.Waits.Calls.Any(wait => RetryWaits.ConstantOf(wait) >= Schedule))
            return;

        var location = retry.Waits.Calls.FirstOrDefault()?.Syntax.GetLocation() ?? retry.Keyword;
        context.ReportDiagnostic(Diagnostic.Create(Descriptor, location, [retry.Attempt.Syntax.GetLocation()], retry.CallName, When(retry) + (bound is { } tries ? $", {tries - 1} times" : "")));
    }

    // Kafka's client has tried by itself, with growing waits, for as long as the call allows it to; MongoDB has answered, and refused what was written.
    private static bool IsNoOutage(ICatchClauseOperation clause) => clause.ExceptionType.Name is "KafkaRetriableException" or "MongoWriteException" or "MongoBulkWriteException";

    // The answer of CanConnect is the failure; who drops it tries nothing again.
    private static bool NeverThrows(RetryLoop retry) =>
        retry.Call is { TargetMethod: { Name: "CanConnect" or "CanConnectAsync", ContainingType.Name: "DatabaseFacade" } } call
        && Operations.Outermost(call).Parent is IExpressionStatementOperation && retry.Attempt.Body.InThisFunction().Count(part => part is IAwaitOperation) <= 1;

    private static string When(RetryLoop retry) => retry.Waits.Calls.FirstOrDefault() is not { } wait ? "at once"
        : RetryWaits.ConstantOf(wait) is { } time ? time == TimeSpan.Zero ? "at once" : $"after the same {Text(time)}"
        : $"after the same '{RetryWaits.Time(wait).Syntax}'";

    private static string Text(TimeSpan time) => time.TotalSeconds < 1
        ? time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + " ms"
        : time.TotalSeconds.ToString(CultureInfo.InvariantCulture) + " s";
}
