using System.Collections.Immutable;
using System.Globalization;
using Fallacies.Analyzers.Knowledge;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Fallacies.Analyzers.Reliability;

/// <summary>FAL1020: a lock is freed without a look at who holds it.</summary>
internal sealed class ForeignReleaseAnalyzer() : FallacyAnalyzer(Descriptor)
{
    internal static readonly DiagnosticDescriptor Descriptor = Rule.Create(
        "FAL1020",
        Fallacy.Reliability,
        DiagnosticSeverity.Warning,
        title: "Lock released without checking the owner",
        messageFormat: "'{0}' frees '{1}' whoever holds it: when the work takes longer than {2}, it deletes the next owner's lock, and a third one works at the same time",
        description: "A lock that expired during the work belongs to somebody else by now. To delete its key gives that lock away; a release must compare the owner's token and delete in one step.");

    // An operator who breaks a lock means to.
    private static readonly HashSet<string> Forces = ["Force", "Forced", "Break", "Clear", "Reset", "Admin", "Purge", "Cleanup"];

    // "Remove(key)" of a class that wraps the client is about any key.
    private static readonly HashSet<string> Releases = ["Release", "Unlock", "Free"];

    public override ImmutableArray<Option> Options { get; } = ImmutableArray.Create<Option>(LockKeys.Patterns);

    public override void Register(Registration registration)
    {
        if (registration.Types.RedisDatabase is not null && registration.Kind != ProjectKind.Test)
            registration.OnCall((context, call) => Analyze(context, call, registration.Types), "KeyDelete", "KeyDeleteAsync", "Execute", "ExecuteAsync");
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, KnownTypes types)
    {
        if (RedisLockCall.Of(call, types) is not { Step: LockStep.Delete } delete || NameWords.Of(context.ContainingSymbol.Name).Any(Forces.Contains))
            return;

        var use = new LockUse(types, context.Options.AnalyzerConfigOptionsProvider.GetOptions(call.Syntax.SyntaxTree));
        var steps = use.InMember(call).Where(step => step.Key.Equals(delete.Key)).ToList();
        if (steps.Any(step => step.Step == LockStep.Ask) || (TakeIn(steps, delete) ?? TakeElsewhere(use, delete, steps, context.CancellationToken)) is not { } take)
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptor, Operations.NameOf(call).GetLocation(), additionalLocations: [take.Call.Syntax.GetLocation()], call.TargetMethod.Name, delete.Key.Text, Time(take)));
    }

    private static RedisLockCall? TakeIn(IEnumerable<RedisLockCall> steps, RedisLockCall delete) =>
        steps.LastOrDefault(step => IsTake(step) && LockUse.Ends(delete, step));

    // Over several methods only names tell a lock from a record that is deleted some day.
    private static RedisLockCall? TakeElsewhere(LockUse use, RedisLockCall delete, List<RedisLockCall> here, CancellationToken cancellation)
    {
        if (here.Any(step => step.Step == LockStep.Take) || (delete.Key.IsParameter && !NameWords.Of(Operations.MemberName(delete.Call, cancellation)).Any(Releases.Contains)))
            return null;

        var all = use.InType(delete.Call, cancellation).Where(step => step.Key.Equals(delete.Key)).ToList();
        return all.Any(step => step.Step == LockStep.Release) ? null : all.FirstOrDefault(step => IsTake(step) && (!step.IsSet || use.IsNamedLock(step) || LockKey.HasLockWord(Operations.MemberName(step.Call, cancellation))));
    }

    // Without an expiry nobody else gets the lock, which is another rule's matter.
    private static bool IsTake(RedisLockCall step) => step is { Step: LockStep.Take, LastsForEver: false } && !TaskUse.IsIgnored(step.Call);

    private static string Time(RedisLockCall take) =>
        ConstantTime.Of(take.Expiry) is { } time ? $"its {time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s" : "the lock lasts";
}
